import { randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Structure } from '../core/index.js';
import { toExtxyzFrame } from '../io/index.js';
import { toWriteError, writeStdout } from './files.js';

/** A trajectory written frame by frame: into a neighbour of its file, which takes the name when it is whole or was stopped on purpose. */
export class FrameWriter {
  readonly #path: string;
  readonly #part: string;
  #handle: FileHandle | undefined;
  frames = 0;

  constructor(path: string) {
    this.#path = path;
    const target = resolve(path);
    this.#part = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}.part`);
  }

  /** Opens the file, so that a folder that cannot be written is found before the work. */
  async begin(): Promise<void> {
    if (this.#path === '-') return;
    try {
      this.#handle = await open(this.#part, 'w');
    } catch (error) {
      throw toWriteError(error as NodeJS.ErrnoException, this.#path);
    }
  }

  async add(frame: Structure): Promise<void> {
    const text = toExtxyzFrame(frame);
    this.frames++;
    if (this.#path === '-') return writeStdout(text);
    try {
      await this.#handle!.writeFile(text);
    } catch (error) {
      throw toWriteError(error as NodeJS.ErrnoException, this.#path);
    }
  }

  /** Gives the file its name; without a frame nothing is left behind. */
  async finish(): Promise<void> {
    if (!this.#handle) return;
    try {
      await this.#handle.sync();
      await this.#handle.close();
      this.#handle = undefined;
      if (this.frames > 0) await rename(this.#part, resolve(this.#path));
      else await rm(this.#part, { force: true });
    } catch (error) {
      throw toWriteError(error as NodeJS.ErrnoException, this.#path);
    }
  }

  /** Removes what was written, after an error that left nothing worth keeping. */
  async drop(): Promise<void> {
    await this.#handle?.close().catch(() => undefined);
    this.#handle = undefined;
    await rm(this.#part, { force: true }).catch(() => undefined);
  }
}
