import type { Context, Note, Recording, Structure } from '../core/index.js';

/** Bytes with a name. Only `cli` and `server` know where they come from. */
export interface Source {
  name: string;
  size: number;
  /** Reads [from, to) without reading the rest. */
  slice(from: number, to: number): Promise<Uint8Array>;
  bytes(): Promise<Uint8Array>;
  /** Chunks in order, for what does not fit in memory. */
  stream(): AsyncIterable<Uint8Array>;
  /**
   * [from, to) in pieces of `size` bytes, the next being fetched meanwhile; each is overwritten once the next but one
   * is asked for.
   */
  pieces?(from: number, to: number, size: number): AsyncIterable<Uint8Array>;
  /** SHA-256 of the whole, where the place it comes from can tell without holding up the reader. */
  sha256?(): Promise<string>;
  /** Files beside this one (a folder of numbered files, a settings file), where there are any. */
  sibling?(name: string): Promise<Source | undefined>;
}

/** What a reader makes of a file: recordings, structures, or both. */
export interface ReadResult {
  recordings: Recording[];
  structures: Structure[];
  notes: Note[];
}

/** A reader as data. `sniff` answers from the content; the name breaks ties only. */
export interface Reader {
  id: string;
  version: string;
  title: string;
  /** Id of the kind of recording that it gives, or `structure`. */
  kind: string;
  /** Lower-case endings with their dot, for help texts and ties. */
  extensions: readonly string[];
  /** How sure, 0 to 1, that this is such a file; sees the first 64 KiB. */
  sniff(head: Uint8Array, name: string): number;
  read(source: Source, ctx?: Context): Promise<ReadResult>;
  /** Frames one at a time, for files that need not fit in memory. */
  stream?(source: Source, ctx?: Context): AsyncIterable<Structure>;
  /**
   * Uncertainty of what the instrument gives, in words and with its source; `undefined` where there is none to state.
   */
  uncertainty?: string;
  cite?: string;
}

/** A folder whose files together are one test or one calculation. */
export interface Folder {
  name: string;
  /** Names of its own files, numbers in them in order. */
  names: readonly string[];
  open(name: string): Promise<Source>;
}

/** What a name stands for. */
export type Place = Source | Folder;

export const isFolder = (place: Place): place is Folder => 'names' in place;

/** A reader of folders as data. */
export interface FolderReader {
  id: string;
  version: string;
  title: string;
  kind: string;
  /** How sure, 0 to 1, that a folder with files of these names is such a test. */
  sniff(names: readonly string[]): number;
  /** @param readFile reads one of the folder's files as it would be read alone */
  read(folder: Folder, readFile: (name: string) => Promise<ReadResult>, ctx?: Context): Promise<ReadResult>;
}

/** Checks and freezes a reader. */
export function defineReader(reader: Reader): Reader {
  return Object.freeze(reader);
}

/** A source over bytes in memory. */
export function makeSource(name: string, bytes: Uint8Array): Source {
  return {
    name,
    size: bytes.length,
    slice: async (from, to) => bytes.subarray(from, to),
    bytes: async () => bytes,
    async *stream() {
      yield bytes;
    },
  };
}
