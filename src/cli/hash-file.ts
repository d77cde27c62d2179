import { Worker } from 'node:worker_threads';

/**
 * What the thread runs: plain CommonJS as text, so that it starts in a few milliseconds and needs no file of its own.
 */
const program = `
const { openSync, readSync, closeSync } = require('node:fs');
const { createHash } = require('node:crypto');
const { parentPort } = require('node:worker_threads');
const buffer = Buffer.allocUnsafe(1 << 18);
parentPort.on('message', ({ id, path }) => {
  let file;
  try {
    const hash = createHash('sha256');
    file = openSync(path, 'r');
    for (let count; (count = readSync(file, buffer, 0, buffer.length, null)) > 0; ) hash.update(buffer.subarray(0, count));
    parentPort.postMessage({ id, sha256: hash.digest('hex') });
  } catch (error) {
    parentPort.postMessage({ id, error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
});
`;

interface Asked {
  done: (sha256: string) => void;
  fail: (error: unknown) => void;
}

type Answer = { id: number } & ({ sha256: string } | { error: unknown });

let thread: Worker | undefined;
const asked = new Map<number, Asked>();
let count = 0;

/**
 * SHA-256 of a file in bounded memory, as lower-case hexadecimal, by a thread beside this one. The thread stays for the
 * next file, without keeping the process alive.
 */
export function hashFile(path: string): Promise<string> {
  const worker = (thread ??= startThread());
  const id = count++;
  return new Promise((done, fail) => {
    asked.set(id, { done, fail });
    worker.ref();
    worker.postMessage({ id, path });
  });
}

function startThread(): Worker {
  const worker = new Worker(program, { eval: true });
  worker.on('message', (answer: Answer) => {
    const waiting = asked.get(answer.id);
    asked.delete(answer.id);
    if (asked.size === 0) worker.unref();
    if ('sha256' in answer) waiting?.done(answer.sha256);
    else waiting?.fail(answer.error);
  });
  worker.once('error', (error) => {
    thread = undefined;
    for (const { fail } of asked.values()) fail(error);
    asked.clear();
  });
  return worker;
}
