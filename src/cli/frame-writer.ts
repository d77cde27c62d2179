import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError, type Structure } from '../core/index.js';
import { toExtxyzFrame } from '../io/index.js';
import { toWriteError, writeStdout } from './files.js';

/**
 * A trajectory written frame by frame: into a neighbour of its file, which takes the name when it is whole or was stopped on purpose.
 * A device is written straight, `-` is standard output.
 */
export class FrameWriter {
  readonly #path: string;
  /** Where frames go until the file gets its name; undefined for a device and for standard output. */
  #part: string | undefined;
  #handle: FileHandle | undefined;
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
    if (regular) this.#part = join(dirname(target), `.${basename(target)}.${crypto.randomUUID().slice(0, 8)}.part`);
    this.#handle = await this.#guard(open(this.#part ?? target, 'w'));
  }

  async add(frame: Structure): Promise<void> {
    const text = toExtxyzFrame(frame);
    this.frames++;
    if (this.#path === '-') return writeStdout(text);
    await this.#guard(this.#handle!.writeFile(text));
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
