import { Worker } from 'node:worker_threads';

/**
 * What the thread runs: plain CommonJS as text, so that it starts in a few milliseconds and needs no file of its own.
 */
const program = `
const { openSync, readSync, closeSync } = require('node:fs');
const { createHash } = require('node:crypto');
const { parentPort, workerData } = require('node:worker_threads');
const hash = createHash('sha256');
const file = openSync(workerData, 'r');
const buffer = Buffer.allocUnsafe(1 << 20);
for (let count; (count = readSync(file, buffer, 0, buffer.length, null)) > 0; ) hash.update(buffer.subarray(0, count));
closeSync(file);
parentPort.postMessage(hash.digest('hex'));
`;

/** SHA-256 of a file in bounded memory, as lower-case hexadecimal, by a thread beside this one. */
export function hashFile(path: string): Promise<string> {
  return new Promise((done, fail) => {
    const worker = new Worker(program, { eval: true, workerData: path });
    worker.once('message', done);
    worker.once('error', fail);
  });
}
