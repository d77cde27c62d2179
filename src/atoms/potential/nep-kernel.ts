import { compileKernel, DomainError, type Note, type Structure } from '../../core/index.js';
import { nepFusedSharedWasm } from '../../kernels/built/nep-fused-shared.js';
import { nepFusedSingleWasm } from '../../kernels/built/nep-fused-single.js';
import { nepSharedWasm } from '../../kernels/built/nep-shared.js';
import { nepSingleWasm } from '../../kernels/built/nep-single.js';
import { orderByCells, type CellOrder } from './cell-order.js';
import { canShareMemory, CONTROL_BYTES, Crew } from './crew.js';
import { makeBrokenEnergyError, toStress } from './nep-reference.js';
import type { NepTables } from './nep-tables.js';
import type { Calculator, Evaluation } from './potential.js';
import { SkinList } from './skin-list.js';
import { MARGIN, type TrainingWatch } from './training-watch.js';

/** Pieces of one evaluation: as many whatever the number of threads, so that sums are taken in the same order. */
const PIECES = 8;
/** [Å] */
const SKIN = 0.8;
/** With more atoms pairs are found anew at each evaluation, without a list, which would fill the memory. */
const MOST_LISTED = 100_000;
const PAGE = 65536;
/** First byte after the constants of the module. */
const START = PAGE;

/** Everything a kernel calculator is made of. */
export interface KernelParts {
  name: string;
  tables: NepTables;
  model: {
    radialCount: number;
    radialBasis: number;
    angularCount: number;
    angularBasis: number;
    lMax: number;
    fourBody: boolean;
    fiveBody: boolean;
  };
  types: Int32Array;
  typeCount: number;
  structure: Structure;
  cutoff: number;
  watch: TrainingWatch;
  standing: readonly Note[];
  threads: number;
  /** Kernels that multiply and add in one rounding. */
  fused: boolean;
}

/** Owner of the kernel's memory: lays it out for a set of atoms, keeps the neighbour list and the threads. */
export class NepKernelCalculator implements Calculator {
  private readonly memory: WebAssembly.Memory;
  private readonly evaluate: (settings: number, piece: number, first: number, last: number) => void;
  private readonly crew: Crew | undefined;
  private readonly skinList: SkinList;
  private readonly bounds: Int32Array;
  private readonly at: ReturnType<NepKernelCalculator['layOut']>;
  private readonly forces: Float64Array;
  private readonly energies: Float64Array;
  private readonly stress = new Float64Array(9);
  /** Where the parts begin that depend on the neighbour list, and how much they may take. */
  private readonly tail: number;
  /** The kernel's own numbering of the atoms, where it works without a list. */
  private cells: CellOrder | undefined;

  constructor(private readonly parts: KernelParts) {
    const n = parts.types.length;
    const helpers = canShareMemory() ? Math.min(parts.threads, PIECES) - 1 : 0;
    const module = compileKernel(
      parts.fused
        ? helpers > 0
          ? nepFusedSharedWasm
          : nepFusedSingleWasm
        : helpers > 0
          ? nepSharedWasm
          : nepSingleWasm,
    );
    this.memory = new WebAssembly.Memory({ initial: 4, maximum: 65536, ...(helpers > 0 && { shared: true }) });
    this.evaluate = new WebAssembly.Instance(module, { env: { memory: this.memory, abort: () => undefined } }).exports
      .evaluate as typeof this.evaluate;
    const pieces = Math.max(1, Math.min(PIECES, n));
    this.bounds = Int32Array.from({ length: pieces + 1 }, (_, k) => Math.round((k * n) / pieces));
    const { end, ...at } = this.layOut();
    this.at = { end, ...at };
    this.tail = end;
    this.forces = new Float64Array(3 * n);
    this.energies = new Float64Array(n);
    this.skinList = new SkinList(parts.types, parts.typeCount, parts.structure.pbc, parts.cutoff, SKIN);
    if (helpers > 0)
      this.crew = new Crew(
        { module, memory: this.memory, control: at.control, settings: at.settings },
        this.evaluate,
        helpers,
      );
  }

  compute(cell: Float64Array, positions: Float64Array): Evaluation {
    const { at, parts } = this;
    const n = parts.types.length;
    this.cells =
      n > MOST_LISTED
        ? orderByCells(cell, parts.structure.pbc, positions, parts.types, parts.typeCount, parts.cutoff)
        : undefined;
    if (this.cells) this.placeCells(this.cells);
    else {
      if (this.skinList.update(cell, positions)) this.placeList();
      new Float64Array(this.memory.buffer, at.positions, 3 * n).set(positions);
      const { lattice } = this.skinList.list;
      const settings = new Int32Array(this.memory.buffer, at.settings, 64);
      const shifts = new Float64Array(this.memory.buffer, settings[44 / 4], lattice.length);
      for (let s = 0; s < lattice.length; s += 3)
        for (let k = 0; k < 3; k++)
          shifts[s + k] = lattice[s] * cell[k] + lattice[s + 1] * cell[3 + k] + lattice[s + 2] * cell[6 + k];
    }

    if (this.crew) this.crew.run(this.bounds);
    else
      for (let piece = 0; piece + 1 < this.bounds.length; piece++)
        this.evaluate(at.settings, piece, this.bounds[piece], this.bounds[piece + 1]);

    return this.collect(cell);
  }

  notes(): Note[] {
    return [...this.parts.standing, ...this.parts.watch.notes()];
  }

  dispose(): void {
    this.crew?.dispose();
  }

  /** Adds up what the pieces have written, always in the same order. */
  private collect(cell: Float64Array): Evaluation {
    const { at, parts, forces, energies } = this;
    const n = parts.types.length;
    const pieces = this.bounds.length - 1;
    const partial = new Float32Array(this.memory.buffer, at.forces, pieces * (n + 1) * 4);
    const order = this.cells?.order;
    forces.fill(0);
    for (let piece = 0; piece < pieces; piece++) {
      let from = piece * (n + 1) * 4;
      for (let k = 0; k < n; k++, from += 4) {
        const to = 3 * (order ? order[k] : k);
        forces[to] += partial[from];
        forces[to + 1] += partial[from + 1];
        forces[to + 2] += partial[from + 2];
      }
    }
    const sums = new Float64Array(this.memory.buffer, at.virials, pieces * 8);
    const [xx, yy, zz, xy, xz, yz] = [0, 1, 2, 3, 4, 5].map((k) => {
      let sum = 0;
      for (let piece = 0; piece < pieces; piece++) sum += sums[8 * piece + k];
      return sum;
    });
    toStress([xx, xy, xz, xy, yy, yz, xz, yz, zz], cell, this.stress);
    const found = new Float64Array(this.memory.buffer, at.energies, n);
    if (order) for (let k = 0; k < n; k++) energies[order[k]] = found[k];
    else energies.set(found);
    let energy = 0;
    for (let i = 0; i < n; i++) energy += energies[i];
    this.look(sums);
    if (!Number.isFinite(energy)) throw makeBrokenEnergyError(energies, parts.structure);
    return { energy, forces, stress: this.stress, energies };
  }

  /** Hands what lies outside training to the watch. */
  private look(sums: Float64Array): void {
    const { at, parts } = this;
    const n = parts.types.length;
    const excess = new Float32Array(this.memory.buffer, at.excess, n);
    const counts = new Int32Array(this.memory.buffer, at.counts, n);
    const order = this.cells?.order;
    const atom = (k: number): number => (order ? order[k] : k);
    for (let k = 0; k < n; k++) {
      if (counts[k] === 0) parts.watch.watchAtom(atom(k), [], 0);
      else if (excess[k] > MARGIN) parts.watch.watchExcess(atom(k), excess[k]);
    }
    for (let piece = 0; piece + 1 < this.bounds.length; piece++) {
      if (sums[8 * piece + 7] === 0) continue;
      const kinds = parts.typeCount ** 2;
      const distances = new Float64Array(this.memory.buffer, at.closest + piece * kinds * 16, 2 * kinds);
      const atoms = new Int32Array(this.memory.buffer, at.closest + piece * kinds * 16, 4 * kinds);
      for (let k = 0; k < kinds; k++) {
        if (distances[2 * k] === Infinity) continue;
        parts.watch.watchPair(atom(atoms[4 * k + 2]), atom(atoms[4 * k + 3]), distances[2 * k]);
        distances[2 * k] = Infinity;
      }
    }
  }

  /** Places what does not depend on the neighbour list, and writes the tables. */
  private layOut() {
    const { tables, types, typeCount, model } = this.parts;
    const n = types.length;
    const pieces = this.bounds.length - 1;
    let end = START;
    const take = (bytes: number): number => {
      const from = end;
      end = Math.ceil((end + bytes) / 64) * 64;
      return from;
    };
    const at = {
      settings: take(256),
      control: take(CONTROL_BYTES),
      positions: take(24 * n),
      types: take(4 * n),
      pairs: take(tables.pairs.byteLength),
      radial: take(tables.radial.byteLength),
      radialBack: take(tables.radialBack.byteLength),
      angular: take(tables.angular.byteLength),
      weights: take(tables.weights.byteLength),
      input: take(tables.input.byteLength),
      bias: take(tables.bias.byteLength),
      output: take(tables.output.byteLength),
      offsets: take(tables.offsets.byteLength),
      bounds: take(tables.bounds.byteLength),
      energies: take(8 * n),
      excess: take(4 * n),
      counts: take(4 * n),
      forces: take(16 * (n + 1) * pieces),
      virials: take(64 * pieces),
      closest: take(16 * typeCount * typeCount * pieces),
    };
    this.ensure(end);
    const { buffer } = this.memory;
    new Int32Array(buffer, at.types, n).set(types);
    for (const key of ['pairs', 'offsets'] as const)
      new Float64Array(buffer, at[key], tables[key].length).set(tables[key]);
    for (const key of ['radial', 'radialBack', 'angular', 'weights', 'input', 'bias', 'output', 'bounds'] as const)
      new Float32Array(buffer, at[key], tables[key].length).set(tables[key]);
    const closest = new Float64Array(buffer, at.closest, 2 * typeCount * typeCount * pieces);
    for (let k = 0; k < closest.length; k += 2) closest[k] = Infinity;
    // The order is that of the settings in the kernel.
    new Int32Array(buffer, at.settings, 39).set([
      typeCount,
      model.radialCount,
      model.radialBasis,
      model.angularCount,
      model.angularBasis,
      model.lMax,
      Number(model.fourBody),
      Number(model.fiveBody),
      tables.neurons,
      tables.blocks,
      at.positions,
      0,
      0,
      0,
      0,
      at.types,
      at.pairs,
      at.radial,
      at.radialBack,
      at.angular,
      this.typeRoom(),
      at.weights,
      at.input,
      at.bias,
      at.output,
      at.offsets,
      at.bounds,
      at.energies,
      at.excess,
      at.counts,
      at.forces,
      16 * (n + 1),
      at.virials,
      at.closest,
      0,
      0,
      0,
      0,
      n,
    ]);
    new Float32Array(buffer, at.settings + 156, 2).set(tables.factors);
    return { ...at, end };
  }

  /** Copies a new neighbour list into memory and sizes the scratch of each piece for it. */
  private placeList(): void {
    const { list } = this.skinList;
    const { take, ended } = this.begin();
    const at = {
      shifts: take(8 * list.lattice.length),
      groups: take(list.groups.byteLength),
      neighbours: take(list.neighbours.byteLength),
      images: take(list.images.byteLength),
    };
    this.placeScratch(list.most, take);
    this.ensure(ended());
    const { buffer } = this.memory;
    new Int32Array(buffer, at.groups, list.groups.length).set(list.groups);
    new Int32Array(buffer, at.neighbours, list.neighbours.length).set(list.neighbours);
    new Int32Array(buffer, at.images, list.images.length).set(list.images);
    new Int32Array(buffer, this.at.types, this.parts.types.length).set(this.parts.types);
    const settings = new Int32Array(buffer, this.at.settings, 64);
    settings.set([at.shifts, at.groups, at.neighbours, at.images], 11);
    settings[164 / 4] = 0;
  }

  /** Copies atoms in the order of their cells into memory. */
  private placeCells({ rows, count, start, cells, positions, types, fullest }: CellOrder): void {
    const { take, ended } = this.begin();
    const at = { start: take(start.byteLength), cells: take(cells.byteLength), rows: take(72) };
    this.placeScratch(27 * fullest, take);
    this.ensure(ended());
    const { buffer } = this.memory;
    new Int32Array(buffer, at.start, start.length).set(start);
    new Int32Array(buffer, at.cells, cells.length).set(cells);
    new Float64Array(buffer, at.rows, 9).set(rows);
    new Float64Array(buffer, this.at.positions, positions.length).set(positions);
    new Int32Array(buffer, this.at.types, types.length).set(types);
    const periodic = this.parts.structure.pbc.reduce((bits, repeats, axis) => bits | (Number(repeats) << axis), 0);
    new Int32Array(buffer, this.at.settings, 64).set([1, ...count, periodic, at.start, at.cells, at.rows], 164 / 4);
  }

  /** Hands out memory behind what does not depend on the pairs. */
  private begin(): { take: (bytes: number) => number; ended: () => number } {
    let end = this.tail;
    return {
      take(bytes) {
        const from = end;
        end = Math.ceil((end + bytes) / 64) * 64;
        return from;
      },
      ended: () => end,
    };
  }

  /** Room for the pairs of one atom, once for each piece. */
  private placeScratch(most: number, take: (bytes: number) => number): void {
    const { tables, model } = this.parts;
    const capacity = Math.ceil(most / 4) * 4 + 4;
    const harmonics = ((model.lMax + 1) ** 2 + 2) & ~3;
    const farStride = 192 + 16 * tables.radialBasisWide;
    const nearStride = farStride + 32 * tables.angularWide + 16 * harmonics + 64 + 16 * tables.angularBasisWide;
    const stride =
      Math.ceil((40 * capacity + this.typeRoom() + 8192 + 8192 + (capacity / 4) * (nearStride + farStride)) / 64) * 64;
    const scratch = take(stride * (this.bounds.length - 1));
    new Int32Array(this.memory.buffer, this.at.settings, 64).set([scratch, stride, capacity, nearStride], 34);
  }

  /** [bytes] that a piece's scratch has for types: how many pairs are of each, their radial sums and slopes. */
  private typeRoom(): number {
    const { tables, typeCount } = this.parts;
    return Math.ceil((16 + 4 * typeCount + 12 * typeCount * tables.radialBasisWide) / 64) * 64;
  }

  private ensure(bytes: number): void {
    const missing = Math.ceil((bytes - this.memory.buffer.byteLength) / PAGE);
    if (missing <= 0) return;
    try {
      this.memory.grow(missing);
    } catch (cause) {
      throw new DomainError(
        `${this.parts.types.length} atoms need more memory than there is (${Math.round(bytes / 2 ** 20)} MiB)`,
        { hint: 'take a smaller cell', cause },
      );
    }
  }
}
