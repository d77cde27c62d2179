import { InputError, type Recording } from '../../../core/index.js';
import { findFolderReader, readAny, type AnyRead, type Folder, type Place, type Source } from '../../../io/index.js';
import type { RecordedParticle } from '../../../grains/index.js';
import type { Cermet } from '../../../workbench/index.js';
import { readParticleFile } from './particle-files.js';

/** A file that was dropped, by its path among all of them. */
export interface DroppedFile {
  path: string;
  file: Blob;
}

const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/');
const nameOf = (path: string): string => path.split('/').at(-1)!;

/** Files that were dropped, and what was made of them; each is read once. */
export class FileStore {
  readonly #files = new Map<string, Blob>();
  readonly #reads = new Map<string, Promise<AnyRead>>();
  readonly #particles = new Map<string, Promise<RecordedParticle | undefined>>();

  constructor(readonly cermet: Cermet) {}

  /** Takes files; gives what is to be read: each file, or a folder whose files together are one test. */
  async take(files: readonly DroppedFile[]): Promise<{ path: string; size: number }[]> {
    const folders = new Map<string, string[]>();
    for (const { path, file } of files) {
      this.#files.set(path, file);
      this.#reads.delete(path);
      this.#particles.delete(path);
      const folder = folderOf(path);
      folders.set(folder, [...(folders.get(folder) ?? []), nameOf(path)]);
    }
    const readers = await this.cermet.folderReaders();
    const places: { path: string; size: number }[] = [];
    for (const [folder, names] of folders) {
      const paths = names.map((name) => (folder ? `${folder}/${name}` : name));
      if (folder && findFolderReader(names, readers)) {
        places.push({ path: `${folder}/`, size: paths.reduce((sum, path) => sum + this.sizeOf(path), 0) });
      } else places.push(...paths.map((path) => ({ path, size: this.sizeOf(path) })));
    }
    return places;
  }

  sizeOf(path: string): number {
    return this.#files.get(path)?.size ?? 0;
  }

  /** The bytes of a file, to be kept in a study. */
  blobOf(path: string): Blob {
    const file = this.#files.get(path);
    if (!file) throw new InputError(`there is no file ${path}`);
    return file;
  }

  read(path: string, reader?: string): Promise<AnyRead> {
    if (reader !== undefined) this.#reads.delete(path);
    let read = this.#reads.get(path);
    if (!read) {
      read = this.#read(path, reader);
      this.#reads.set(path, read);
    }
    return read;
  }

  /** The particle of grains in a file; undefined where it holds none. */
  particle(path: string): Promise<RecordedParticle | undefined> {
    const file = this.#files.get(path);
    if (!file) return Promise.resolve(undefined);
    let found = this.#particles.get(path);
    if (!found) this.#particles.set(path, (found = readParticleFile(path, file)));
    return found;
  }

  async recording(path: string, index: number): Promise<Recording> {
    const { recordings } = await this.read(path);
    const found = recordings[index];
    if (!found) throw new InputError(`${path} holds no recording ${index + 1}`);
    return found;
  }

  async #read(path: string, reader?: string): Promise<AnyRead> {
    return readAny(this.place(path), {
      readers: await this.cermet.readers(),
      folderReaders: await this.cermet.folderReaders(),
      path,
      ...(reader !== undefined && { reader }),
    });
  }

  /** A file, or a folder where the path ends in a slash. */
  place(path: string): Place {
    if (!path.endsWith('/')) return this.#source(path);
    const folder: Folder = {
      name: path.slice(0, -1),
      names: [...this.#files.keys()].filter((p) => `${folderOf(p)}/` === path).map(nameOf),
      open: async (name) => this.#source(path + name),
    };
    return folder;
  }

  #source(path: string): Source {
    const file = this.blobOf(path);
    const folder = folderOf(path);
    const bytes = async (from: number, to: number): Promise<Uint8Array> =>
      new Uint8Array(await file.slice(from, to).arrayBuffer());
    return {
      name: nameOf(path),
      size: file.size,
      slice: bytes,
      bytes: () => bytes(0, file.size),
      async *stream() {
        for (let at = 0; at < file.size; at += 1 << 22) yield bytes(at, Math.min(file.size, at + (1 << 22)));
      },
      sibling: async (name) => {
        const other = folder ? `${folder}/${name}` : name;
        return this.#files.has(other) ? this.#source(other) : undefined;
      },
    };
  }
}
