// Pages of headless Chromium that run the built library, and the steps per second of molecular dynamics in one, on one
// thread and on two.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const TYPES = { '.js': 'text/javascript', '.html': 'text/html' };
/** Steps that are timed; the first 200 warm up the compiler. */
const STEPS = 1500;

const PAGE = `<!doctype html><script type="module">
import { resolvePotential, runDynamics } from '/atoms/index.js';
import { makeRng } from '/core/index.js';
window.measure = async (input, steps, threads) => {
  const structure = { cell: Float64Array.from(input.cell), positions: Float64Array.from(input.positions), elements: input.elements, pbc: [true, true, true] };
  const potential = await resolvePotential();
  const run = (count) => runDynamics(structure, potential, { timeStep: 1.5, threads, schedule: [{ label: 'melt', duration: 1.5 * count, ensemble: 'langevin', temperature: 2500 }] }, { rng: makeRng(1) });
  await run(200);
  const from = performance.now();
  await run(steps);
  return { threads, stepsPerSecond: Math.round((1000 * steps) / (performance.now() - from)) };
};
window.ready = true;
</script>`;

/**
 * Serves the built library with the headers that let a page share memory, opens `html` on it, and hands the page to
 * `work` once it says that it is ready.
 */
export async function withPage(dist, html, work) {
  const server = createServer((request, response) => {
    const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    const file = join(dist, path);
    if (path === '/') response.writeHead(200, { ...headers, 'Content-Type': 'text/html' }).end(html);
    else if (existsSync(file) && extname(file) in TYPES)
      response.writeHead(200, { ...headers, 'Content-Type': TYPES[extname(file)] }).end(readFileSync(file));
    else response.writeHead(404, headers).end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const browser = await chromium.launch({
    executablePath: process.env.CERMET_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`in the page: ${error}`));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction('window.ready === true');
    return { browser: `Chromium ${browser.version()}`, ...(await work(page)) };
  } finally {
    await browser.close();
    server.close();
  }
}

/** Times dynamics with the default potential. */
export function timePage(dist, structure) {
  return withPage(dist, PAGE, async (page) => {
    const input = { cell: [...structure.cell], positions: [...structure.positions], elements: structure.elements };
    const runs = [];
    for (const threads of [1, 2])
      runs.push(await page.evaluate(([i, s, t]) => window.measure(i, s, t), [input, STEPS, threads]));
    return { runs };
  });
}
