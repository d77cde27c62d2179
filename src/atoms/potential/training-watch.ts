import type { Note, Structure } from '../../core/index.js';
import type { NeighbourList } from '../../num/neighbours.js';
import type { NepModel } from './parse-nep.js';

/** What a potential saw while it was trained. */
export interface NepTraining {
  /** [Å] shortest distance of each pair of elements, `A-B` in the order of the model. */
  shortest: Readonly<Record<string, number>>;
  /** [1] (dimension) range of each descriptor before the scaler, by element of the centre. */
  descriptors: Readonly<Record<string, { least: readonly number[]; most: readonly number[] }>>;
}

/** A descriptor may leave its range by this part of the range before anybody is told. */
export const MARGIN = 0.05;

/** Keeps the worst that was seen outside training, for the notes of a calculator. */
export class TrainingWatch {
  /** [Å] (types, types) below which a distance is told; zero where nothing is known. */
  readonly shortest: Float64Array;
  private readonly found = new Map<number, { distance: number; first: number; second: number }>();
  private readonly outside = new Map<number, { excess: number; atom: number; times: number }>();
  private readonly alone = new Set<number>();
  /** (types) ranges of the descriptors; infinite where nothing is known. */
  readonly ranges: readonly { least: readonly number[]; most: readonly number[] }[];

  constructor(
    private readonly model: NepModel,
    private readonly types: Int32Array,
    private readonly structure: Structure,
    training: NepTraining | undefined,
  ) {
    const count = model.elements.length;
    this.shortest = new Float64Array(count * count);
    model.elements.forEach((a, i) =>
      model.elements.forEach((b, j) => {
        this.shortest[i * count + j] = training?.shortest[`${a}-${b}`] ?? training?.shortest[`${b}-${a}`] ?? 0;
      }),
    );
    this.ranges = model.elements.map((element) => {
      const range = training?.descriptors[element];
      return {
        least: range?.least ?? new Array<number>(model.dimension).fill(-Infinity),
        most: range?.most ?? new Array<number>(model.dimension).fill(Infinity),
      };
    });
  }

  watchPairs(list: NeighbourList): void {
    for (let i = 0; i < this.types.length; i++) {
      for (let p = list.offsets[i]; p < list.offsets[i + 1]; p++) {
        const j = list.neighbours[p];
        if (list.distances[p] < this.shortest[this.types[i] * this.model.elements.length + this.types[j]])
          this.watchPair(i, j, list.distances[p]);
      }
    }
  }

  /** A pair closer than any seen in training. */
  watchPair(first: number, second: number, distance: number): void {
    const [a, b] = [Math.min(this.types[first], this.types[second]), Math.max(this.types[first], this.types[second])];
    const key = a * this.model.elements.length + b;
    const known = this.found.get(key);
    if (!known || distance < known.distance) this.found.set(key, { distance, first, second });
  }

  watchAtom(atom: number, descriptors: ArrayLike<number>, neighbours: number): void {
    if (neighbours === 0) {
      this.alone.add(atom);
      return;
    }
    const { least, most } = this.ranges[this.types[atom]];
    let excess = 0;
    for (let d = 0; d < descriptors.length; d++) {
      const over = Math.max(descriptors[d] - most[d], least[d] - descriptors[d]);
      if (over > 0) excess = Math.max(excess, over / Math.max(most[d] - least[d], 1e-12));
    }
    if (excess > MARGIN) this.watchExcess(atom, excess);
  }

  /** An atom whose surroundings lie outside training, by `excess` times the width of the range. */
  watchExcess(atom: number, excess: number): void {
    const known = this.outside.get(this.types[atom]);
    if (!known) this.outside.set(this.types[atom], { excess, atom, times: 1 });
    else {
      known.times++;
      if (excess > known.excess) Object.assign(known, { excess, atom });
    }
  }

  notes(): Note[] {
    const notes: Note[] = [];
    const { elements } = this.structure;
    for (const [key, { distance, first, second }] of this.found) {
      const limit = this.shortest[key];
      notes.push({
        level: distance < 0.8 * limit ? 'serious' : 'warning',
        code: 'closer-than-training',
        text: `${elements[first]} and ${elements[second]} came within ${distance.toFixed(3)} Å; the shortest such distance in training is ${limit.toFixed(3)} Å`,
        where: `atoms ${first + 1} and ${second + 1}`,
      });
    }
    for (const [type, { excess, atom, times }] of this.outside) {
      notes.push({
        level: excess > 1 ? 'serious' : 'warning',
        code: 'outside-training',
        text: `surroundings of ${this.model.elements[type]} left those of the training set (${times} ${times === 1 ? 'time' : 'times'}, at worst by ${formatPart(excess)} of the training range): energies and forces there are extrapolated`,
        where: `atom ${atom + 1} at worst`,
      });
    }
    if (this.alone.size > 0) {
      const [atom] = this.alone;
      notes.push({
        level: 'warning',
        code: 'isolated-atom',
        text: `${this.alone.size === 1 ? 'an atom has' : `${this.alone.size} atoms have`} no neighbour within the cutoff of the potential, which says nothing about ${this.alone.size === 1 ? 'it' : 'them'}`,
        where: `${elements[atom]}, atom ${atom + 1}`,
      });
    }
    return notes;
  }
}

function formatPart(part: number): string {
  return part < 10 ? `${Math.round(100 * part)} %` : `${part.toPrecision(2)} times`;
}
