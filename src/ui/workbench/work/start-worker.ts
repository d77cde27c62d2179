import { unpackPart } from '../../unpack-part.js';
import { giveParts } from './page-parts.js';

let address: Promise<string> | undefined;

/** Starts the worker of the page, whose one script does every work; it travels packed in the page. */
export async function startWorker(): Promise<Worker> {
  address ??= unpackPart('worker').then((script) =>
    URL.createObjectURL(new Blob([script], { type: 'text/javascript' })),
  );
  const worker = new Worker(await address);
  giveParts(worker);
  return worker;
}
