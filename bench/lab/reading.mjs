// Our readers against galvani, fastnda and NewareNDA on the same large files, in one run. `node bench/lab/reading.mjs
// [rows]`; needs bench/lab/setup.sh once.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const python = process.env.LAB_PYTHON ?? join(here, '../.venv-lab/bin/python');
if (!existsSync(python)) throw new Error('run bench/lab/setup.sh first: it installs the peers');
if (!existsSync(join(here, '../../dist/io/index.js'))) throw new Error('run npm run build first');
const rows = Number(process.argv[2] ?? 1_000_000);
const TIMES = 5;
const folder = mkdtempSync(join(tmpdir(), 'cermet-bench-'));
const call = (program, ...args) =>
  JSON.parse(
    execFileSync(program, args, { maxBuffer: 1 << 24, stdio: ['ignore', 'pipe', 'inherit'] })
      .toString()
      .trim()
      .split('\n')
      .at(-1),
  );
const best = (r) => Math.min(...r.seconds);
const work = (r) => Math.min(...r.processor);
try {
  execFileSync(process.execPath, [join(here, 'make-files.mjs'), folder, String(rows)], { stdio: 'inherit' });
  for (const [file, peers] of [
    ['large.mpr', ['galvani']],
    ['large.ndax', ['fastnda', 'NewareNDA']],
  ]) {
    const path = join(folder, file);
    const [ours, all] = ['used', 'all'].map((asked) =>
      call(process.execPath, join(here, 'read-ours.mjs'), path, String(TIMES), asked),
    );
    console.log(
      `${file}: ${ours.rows} rows, ${(statSync(path).size / 2 ** 20).toFixed(1)} MB on disk, table ${ours.table.toFixed(0)} MB`,
    );
    for (const [what, r] of [
      ['columns of an analysis of capacity', ours],
      ['all columns', all],
    ])
      console.log(
        `  cermet     ${best(r).toFixed(3)} s (first ${r.seconds[0].toFixed(3)}, processor ${work(r).toFixed(3)}), memory ${(r.memory / r.table).toFixed(2)} × the table: ${what}`,
      );
    const results = peers.map((peer) => [
      peer,
      call(python, join(here, 'read-peers.py'), peer, path, String(peer === 'NewareNDA' ? 2 : TIMES)),
    ]);
    for (const [peer, r] of results) {
      if (r.rows !== ours.rows) throw new Error(`${peer} read ${r.rows} rows and we ${ours.rows}`);
      console.log(
        `  ${peer.padEnd(10)} ${best(r).toFixed(3)} s (first ${r.seconds[0].toFixed(3)}, processor ${work(r).toFixed(3)})`,
      );
    }
    const ratio = (of, to) => (Math.min(...results.map(([, r]) => of(r))) / of(to)).toFixed(2);
    console.log(
      `  fastest peer over ours: ${ratio(best, ours)} by the clock, ${ratio(work, ours)} of processor time; with all columns ${ratio(best, all)}, ${ratio(work, all)}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
