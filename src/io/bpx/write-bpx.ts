import { readBpx, type BpxDocument } from './read-bpx.js';

/** BPX 1.1.1 as JSON text. The document is checked first, so that what is written can be read. */
export function writeBpx(document: BpxDocument): string {
  readBpx({ ...document });
  return `${JSON.stringify(document, null, 1)}\n`;
}
