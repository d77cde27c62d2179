import { download } from './dom.js';

/** Tables that travel packed in their links are unpacked on the way to the reader. */
export function setUpPackedDownloads(): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.<HTMLAnchorElement>('a[download$=".csv.gz"]');
    const packed = link?.getAttribute('href')?.split(';base64,')[1];
    if (!link || !packed) return;
    event.preventDefault();
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    const text = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
    void text.then((csv) => download(link.download.replace(/\.gz$/, ''), csv, 'text/csv'));
  });
}
