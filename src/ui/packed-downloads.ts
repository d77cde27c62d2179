import { download } from './dom.js';
import { unpack } from './unpack.js';

/** Tables that travel packed in their links are unpacked on the way to the reader. */
export function setUpPackedDownloads(): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.<HTMLAnchorElement>('a[download$=".csv.gz"]');
    const packed = link?.getAttribute('href')?.split(';base64,')[1];
    if (!link || !packed) return;
    event.preventDefault();
    void unpack(packed)
      .text()
      .then((csv) => download(link.download.replace(/\.gz$/, ''), csv, 'text/csv'));
  });
}
