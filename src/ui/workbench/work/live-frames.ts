import type { Note, Structure } from '../../../core/index.js';
import type { Sight } from './watch-potential.js';

/** What is shown of atoms that move. */
export type LivePart =
  /** Other atoms than before. */
  | { atoms: { elements: string[]; pbc: readonly [boolean, boolean, boolean]; groups?: Float64Array } }
  /** Where they are: [Å] (n, 3), [Å] (3, 3), [eV], and how often the potential has been asked in all. */
  | { frame: { positions: Float32Array<ArrayBuffer>; cell: number[]; energy: number; evaluations: number } }
  | { warnings: Note[] };

/** [ms] between pictures, and between looks at what the potential notes. */
const PICTURE = 16;
const LOOK = 500;
/** Buffers that are under way or free: who draws gives each back, so that a slow page is never flooded. */
const BUFFERS = 3;

/** Sends pictures of moving atoms in buffers that go round. */
export class LiveFrames {
  readonly #free: ArrayBuffer[] = [];
  #made = 0;
  #elements: readonly string[] = [];
  #sent = 0;
  #looked = 0;
  #warned = '';
  evaluations = 0;
  last: { structure: Structure; energy: number } | undefined;

  constructor(private readonly send: (part: LivePart, transfer?: Transferable[]) => void) {}

  giveBack(buffer: ArrayBuffer): void {
    this.#free.push(buffer);
  }

  see({ structure, cell, positions, energy, notes }: Sight): void {
    this.evaluations++;
    this.last = { structure, energy };
    const now = performance.now();
    if (now - this.#sent < PICTURE) return;
    this.#tellAtoms(structure);
    const buffer = this.#take(4 * positions.length);
    if (!buffer) return;
    this.#sent = now;
    const copy = new Float32Array(buffer, 0, positions.length);
    copy.set(positions);
    this.send({ frame: { positions: copy, cell: [...cell], energy, evaluations: this.evaluations } }, [buffer]);
    if (now - this.#looked < LOOK) return;
    this.#looked = now;
    const warnings = notes().filter((note) => note.level !== 'info');
    const words = warnings.map((note) => note.text).join();
    if (words === this.#warned) return;
    this.#warned = words;
    this.send({ warnings });
  }

  #tellAtoms(structure: Structure): void {
    const { elements } = structure;
    if (elements.length === this.#elements.length && elements.every((e, i) => e === this.#elements[i])) return;
    this.#elements = elements;
    this.send({ atoms: { elements: [...elements], pbc: structure.pbc, groups: structure.atomic?.group?.values } });
  }

  #take(bytes: number): ArrayBuffer | undefined {
    if (this.#made < BUFFERS) {
      this.#made++;
      return new ArrayBuffer(bytes);
    }
    const free = this.#free.pop();
    if (!free) return undefined;
    return free.byteLength >= bytes ? free : new ArrayBuffer(bytes);
  }
}
