import { compileKernel, startKernel, DomainError } from '../../../core/index.js';
import { chgnetFusedSharedWasm } from '../../../kernels/built/chgnet-fused-shared.js';
import { chgnetFusedSingleWasm } from '../../../kernels/built/chgnet-fused-single.js';
import { chgnetSharedWasm } from '../../../kernels/built/chgnet-shared.js';
import { chgnetSingleWasm } from '../../../kernels/built/chgnet-single.js';
import { canShareMemory, CONTROL_BYTES, Crew } from '../crew.js';
import type { CrystalGraph } from './graph.js';
import { WIDTH, type AngleLayer, type ChgnetWeights } from './weights.js';

const ROW = WIDTH * 4;
const WIDE = 2 * ROW;
const BASIS = 32 * 4;
/** [bytes] of a page of WebAssembly memory, and how many there may be. */
const PAGE = 65536;
const MOST_PAGES = 65536;
/**
 * As many pieces whatever the number of threads; sums are taken within rows, so that results do not depend on either.
 */
const PIECES = 8;
/** [1] rows fewer than this are not worth waking another thread for. */
const WORTH_SHARING = 64;
/** Operations of the kernel's `evaluate`, by number. */
const OPERATIONS = [
  'radialBasis',
  'angleBasis',
  'gemmRows',
  'gatherSum',
  'gatherPair',
  'dotRows',
  'atomForward',
  'atomBackward',
  'bondForward',
  'bondBackward',
  'angleForward',
  'angleBackward',
] as const;

/** Index arrays of the graph that the kernel reads. */
const INDICES = [
  'edgeStarts',
  'neighbour',
  'bond',
  'reverse',
  'bondEdges',
  'shortStarts',
  'shortCentre',
  'shortBond',
  'shortPairs',
  'angleStarts',
  'second',
  'reverseAngle',
] as const;

interface Kernel {
  SCRATCH: WebAssembly.Global;
  evaluate(settings: number, piece: number, from: number, to: number): void;
  siluRows(n: number, x: number, y: number): void;
  siluRowsBackward(n: number, x: number, d: number): void;
  normForward(rows: number, x: number, norm: number, y: number): void;
  normBackward(rows: number, x: number, norm: number, d: number): void;
}

/** What one pass gives. Gradients are with respect to the lengths of bonds and the cosines of angles. */
export interface NetworkOutput {
  /** [eV] (n) energies of the atoms, without the reference energies of the elements. */
  energies: Float64Array;
  /** [μB] (n) */
  magmoms: Float64Array;
  /** [eV/Å] (bonds) */
  bondGradients: Float64Array;
  /** [eV] (angles) */
  angleGradients: Float64Array;
}

/**
 * CHGNet's message passing with a hand-written reverse pass.
 *
 * Deng et al., Nature Machine Intelligence 5 (2023) 1031, doi:10.1038/s42256-023-00716-3, Methods. The first layer of
 * every gated network is linear in its concatenated inputs, so its products are formed once per atom and per bond and
 * only added per edge and per angle.
 */
export class ChgnetNetwork {
  readonly #weights: ChgnetWeights;
  readonly #memory: WebAssembly.Memory;
  readonly #kernel: Kernel;
  readonly #crew: Crew | undefined;
  readonly #settings: number;
  readonly #scratch: number;
  readonly #packed = new Map<Float32Array, number>();
  readonly #base: number;
  #top = 4096;
  #placed: { graph: CrystalGraph; index: { [name in (typeof INDICES)[number]]: number }; end: number } | undefined;

  /**
   * @param threads how many threads may work on one pass
   * @param fused   kernels that multiply and add in one rounding
   */
  constructor(weights: ChgnetWeights, threads = 1, fused = false) {
    this.#weights = weights;
    const helpers = canShareMemory() ? Math.min(threads, PIECES) - 1 : 0;
    this.#memory = new WebAssembly.Memory({ initial: 64, maximum: MOST_PAGES, ...(helpers > 0 && { shared: true }) });
    const module = compileKernel(
      fused
        ? helpers > 0
          ? chgnetFusedSharedWasm
          : chgnetFusedSingleWasm
        : helpers > 0
          ? chgnetSharedWasm
          : chgnetSingleWasm,
    );
    this.#kernel = startKernel<Kernel>(module, this.#memory);
    const control = this.#take(CONTROL_BYTES);
    this.#settings = this.#take(256);
    this.#scratch = this.#take(PIECES * (this.#kernel.SCRATCH.value as number));
    const visit = (value: unknown): void => {
      if (value instanceof Float32Array) {
        if (!this.#packed.has(value)) this.#packed.set(value, this.#put(value));
      } else if (value && typeof value === 'object') Object.values(value).forEach(visit);
    };
    visit(weights);
    this.#base = this.#top;
    if (helpers > 0)
      this.#crew = new Crew(
        { module, memory: this.#memory, control, settings: this.#settings },
        this.#kernel.evaluate,
        helpers,
      );
  }

  /** Gives back the threads. */
  dispose(): void {
    this.#crew?.dispose();
  }

  /** Bytes of memory in use. */
  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /**
   * @param species   (n) atomic numbers
   * @param distances [Å] (bonds) of the undirected bonds
   * @param cosines   [1] (angles)
   */
  run(graph: CrystalGraph, species: Int32Array, distances: Float64Array, cosines: Float64Array): NetworkOutput {
    const index = this.#placeIndices(graph);
    const k = this.#kernel;
    const w = this.#weights;
    const n = graph.atoms;
    const bonds = graph.bonds;
    const short = graph.shortBonds;
    const directed = graph.shortEdge.length;
    const angles = graph.second.length;
    const edges = graph.neighbour.length;

    const scratch = this.#scratch;

    // Bases and first features.
    const distanceAt = this.#put(distances);
    const cosineAt = this.#put(cosines);
    const basisAtom = this.#take(bonds * BASIS);
    const slopeAtom = this.#take(bonds * BASIS);
    const basisBond = this.#take(short * BASIS);
    const slopeBond = this.#take(short * BASIS);
    const basisAngle = this.#take(angles * BASIS);
    const slopeAngle = this.#take(angles * BASIS);
    this.#work('radialBasis', bonds, distanceAt, 6, this.#at(w.atomFrequencies), basisAtom, slopeAtom);
    this.#work('radialBasis', short, distanceAt, 3, this.#at(w.bondFrequencies), basisBond, slopeBond);
    this.#work('angleBasis', angles, cosineAt, this.#at(w.angleFrequencies), basisAngle, slopeAngle);
    const atomWeight = this.#take(bonds * ROW);
    const bondWeight = this.#take(short * ROW);
    const bondFeatures = [0, 1, 2, 3].map((l) => (l === 0 ? this.#take(bonds * ROW) : 0));
    this.#work('gemmRows', bonds, 64, 32, basisAtom, 32, this.#at(w.bondEmbedding), 0, bondFeatures[0], 64, 0);
    this.#work('gemmRows', bonds, 64, 32, basisAtom, 32, this.#at(w.atomWeights), 0, atomWeight, 64, 0);
    this.#work('gemmRows', short, 64, 32, basisBond, 32, this.#at(w.bondWeights), 0, bondWeight, 64, 0);
    const angleZero = this.#take(angles * ROW);
    this.#work('gemmRows', angles, 64, 32, basisAngle, 32, this.#at(w.angleEmbedding), 0, angleZero, 64, 0);
    const angleInput = [basisAngle, 0, 0];
    const angleFeatures = [angleZero, 0, 0];
    const atomFeatures = [this.#take(n * ROW), 0, 0, 0, 0];
    const first = new Float32Array(this.#memory.buffer, atomFeatures[0], n * WIDTH);
    for (let i = 0; i < n; i++)
      first.set(w.embedding.subarray((species[i] - 1) * WIDTH, species[i] * WIDTH), i * WIDTH);

    // Forward.
    const atomState: { slope: number; z: number }[] = [];
    const bondState: { h: number; z: number }[] = [];
    const angleZ: number[] = [];
    const sums = this.#take(n * ROW);
    const pc = this.#take(n * WIDE);
    const pn = this.#take(n * WIDE);
    const pb = this.#take(bonds * WIDE);
    const directedSums = this.#take(directed * ROW);
    const bondSums = this.#take(short * ROW);
    const qi = this.#take(short * WIDE);
    const qj = this.#take(short * WIDE);
    const qc = this.#take(n * WIDE);
    /** Products of a layer's first weights with the features of bonds and atoms, once each. */
    const project = (layer: AngleLayer, atoms: number, bondRows: number): void => {
      this.#work('gemmRows', short, 128, 64, bondRows, 64, this.#at(layer.first), this.#at(layer.bias1), qi, 128, 0);
      this.#work('gemmRows', short, 128, 64, bondRows, 64, this.#at(layer.second), 0, qj, 128, 0);
      this.#work('gemmRows', n, 128, 64, atoms, 64, this.#at(layer.centre), 0, qc, 128, 0);
    };
    for (let l = 0; l < 4; l++) {
      const layer = w.atomLayers[l];
      const state = { slope: this.#take(edges * WIDE), z: this.#take(edges * WIDE) };
      this.#work(
        'gemmRows',
        n,
        128,
        64,
        atomFeatures[l],
        64,
        this.#at(layer.centre),
        this.#at(layer.bias1),
        pc,
        128,
        0,
      );
      this.#work('gemmRows', n, 128, 64, atomFeatures[l], 64, this.#at(layer.neighbour), 0, pn, 128, 0);
      this.#work('gemmRows', bonds, 128, 64, bondFeatures[l], 64, this.#at(layer.bond), 0, pb, 128, 0);
      this.#work(
        'atomForward',
        n,
        index.edgeStarts,
        index.neighbour,
        index.bond,
        pc,
        pn,
        pb,
        atomWeight,
        this.#at(layer.hidden),
        this.#at(layer.bias2),
        this.#at(layer.norm),
        state.slope,
        state.z,
        sums,
        scratch,
      );
      atomState.push(state);
      atomFeatures[l + 1] = this.#copy(atomFeatures[l], n * ROW);
      this.#work('gemmRows', n, 64, 64, sums, 64, this.#at(layer.out), 0, atomFeatures[l + 1], 64, 1);
      if (l === 3) break;

      const bondLayer = w.bondLayers[l];
      const width = l === 0 ? 32 : 64;
      const bond = { h: this.#take(angles * WIDE), z: this.#take(angles * WIDE) };
      project(bondLayer, atomFeatures[l + 1], bondFeatures[l]);
      this.#work(
        'bondForward',
        directed,
        index.angleStarts,
        index.second,
        index.shortBond,
        index.shortCentre,
        qi,
        qj,
        qc,
        angleInput[l],
        width,
        this.#at(bondLayer.angle),
        bondWeight,
        this.#at(bondLayer.hidden),
        this.#at(bondLayer.bias2),
        this.#at(bondLayer.norm),
        bond.h,
        bond.z,
        directedSums,
        scratch,
      );
      this.#work('gatherPair', short, index.shortPairs, 64, directedSums, bondSums, 0);
      bondState.push(bond);
      bondFeatures[l + 1] = this.#copy(bondFeatures[l], bonds * ROW);
      this.#work('gemmRows', short, 64, 64, bondSums, 64, this.#at(bondLayer.out), 0, bondFeatures[l + 1], 64, 1);
      if (l === 2) continue; // The last block has only an atom convolution: a third angle update would feed nothing.

      const angleLayer = w.angleLayers[l];
      angleZ[l] = this.#take(angles * WIDE);
      project(angleLayer, atomFeatures[l + 1], bondFeatures[l + 1]);
      angleInput[l + 1] = angleFeatures[l + 1] = this.#take(angles * ROW);
      this.#work(
        'angleForward',
        directed,
        index.angleStarts,
        index.second,
        index.shortBond,
        index.shortCentre,
        qi,
        qj,
        qc,
        angleInput[l],
        width,
        this.#at(angleLayer.angle),
        this.#at(angleLayer.norm),
        angleFeatures[l],
        angleZ[l],
        angleFeatures[l + 1],
        scratch,
      );
    }

    // Read-out: energies of the atoms from the last features, moments from those before the last block.
    const normed = this.#take(n * ROW);
    k.normForward(n, atomFeatures[4], this.#at(w.readoutNorm), normed);
    const pre: number[] = [];
    let at = normed;
    for (const layer of w.readout) {
      const x = this.#take(n * ROW);
      this.#work('gemmRows', n, 64, 64, at, 64, this.#at(layer.weight), this.#at(layer.bias), x, 64, 0);
      pre.push(x);
      at = this.#take(n * ROW);
      k.siluRows(n * WIDTH, x, at);
    }
    const energies = dotEach(this.#floats(at, n * WIDTH), w.last, w.lastBias);
    const magmoms = dotEach(this.#floats(atomFeatures[3], n * WIDTH), w.site, w.siteBias).map(Math.abs);

    // Backward through the read-out.
    const dAtom = this.#take(n * ROW);
    const seed = this.#floats(dAtom, n * WIDTH);
    for (let i = 0; i < n; i++) seed.set(w.last, i * WIDTH);
    const spare = this.#take(n * ROW);
    for (let l = w.readout.length - 1; l >= 0; l--) {
      k.siluRowsBackward(n * WIDTH, pre[l], dAtom);
      this.#work('gemmRows', n, 64, 64, dAtom, 64, this.#at(w.readout[l].back), 0, spare, 64, 0);
      this.#bytes(dAtom, n * ROW).set(this.#bytes(spare, n * ROW));
    }
    k.normBackward(n, atomFeatures[4], this.#at(w.readoutNorm), dAtom);

    // Backward through the blocks. dAtom, dBond, dAngle hold the gradients at the current features of atoms, bonds and
    // angles.
    const dBond = this.#zeros(bonds * ROW);
    const dAngle = this.#zeros(angles * ROW);
    const dBasisAngle = this.#zeros(angles * BASIS);
    const dAtomWeight = this.#zeros(bonds * ROW);
    const dBondWeight = this.#zeros(short * ROW);
    const dh = this.#take(Math.max(edges, angles) * WIDE);
    const dw = this.#take(edges * ROW);
    const dwi = this.#take(angles * ROW);
    const dwj = this.#take(angles * ROW);
    const dpc = pc; // The products of the forward pass are not needed any more.
    const dpn = pn;
    const dpb = pb;
    const perDirected = this.#take(directed * WIDE);
    const perShort = this.#take(short * WIDE);

    /** From the gradient at the hidden rows of the angles to the atoms and bonds that made them. */
    const backThroughHidden = (layer: AngleLayer): void => {
      this.#work('gatherSum', directed, index.angleStarts, 0, 128, dh, perDirected, 0);
      this.#work('gatherPair', short, index.shortPairs, 128, perDirected, perShort, 0);
      this.#work('gemmRows', short, 64, 128, perShort, 128, this.#at(layer.firstBack), 0, dBond, 64, 1);
      this.#work('gatherSum', n, index.shortStarts, 0, 128, perDirected, dpc, 0);
      this.#work('gemmRows', n, 64, 128, dpc, 128, this.#at(layer.centreBack), 0, dAtom, 64, 1);
      this.#work('gatherSum', directed, index.angleStarts, index.reverseAngle, 128, dh, perDirected, 0);
      this.#work('gatherPair', short, index.shortPairs, 128, perDirected, perShort, 0);
      this.#work('gemmRows', short, 64, 128, perShort, 128, this.#at(layer.secondBack), 0, dBond, 64, 1);
    };

    for (let l = 3; l >= 0; l--) {
      if (l < 3) {
        // The first block's angle inputs are the basis functions themselves (the embedding is folded into the weights).
        const width = l === 0 ? 32 : 64;
        const dInput = l === 0 ? dBasisAngle : dAngle;
        if (l < 2) {
          const angleLayer = w.angleLayers[l];
          this.#work(
            'angleBackward',
            angles,
            angleZ[l],
            this.#at(angleLayer.norm),
            dAngle,
            dh,
            this.#at(angleLayer.angleBack),
            width,
            dInput,
            scratch,
          );
          backThroughHidden(angleLayer);
        }
        const bondLayer = w.bondLayers[l];
        this.#work('gemmRows', short, 64, 64, dBond, 64, this.#at(bondLayer.outBack), 0, bondSums, 64, 0);
        this.#work(
          'bondBackward',
          directed,
          index.angleStarts,
          index.second,
          index.shortBond,
          bondWeight,
          this.#at(bondLayer.hiddenBack),
          this.#at(bondLayer.norm),
          bondState[l].h,
          bondState[l].z,
          bondSums,
          dh,
          dwi,
          dwj,
          this.#at(bondLayer.angleBack),
          width,
          dInput,
          scratch,
        );
        backThroughHidden(bondLayer);
        this.#work('gatherSum', directed, index.angleStarts, 0, 64, dwi, directedSums, 0);
        this.#work('gatherSum', directed, index.angleStarts, index.reverseAngle, 64, dwj, directedSums, 1);
        this.#work('gatherPair', short, index.shortPairs, 64, directedSums, dBondWeight, 1);
      }
      const layer = w.atomLayers[l];
      const state = atomState[l];
      this.#work('gemmRows', n, 64, 64, dAtom, 64, this.#at(layer.outBack), 0, sums, 64, 0);
      this.#work(
        'atomBackward',
        n,
        index.edgeStarts,
        index.bond,
        atomWeight,
        this.#at(layer.hiddenBack),
        this.#at(layer.norm),
        state.slope,
        state.z,
        sums,
        dh,
        dw,
        dpc,
        scratch,
      );
      this.#work('gatherPair', bonds, index.bondEdges, 64, dw, dAtomWeight, 1);
      this.#work('gatherPair', bonds, index.bondEdges, 128, dh, dpb, 0);
      this.#work('gemmRows', bonds, 64, 128, dpb, 128, this.#at(layer.bondBack), 0, dBond, 64, 1);
      if (l === 0) continue; // The features of bare atoms do not move.
      this.#work('gatherSum', n, index.edgeStarts, index.reverse, 128, dh, dpn, 0);
      this.#work('gemmRows', n, 64, 128, dpc, 128, this.#at(layer.centreBack), 0, dAtom, 64, 1);
      this.#work('gemmRows', n, 64, 128, dpn, 128, this.#at(layer.neighbourBack), 0, dAtom, 64, 1);
    }

    // Through the bases to lengths and cosines.
    this.#work('gemmRows', angles, 32, 64, dAngle, 64, this.#at(w.angleEmbeddingBack), 0, dBasisAngle, 32, 1);
    const angleGradients = this.#zeros(angles * 8);
    this.#work('dotRows', angles, dBasisAngle, slopeAngle, angleGradients);
    const bondGradients = this.#zeros(bonds * 8);
    const dBasis = this.#take(bonds * BASIS);
    this.#work('gemmRows', bonds, 32, 64, dBond, 64, this.#at(w.bondEmbeddingBack), 0, dBasis, 32, 0);
    this.#work('gemmRows', bonds, 32, 64, dAtomWeight, 64, this.#at(w.atomWeightsBack), 0, dBasis, 32, 1);
    this.#work('dotRows', bonds, dBasis, slopeAtom, bondGradients);
    this.#work('gemmRows', short, 32, 64, dBondWeight, 64, this.#at(w.bondWeightsBack), 0, dBasis, 32, 0);
    this.#work('dotRows', short, dBasis, slopeBond, bondGradients);
    return {
      energies,
      magmoms,
      bondGradients: new Float64Array(this.#memory.buffer, bondGradients, bonds).slice(),
      angleGradients: new Float64Array(this.#memory.buffer, angleGradients, angles).slice(),
    };
  }

  /** Where the graph's index arrays lie, below all that a pass writes; they stay there until another graph comes. */
  #placeIndices(graph: CrystalGraph): { [name in (typeof INDICES)[number]]: number } {
    if (this.#placed?.graph !== graph) {
      this.#top = this.#base;
      const index = Object.fromEntries(INDICES.map((name) => [name, this.#put(graph[name])])) as {
        [name in (typeof INDICES)[number]]: number;
      };
      this.#placed = { graph, index, end: this.#top };
    }
    this.#top = this.#placed.end;
    return this.#placed.index;
  }

  /** One operation over all its rows, shared out where there are threads and enough of them. */
  #work(operation: (typeof OPERATIONS)[number], rows: number, ...parameters: number[]): void {
    const words = new Int32Array(this.#memory.buffer, this.#settings, 64);
    words[0] = OPERATIONS.indexOf(operation);
    words.set(parameters, 1);
    if (this.#crew && rows >= WORTH_SHARING)
      this.#crew.run(Int32Array.from({ length: PIECES + 1 }, (_, k) => Math.round((k * rows) / PIECES)));
    else this.#kernel.evaluate(this.#settings, 0, 0, rows);
  }

  #at(values: Float32Array): number {
    return this.#packed.get(values)!;
  }

  /** Takes `bytes` of memory, 16-byte aligned, growing it where needed. Views made before are then stale. */
  #take(bytes: number): number {
    const at = this.#top;
    this.#top = 16 * Math.ceil((at + bytes + 16) / 16);
    const missing = this.#top - this.#memory.buffer.byteLength;
    if (missing > 0) this.#grow(Math.ceil(missing / PAGE));
    return at;
  }

  #grow(pages: number): void {
    const room = MOST_PAGES - this.#memory.buffer.byteLength / PAGE;
    try {
      this.#memory.grow(Math.max(pages, Math.min(pages + 64, room)));
    } catch (cause) {
      throw new DomainError(
        'one evaluation of CHGNet would need more memory than there is, or than the 4 GB that WebAssembly can address',
        { hint: 'take fewer atoms, or a lighter potential such as cermet-nep', cause },
      );
    }
  }

  #put(values: Float32Array | Float64Array | Int32Array): number {
    const at = this.#take(values.byteLength);
    this.#bytes(at, values.byteLength).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return at;
  }

  #zeros(bytes: number): number {
    const at = this.#take(bytes);
    this.#bytes(at, bytes).fill(0);
    return at;
  }

  #copy(from: number, bytes: number): number {
    const at = this.#take(bytes);
    this.#bytes(0, this.#memory.buffer.byteLength).copyWithin(at, from, from + bytes);
    return at;
  }

  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, length);
  }

  #floats(at: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, at, length);
  }
}

/** Dot product of each row of 64 with one vector, summed in double. */
function dotEach(rows: Float32Array, vector: Float32Array, bias: number): Float64Array {
  const out = new Float64Array(rows.length / WIDTH);
  for (let i = 0; i < out.length; i++) {
    let sum = bias;
    for (let c = 0; c < WIDTH; c++) sum += rows[i * WIDTH + c] * vector[c];
    out[i] = sum;
  }
  return out;
}
