import { unpackPart } from '../../unpack.js';

let address: Promise<string> | undefined;

/** Starts the worker of the page, whose one script does every work; it travels packed in the page. */
export async function startWorker(): Promise<Worker> {
  address ??= unpackPart('worker')
    .text()
    .then((script) => URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
  return new Worker(await address);
}
