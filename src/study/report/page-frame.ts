import { gunzipSync, gzipSync, strFromU8, strToU8 } from 'fflate';
import { toBase64 } from '../../core/index.js';
import { html, toScriptJson, trusted, type Html } from './html.js';

/** A page's script and style, which `npm run build` makes from `src/ui` as `dist/ui/NAME-client.js` and `.css`. */
export interface PageAssets {
  script: string;
  style: string;
  /** More scripts that this one lets run when it needs them, by name: packed by gzip, in the element `packed-NAME`. */
  scripts?: Readonly<Record<string, Uint8Array>>;
  /** What the script unpacks when it needs it, by name: bytes packed by gzip, in the element `packed-NAME`. */
  parts?: Readonly<Record<string, Uint8Array>>;
}

export interface PageFrame {
  title: string;
  description: string;
  cermet: string;
  body: Html;
  /** Read by the page's script from the element `page-data`. */
  data: unknown;
  /** Whether the script starts workers made of its own text, and WebAssembly. */
  computes?: boolean;
  /** Whether the page talks to the server that it came from, and shows pages of it. */
  served?: boolean;
}

/** Unpacks the page's script and lets it run; the content policy knows both by their hashes. */
const UNPACK = `(async () => {
const packed = Uint8Array.from(atob(document.getElementById('packed-script').textContent), (c) => c.charCodeAt(0));
const script = document.createElement('script');
script.textContent = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
document.body.append(script);
})();`;

/**
 * One HTML file that needs nothing outside itself. A content policy in it lets nothing run or load but the script and
 * the style put here, by their hashes. The script travels packed by gzip, which makes it a third as long.
 */
export async function renderPageFrame(page: PageFrame, assets: PageAssets): Promise<string> {
  const script = toLines(assets.script);
  const packed = toBase64(gzipSync(strToU8(script), { level: 9, mtime: '1980-01-01' }));
  const style = toLines(assets.style).replace(/<\/(style)/gi, '<\\/$1');
  const later = Object.values(assets.scripts ?? {}).map((bytes) => strFromU8(gunzipSync(bytes)));
  const scripts = [UNPACK, script, ...later];
  const policy = [
    `default-src 'none'`,
    `script-src ${(await Promise.all(scripts.map(toCspHash))).join(' ')}${page.computes ? ` 'wasm-unsafe-eval'` : ''}`,
    ...(page.computes ? ['worker-src blob:'] : []),
    ...(page.served ? [`connect-src 'self'`, `frame-src 'self'`] : []),
    `style-src ${await toCspHash(style)}`,
    `img-src data: blob:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Cermet ${page.cermet}">
<meta name="description" content="${page.description}">
<title>${page.title}</title>
<style>${trusted(style)}</style>
</head>
<body>
${page.body}
<script type="application/json" id="page-data">${trusted(toScriptJson(page.data))}</script>
<script type="text/plain" id="packed-script">${trusted(packed)}</script>
${Object.entries({ ...assets.scripts, ...assets.parts }).map(
  ([name, bytes]) => html`<script type="text/plain" id="packed-${name}">${trusted(toBase64(bytes))}</script>
`,
)}<script>${trusted(UNPACK)}</script>
</body>
</html>
`.text;
}

async function toCspHash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}

/** A page is read with line feeds only, and its hashes are taken so. */
const toLines = (text: string): string => text.replace(/\r\n?/g, '\n');
