import { CermetError, ReadError, Table, type Column, type Note, type Recording } from '../../core/index.js';
import type { Reader, ReadResult, Source } from '../reader.js';

import { hashSource, holdSource } from './hash-source.js';
import { settlePlausibility } from './plausibility/index.js';

/** What a reader found in a file, before it is a {@link Recording}. */
export interface Measurement {
  /** Id of a kind of recording. */
  kind: string;
  columns: Column[];
  parts?: Recording['parts'];
  series?: Recording['series'];
  about?: Recording['about'];
  metadata?: Record<string, unknown>;
  notes?: Note[];
}

/** A reader of instruments' files, by what it finds; {@link defineTableReader} adds origin, checks and a guard. */
export interface TableReader extends Omit<Reader, 'read'> {
  measure(source: Source, ctx?: Parameters<Reader['read']>[1]): Promise<Measurement | Measurement[]>;
}

/**
 * Makes a reader: every measurement gets its origin (file, SHA-256, reader) and the notes of the common checks, and
 * whatever goes wrong inside, in our code or in a library, comes out as a {@link CermetError} that names the file.
 */
export function defineTableReader(reader: TableReader): Reader {
  const { measure, ...rest } = reader;
  return Object.freeze({
    ...rest,
    sniff: (head: Uint8Array, name: string) => {
      try {
        return reader.sniff(head, name);
      } catch {
        return 0;
      }
    },
    async read(source: Source, ctx): Promise<ReadResult> {
      try {
        const held = await holdSource(source);
        const found = await measure(held.source, ctx);
        // The checks need no hash, which is still being taken.
        const settled = (Array.isArray(found) ? found : [found]).map(settlePlausibility);
        const sha256 = (await held.sha256) || (await hashSource(source));
        const recordings = settled.map((m) => toRecording(m, source, reader, sha256));
        return { recordings, structures: [], notes: [] };
      } catch (error) {
        if (error instanceof CermetError) throw error;
        const why = error instanceof Error ? error.message : String(error);
        throw new ReadError(
          `the file is damaged, or is not ${reader.title} as known (${why.slice(0, 200)})`,
          { file: source.name },
          { cause: error },
        );
      }
    },
  } satisfies Reader);
}

function toRecording(found: Measurement, source: Source, reader: TableReader, sha256: string): Recording {
  const metadata = { ...found.metadata };
  if (reader.uncertainty && metadata.uncertainty_stated === undefined) metadata.uncertainty_stated = reader.uncertainty;
  return {
    kind: found.kind,
    table: new Table(found.columns),
    ...(found.parts && { parts: found.parts }),
    ...(found.series && { series: found.series }),
    about: { ...found.about },
    metadata,
    origin: { type: 'measured', file: source.name, sha256, reader: `${reader.id}@${reader.version}` },
    notes: [...(found.notes ?? [])],
  };
}
