import { copyFile, open, rename, rm, stat, truncate, type FileHandle } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { computeSha256, InputError, type Structure } from '../core/index.js';
import { toExtxyzFrame } from '../io/index.js';
import { findLeftovers, placeOfPart, removeAbandoned, toWriteError, writeStdout } from './files.js';

/** Where a trajectory stood when the state of its run was kept. */
export interface FramePosition {
  bytes: number;
  frames: number;
  /** Hash of the last bytes before it, so that another file is not taken for it. */
  tail: string;
}

/** Bytes before a position that tell whether a file is still the one that was written. */
const TAIL = 65_536;

/**
 * A trajectory written frame by frame: into a neighbour of its file, which takes the name when it is whole or was
 * stopped on purpose. The neighbour's name holds the writer's process, so that what a killed one left is found, taken
 * over or removed. A device is written straight, `-` is standard output.
 */
export class FrameWriter {
  readonly #path: string;
  /** Where frames go until the file gets its name; undefined for a device and for standard output. */
  #part: string | undefined;
  #handle: FileHandle | undefined;
  #bytes = 0;
  frames = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Opens the file, so that a folder that cannot be written is found before the work. */
  async begin(): Promise<void> {
    if (this.#path === '-') return;
    const target = resolve(this.#path);
    const known = await stat(target).catch(() => undefined);
    const regular = !known || known.isFile();
    if (regular && !/\.(ext)?xyz$/i.test(target))
      throw new InputError(`a trajectory is written as extended XYZ, and "${basename(target)}" is named otherwise`, {
        hint: 'give a name that ends in .extxyz, and convert it afterwards',
      });
    if (regular) this.#part = placeOfPart(target);
    this.#handle = await this.#guard(open(this.#part ?? target, 'w'));
  }

  async add(frame: Structure): Promise<void> {
    const text = toExtxyzFrame(frame);
    this.frames++;
    if (this.#path === '-') return writeStdout(text);
    const bytes = Buffer.from(text);
    this.#bytes += bytes.length;
    await this.#guard(this.#handle!.writeFile(bytes));
  }

  /** Brings what was written to disk and says where it ends; undefined where that cannot be gone on from. */
  async position(): Promise<FramePosition | undefined> {
    if (!this.#part) return undefined;
    await this.#guard(this.#handle!.sync());
    return { bytes: this.#bytes, frames: this.frames, tail: (await hashTail(this.#part, this.#bytes)) ?? '' };
  }

  /**
   * Goes on from a position: of what a killed run left, or of the file itself where the run was stopped on purpose.
   * False where neither holds it.
   */
  async resume(at: FramePosition): Promise<boolean> {
    if (!this.#part) return false;
    for (const file of [...(await findLeftovers(resolve(this.#path))), resolve(this.#path)]) {
      if ((await hashTail(file, at.bytes)) !== at.tail) continue;
      await this.#handle!.close();
      await this.#guard(copyFile(file, this.#part));
      await this.#guard(truncate(this.#part, at.bytes));
      this.#handle = await this.#guard(open(this.#part, 'a'));
      this.#bytes = at.bytes;
      this.frames = at.frames;
      return true;
    }
    return false;
  }

  /** Gives the file its name; without a frame nothing is left behind. */
  async finish(): Promise<void> {
    if (!this.#handle) return;
    if (this.#part) await this.#guard(this.#handle.sync());
    await this.#guard(this.#handle.close());
    this.#handle = undefined;
    if (!this.#part) return;
    if (this.frames > 0) await this.#guard(rename(this.#part, resolve(this.#path)));
    else await rm(this.#part, { force: true });
    this.#part = undefined;
    await removeAbandoned(await findLeftovers(resolve(this.#path)));
  }

  /** Removes what was written, after an error that left nothing worth keeping; does nothing once finished. */
  async drop(): Promise<void> {
    await this.#handle?.close().catch(() => undefined);
    this.#handle = undefined;
    if (this.#part) await rm(this.#part, { force: true }).catch(() => undefined);
  }

  async #guard<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw toWriteError(error as NodeJS.ErrnoException, this.#path);
    }
  }
}

/** Hash of the bytes of a file before a place; undefined where the file is shorter or absent. */
async function hashTail(path: string, to: number): Promise<string | undefined> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (!handle) return undefined;
  try {
    const from = Math.max(0, to - TAIL);
    const bytes = new Uint8Array(to - from);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    return bytesRead === bytes.length ? await computeSha256(bytes) : undefined;
  } finally {
    await handle.close();
  }
}
