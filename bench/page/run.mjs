// Rows of README.md in one run: a page of the workbench and one of Plotly take the same table of 500,000 rows in
// Chromium, each from the moment the file is given; then the curve is dragged along, frame by frame.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const ROWS = 500_000;
const root = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'cermet-bench-page-'));
const say = (...cells) => console.log(`| ${cells.join(' | ')} |`);
const ms = (t) => `${t.toFixed(t < 20 ? 1 : 0)} ms`;

/** Fifty cycles of a cell between 3 and 4.3 V. */
function makeTable() {
  const lines = ['Test Time / s,Voltage / V,Current / A,Cycle Count / 1'];
  const half = ROWS / 100;
  for (let k = 0; k < ROWS; k++) {
    const turn = Math.floor(k / half);
    const share = (k % half) / half;
    const state = turn % 2 ? 1 - share : share;
    const voltage = 3 + 1.3 * state + 0.1 * Math.sin(6 * state) * state * (1 - state);
    lines.push(`${(0.72 * k).toFixed(2)},${voltage.toFixed(6)},${turn % 2 ? -0.002 : 0.002},${1 + (turn >> 1)}`);
  }
  return `${lines.join('\n')}\n`;
}

const file = join(folder, 'long.bdf.csv');
writeFileSync(file, makeTable());
execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), 'open', '--out', join(folder, 'cermet.html')]);
const plotly = readFileSync(join(root, 'bench/page/node_modules/plotly.js-dist-min/plotly.min.js'), 'utf8');
writeFileSync(
  join(folder, 'plotly.html'),
  `<!doctype html><meta charset="utf-8"><input type="file" aria-label="Files …"><div id="plot" style="width:900px;height:400px"></div>
<script>${plotly.replaceAll('</script', '<\\/script')}</script>
<script>
document.querySelector('input').onchange = async (event) => {
  const [head, ...rows] = (await event.target.files[0].text()).trim().split('\\n');
  const columns = head.split(',').map(() => new Float64Array(rows.length));
  rows.forEach((row, i) => row.split(',').forEach((cell, k) => (columns[k][i] = +cell)));
  await Plotly.newPlot('plot', [{ type: 'scattergl', mode: 'lines', x: columns[0], y: columns[1] }], { dragmode: 'pan' });
  document.querySelector('#plot').dataset.drawn = 'yes';
};
</script>`,
);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
});

/** Begins to note how long frames of a page take; gives the page's time. */
const countFrames = (page) =>
  page.evaluate(() => {
    window.frames = [];
    let last = performance.now();
    const next = (now) => {
      window.frames.push(now - last);
      last = now;
      window.beat = requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
    return last;
  });

/** The frames noted, shortest first, and the page's time. */
const takeFrames = (page) =>
  page.evaluate(() => {
    cancelAnimationFrame(window.beat);
    return { frames: window.frames.slice(2).sort((a, b) => a - b), now: performance.now() };
  });

/** Times of one page: first paint, file to curve, longest task meanwhile, frames while it is dragged. */
async function measure(name, drawn, plot, keys) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries())).observe({ type: 'longtask' });
    addEventListener('change', () => (window.given ??= performance.now()), true);
  });
  process.stderr.write(`${name} …\n`);
  await page.goto(`file://${join(folder, name)}`);
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  await page.getByLabel('Files …').waitFor({ state: 'attached' });
  const ready = await page.evaluate(() => performance.now());
  await page.getByLabel('Files …').setInputFiles(file);
  const handle = await page.waitForFunction(
    (selector) => document.querySelector(selector) && performance.now() - window.given,
    drawn,
    { polling: 'raf', timeout: 120_000 },
  );
  const curve = await handle.jsonValue();
  process.stderr.write(`${name}: drawn after ${Math.round(curve)} ms\n`);
  await page.waitForTimeout(1000);
  const longest = await page.evaluate(() =>
    Math.max(0, ...window.tasks.filter((t) => t.startTime + t.duration > window.given).map((t) => t.duration)),
  );
  const { x, y, width, height } = await page.locator(plot).first().boundingBox();
  // Half of the range, so that there is somewhere to go.
  await page.mouse.move(x + width / 2, y + height / 2);
  for (let k = 0; k < 3; k++) await page.mouse.wheel(0, -120);
  await countFrames(page);
  for (const key of keys) await page.keyboard.down(key);
  await page.mouse.down();
  const end = performance.now() + 4000;
  for (let k = 0; k < 120 && performance.now() < end; k++)
    await page.mouse.move(x + width / 2 + 150 * Math.sin(k / 12), y + height / 2);
  await page.mouse.up();
  for (const key of keys) await page.keyboard.up(key);
  const { frames } = await takeFrames(page);
  await page.close();
  return {
    paint,
    ready,
    curve,
    longest,
    frame: frames[Math.floor(frames.length / 2)],
    slow: frames[Math.floor(0.95 * frames.length)],
  };
}

/** Atoms of the standard interface while a hand turns them: steps a second of the melt, and how the page draws. */
async function measureAtoms(name) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  process.stderr.write('atoms …\n');
  await page.goto(`file://${join(folder, name)}#/atoms`);
  await page.locator('.wb-end').waitFor();
  await page.getByRole('button', { name: 'Run here' }).click();
  await page.locator('.wb-doing').getByText('the interface: melt').waitFor();
  const { x, y, width, height } = await page.locator('.wb-atoms canvas').boundingBox();
  const before = Number((await page.locator('.wb-strip > p').innerText()).match(/^[\d.]+/)?.[0] ?? 0);
  const from = await countFrames(page);
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  const end = performance.now() + 1500;
  for (let k = 0; performance.now() < end; k++)
    await page.mouse.move(x + width / 2 + 100 * Math.sin(k / 15), y + height / 2);
  await page.mouse.up();
  const after = Number((await page.locator('.wb-strip > p').innerText()).match(/^[\d.]+/)[0]);
  const { frames, now } = await takeFrames(page);
  await page.close();
  // A step is 1.5 fs of the picoseconds that the strip says.
  return {
    steps: (1000 * (after - before)) / 1.5 / ((now - from) / 1000),
    frame: frames[Math.floor(frames.length / 2)],
  };
}

const ours = await measure('cermet.html', '.wb-plot canvas', '.wb-plot canvas', ['Shift']);
const theirs = await measure('plotly.html', '[data-drawn]', '#plot .draglayer', []);
const atoms = await measureAtoms('cermet.html');
await browser.close();
rmSync(folder, { recursive: true, force: true });
say('what', 'ours', 'Plotly', 'ratio');
say('---', '---', '---', '---');
for (const [key, label] of [
  ['paint', 'first paint'],
  ['ready', 'page to a place for files'],
  ['curve', `file to curve, ${ROWS} rows`],
  ['longest', 'longest task of the main thread meanwhile'],
  ['frame', 'frame while dragged, median'],
  ['slow', 'frame while dragged, slowest in twenty'],
])
  say(label, ms(ours[key]), ms(theirs[key]), ours[key] > 0 ? (theirs[key] / ours[key]).toFixed(1) : '–');
say('steps a second of 131 atoms, drawn and turned', Math.round(atoms.steps), '–', '–');
say('frame while they are turned, median', ms(atoms.frame), '–', '–');
