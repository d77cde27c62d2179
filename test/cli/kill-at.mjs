// Preloaded into the command line by tests: kills the process, as kill -9 does, the moment that a file has been put in
// its place for the n-th time in a folder. KILL_AT is `n folder`; each thread counts for itself. The clock that decides
// when to save runs ahead, so that every step saves.
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const [, times, folder] = /^(\d+) (.+)$/.exec(process.env.KILL_AT);
const { rename } = fs;
let seen = 0;
fs.rename = async (from, to) => {
  await rename(from, to);
  if (String(to).includes(folder) && ++seen === Number(times)) process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();

const now = performance.now.bind(performance);
let ahead = 0;
performance.now = () => now() + (ahead += 3000);
