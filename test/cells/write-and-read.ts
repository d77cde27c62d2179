import type { Recording } from '../../src/core/index.js';
import { detectReader, makeSource, readers, writers } from '../../src/io/index.js';

/** A recording as it comes back from a file of the kind that an ending names. */
export async function writeAndRead<K extends string>(recording: Recording<K>, ending: string): Promise<Recording> {
  const writer = writers.find((w) => w.extensions.includes(ending))!;
  const written = await writer.write({ recordings: [recording], structures: [], notes: [] });
  const source = makeSource(`cell${ending}`, typeof written === 'string' ? new TextEncoder().encode(written) : written);
  const { reader } = await detectReader(source, readers, source.name);
  return (await reader.read(source)).recordings[0];
}
