import { unpackPart } from '../../unpack-part.js';

/** What a worker asks its page for: one of the parts that the page carries. */
interface PartWanted {
  part: string;
}

/** In a worker: what the page carries under a name, unpacked. */
export const askForPart = (part: string): Promise<Blob> =>
  new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<Blob | string>) => {
      port1.close();
      if (typeof data === 'string') reject(new Error(data));
      else resolve(data);
    };
    const wanted: PartWanted = { part };
    postMessage(wanted, { transfer: [port2] });
  });

/** In the page: answers a worker that asks for parts. */
export function giveParts(worker: Worker): void {
  worker.addEventListener('message', ({ data, ports: [port] }: MessageEvent<PartWanted>) => {
    if (!port) return;
    unpackPart(data.part).then(
      (blob) => port.postMessage(blob),
      (error: Error) => port.postMessage(error.message),
    );
  });
}
