// Rows of README.md in one run, in Chromium: the workbench's page beside Plotly's on a table of 500,000 rows and beside
// matterviz's on a crystal and a trajectory, each from the moment the file is given; then what is shown is dragged
// along, frame by frame. Names of rows as arguments leave the others out: node bench/page/run.mjs curve.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { makeAtoms, makeStudy, makeTable } from './make-files.mjs';

const ROWS = 500_000;
/** Cells of rock salt along an edge, of 8 atoms each. */
const EDGE = 4;
const FRAMES = 20;
const CLAIMS = 300;
const root = new URL('../..', import.meta.url).pathname;
const here = (path) => join(root, 'bench/page', path);
const cermet = (...words) => [process.execPath, [join(root, 'dist/cli/main.js'), ...words]];
const folder = mkdtempSync(join(tmpdir(), 'cermet-bench-page-'));
const wanted = process.argv.slice(2);
const wants = (row) => wanted.length === 0 || wanted.includes(row);
const say = (...cells) => console.log(`| ${cells.join(' | ')} |`);
const ms = (t) => (t === undefined ? '–' : `${t.toFixed(t < 20 ? 1 : 0)} ms`);
const status = (text) => process.stderr.write(`${text}\n`);

const keep = (name, text) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
execFileSync(...cermet('open', '--out', join(folder, 'cermet.html')));
const inPage = (script) => `<script>${script.replaceAll('</script', '<\\/script')}</script>`;
keep(
  'plotly.html',
  `<!doctype html><meta charset="utf-8"><input type="file" aria-label="Files …"><div id="plot" style="width:900px;height:400px"></div>
${inPage(readFileSync(here('node_modules/plotly.js-dist-min/plotly.min.js'), 'utf8'))}
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
keep(
  'matterviz.html',
  `<!doctype html><meta charset="utf-8"><style>${readFileSync(here('matterviz/dist/page.css'), 'utf8')}</style>
<input type="file" aria-label="Files …"><div id="view" style="width:900px;height:600px"></div>
${inPage(readFileSync(here('matterviz/dist/page.js'), 'utf8'))}`,
);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--allow-file-access-from-files'],
});

async function newPage() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(300_000);
  return page;
}

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

/** Frames while a place is dragged along, for four seconds at most. */
async function drag(page, place, keys = []) {
  const { x, y, width, height } = await page.locator(place).first().boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  // Half of the range, so that there is somewhere to go.
  if (keys) for (let k = 0; k < 3; k++) await page.mouse.wheel(0, -120);
  await countFrames(page);
  for (const key of keys ?? []) await page.keyboard.down(key);
  await page.mouse.down();
  const end = performance.now() + 4000;
  for (let k = 0; k < 120 && performance.now() < end; k++)
    await page.mouse.move(x + width / 2 + 0.15 * width * Math.sin(k / 12), y + height / 2);
  await page.mouse.up();
  for (const key of keys ?? []) await page.keyboard.up(key);
  const { frames } = await takeFrames(page);
  return { frame: frames[Math.floor(frames.length / 2)], slow: frames[Math.floor(0.95 * frames.length)] };
}

/**
 * Opens a page and gives it a file, a second after it can take one; the page itself notes when a place is there and two
 * frames have been drawn since.
 */
async function give(name, file, drawn) {
  const page = await newPage();
  page.on('pageerror', (error) => status(`${name}: ${error.message}`));
  await page.addInitScript((selector) => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries())).observe({ type: 'longtask' });
    const look = () => {
      if (document.querySelector(selector)) window.there = performance.now();
      else requestAnimationFrame(look);
    };
    addEventListener(
      'change',
      () => {
        if (window.given) return;
        window.given = performance.now();
        requestAnimationFrame(look);
      },
      true,
    );
  }, drawn);
  status(`${name} …`);
  await page.goto(`file://${join(folder, name)}`);
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  await page.getByLabel('Files …').waitFor({ state: 'attached' });
  const ready = await page.evaluate(() => performance.now());
  await page.waitForTimeout(1000);
  await page.getByLabel('Files …').setInputFiles(file);
  await page.waitForFunction(() => window.there, undefined, { polling: 200 });
  const taken = await page.evaluate(() => window.there - window.given);
  await page.waitForTimeout(1000);
  const longest = await page.evaluate(() =>
    Math.max(0, ...window.tasks.filter((t) => t.startTime > window.given).map((t) => t.duration)),
  );
  return { page, paint, ready, taken, longest };
}

async function measure(name, file, drawn, place, keys) {
  const { page, ...times } = await give(name, file, drawn);
  const frames = await drag(page, place, keys);
  await page.close();
  return { ...times, ...frames };
}

/** Atoms of the standard interface while a hand turns them: steps a second of the melt, and how the page draws. */
async function measureMelt() {
  const page = await newPage();
  status('a melt …');
  await page.goto(`file://${join(folder, 'cermet.html')}#/atoms`);
  await page.locator('.wb-end').waitFor();
  await page.getByRole('button', { name: 'Run here' }).click();
  await page.locator('.wb-doing').getByText('the interface: melt').waitFor();
  const picoseconds = async () => Number((await page.locator('.wb-strip > p').innerText()).match(/^[\d.]+/)?.[0] ?? 0);
  const { x, y, width, height } = await page.locator('.wb-atoms canvas').boundingBox();
  const before = await picoseconds();
  const from = await countFrames(page);
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  const end = performance.now() + 1500;
  for (let k = 0; performance.now() < end; k++)
    await page.mouse.move(x + width / 2 + 100 * Math.sin(k / 15), y + height / 2);
  await page.mouse.up();
  const after = await picoseconds();
  const { frames, now } = await takeFrames(page);
  await page.close();
  // A step is 1.5 fs.
  return {
    steps: (1000 * (after - before)) / 1.5 / ((now - from) / 1000),
    frame: frames[Math.floor(frames.length / 2)],
  };
}

/** A study of many claims that was run: from its address to all verdicts in sight, and to the form of one clicked. */
async function measureStudy() {
  status(`a study of ${CLAIMS} claims …`);
  const study = join(folder, 'study');
  mkdirSync(study);
  for (const [name, text] of Object.entries(makeStudy(CLAIMS))) keep(join('study', name), text);
  execFileSync(...cermet('run', study), { stdio: 'ignore' });
  const server = spawn(...cermet('open', study, '--no-browser'), { stdio: ['ignore', 'pipe', 'pipe'] });
  const address = await new Promise((found) => {
    let text = '';
    const listen = (piece) => {
      text += piece;
      const match = /http:\/\/127\.0\.0\.1:\S+/.exec(text);
      if (match) found(match[0]);
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
  });
  const page = await newPage();
  await page.addInitScript((count) => {
    const look = () => {
      if (document.querySelectorAll('.wb-tree .wb-word').length >= count) window.there = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, CLAIMS);
  await page.goto(address);
  await page.waitForFunction(() => window.there, undefined, { polling: 200 });
  const listed = await page.evaluate(() => window.there);
  const form = await page.evaluate(
    (last) =>
      new Promise((done) => {
        const from = performance.now();
        const look = () => {
          if (document.querySelector('.wb-split form, .wb-split .wb-form')) done(performance.now() - from);
          else requestAnimationFrame(look);
        };
        [...document.querySelectorAll('.wb-tree a')].find((a) => a.getAttribute('href').endsWith(last)).click();
        requestAnimationFrame(look);
      }),
    `claim-${CLAIMS}`,
  );
  await page.close();
  server.kill();
  return { listed, form };
}

say('what', 'ours', 'the other', 'ratio');
say('---', '---', '---', '---');
const compare = (rows, ours, theirs) => {
  for (const [key, label] of rows)
    say(
      label,
      ms(ours[key]),
      ms(theirs?.[key]),
      theirs?.[key] && ours[key] ? (theirs[key] / ours[key]).toFixed(1) : '–',
    );
};
if (wants('curve')) {
  const file = keep('long.bdf.csv', makeTable(ROWS));
  const ours = await measure('cermet.html', file, '.wb-plot canvas', '.wb-plot canvas', ['Shift']);
  const theirs = await measure('plotly.html', file, '[data-drawn]', '#plot .draglayer', []);
  compare(
    [
      ['paint', 'first paint (Plotly)'],
      ['ready', 'page to a place for files (Plotly)'],
      ['taken', `file to curve, ${ROWS} rows (Plotly)`],
      ['longest', 'longest task of the main thread meanwhile (Plotly)'],
      ['frame', 'frame while dragged, median (Plotly)'],
      ['slow', 'frame while dragged, slowest in twenty (Plotly)'],
    ],
    ours,
    theirs,
  );
}
for (const [row, name, frames, what] of [
  ['crystal', 'crystal.extxyz', 1, `a crystal of ${8 * EDGE ** 3} atoms`],
  ['trajectory', 'trajectory.extxyz', FRAMES, `a trajectory of ${FRAMES} times ${8 * EDGE ** 3} atoms`],
]) {
  if (!wants(row)) continue;
  const file = keep(name, makeAtoms(EDGE, frames));
  const ours = await measure('cermet.html', file, '.stage canvas', '.stage canvas', null);
  const theirs = await measure('matterviz.html', file, '#view canvas', '#view canvas', null);
  compare(
    [
      ['ready', `page to a place for files (matterviz)`],
      ['taken', `file to ${what} (matterviz)`],
      ['longest', 'longest task of the main thread meanwhile (matterviz)'],
      ['frame', 'frame while turned, median (matterviz)'],
    ],
    ours,
    theirs,
  );
}
if (wants('melt')) {
  const { steps, frame } = await measureMelt();
  say('steps a second of 131 atoms, drawn and turned', Math.round(steps), '–', '–');
  say('frame while they are turned, median', ms(frame), '–', '–');
}
if (wants('study')) {
  const { listed, form } = await measureStudy();
  say(`study of ${CLAIMS} claims, address to all verdicts`, ms(listed), '–', '–');
  say('one of its claims clicked to its form', ms(form), '–', '–');
}
await browser.close();
rmSync(folder, { recursive: true, force: true });
console.log(
  `\n${cpus().length} processors, load ${loadavg()[0].toFixed(1)}; WebGL in software by the same processors.`,
);
