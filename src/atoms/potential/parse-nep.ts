import { atomicNumber, ReadError } from '../../core/index.js';
import { covalentRadius, UNIVERSAL_SCREENING } from './zbl.js';

/**
 * Short-range repulsion of one ordered pair of types: screened Coulomb, switched off by a cosine between `inner` and
 * `outer`.
 */
export interface NepRepulsion {
  /** [Å] (types, types) where switching begins and ends; zero `outer` means none. */
  inner: Float64Array;
  outer: Float64Array;
  /** (types, types, 8) screening function as four pairs of amplitude and decay. */
  screening: Float64Array;
}

/** A neuroevolution potential as a file holds it, brought to one layout whatever the version. */
export interface NepModel {
  version: 3 | 4 | 5;
  elements: readonly string[];
  /** [Å] (types, types) */
  radialCutoff: Float64Array;
  /** [Å] (types, types) */
  angularCutoff: Float64Array;
  /** Radial functions of either kind, and Chebyshev polynomials each is made of. */
  radialCount: number;
  radialBasis: number;
  angularCount: number;
  angularBasis: number;
  /** Highest angular momentum of the three-body descriptors. */
  lMax: number;
  fourBody: boolean;
  fiveBody: boolean;
  neurons: number;
  /** Length of the descriptor: radial n, then n for each l, then four-body n, then five-body n. */
  dimension: number;
  /**
   * (types, neurons, dimension), (types, neurons), (types, neurons), (types): U = Σ outputWeights·tanh(inputWeights·q −
   * inputBias) − outputBias.
   */
  inputWeights: Float64Array;
  inputBias: Float64Array;
  outputWeights: Float64Array;
  outputBias: Float64Array;
  /** (types, types, radialCount, radialBasis) */
  radialCoefficients: Float64Array;
  /** (types, types, angularCount, angularBasis) */
  angularCoefficients: Float64Array;
  /** (dimension) factors of the descriptor before the network. */
  scaler: Float64Array;
  repulsion?: NepRepulsion;
}

/**
 * Reads a potential file of the GPUMD family: NEP3, NEP4 and NEP5, with and without ZBL (global, by covalent radii, or
 * free parameters for each pair).
 *
 * Fan et al., J. Chem. Phys. 157, 114801 (2022), doi:10.1063/5.0106617; Song et al., Nat. Commun. 15, 10208 (2024),
 * doi:10.1038/s41467-024-54554-x.
 *
 * @param name name of the file, for messages
 * @throws ReadError naming the line
 */
export function parseNep(text: string, name = 'nep.txt'): NepModel {
  const reader = new NepReader(text, name);
  const head = reader.header();
  const types = head.elements.length;
  const pairs = types * types;
  const radialCount = head.nMax[0] + 1;
  const angularCount = head.nMax[1] + 1;
  const radialBasis = head.basisSize[0] + 1;
  const angularBasis = head.basisSize[1] + 1;
  const dimension = radialCount + angularCount * (head.lMax + Number(head.fourBody) + Number(head.fiveBody));
  const { neurons } = head;

  const inputWeights = new Float64Array(types * neurons * dimension);
  const inputBias = new Float64Array(types * neurons);
  const outputWeights = new Float64Array(types * neurons);
  const outputBias = new Float64Array(types);
  for (let t = 0; t < types; t++) {
    if (head.version === 3 && t > 0) {
      inputWeights.copyWithin(t * neurons * dimension, 0, neurons * dimension);
      inputBias.copyWithin(t * neurons, 0, neurons);
      outputWeights.copyWithin(t * neurons, 0, neurons);
      continue;
    }
    reader.fill(
      inputWeights.subarray(t * neurons * dimension, (t + 1) * neurons * dimension),
      'weights of the network',
    );
    reader.fill(inputBias.subarray(t * neurons, (t + 1) * neurons), 'biases of the network');
    reader.fill(outputWeights.subarray(t * neurons, (t + 1) * neurons), 'output weights of the network');
    if (head.version === 5) outputBias[t] = reader.number('bias of an element');
  }
  const shared = reader.number('output bias of the network');
  for (let t = 0; t < types; t++) outputBias[t] += shared;

  const readCoefficients = (functions: number, basis: number, what: string): Float64Array => {
    const values = new Float64Array(pairs * functions * basis);
    for (let nk = 0; nk < functions * basis; nk++)
      for (let p = 0; p < pairs; p++) values[p * functions * basis + nk] = reader.number(what);
    return values;
  };
  const radialCoefficients = readCoefficients(radialCount, radialBasis, 'radial coefficients');
  const angularCoefficients = readCoefficients(angularCount, angularBasis, 'angular coefficients');
  const scaler = reader.fill(new Float64Array(dimension), 'descriptor scaler');
  const repulsion = head.zbl && makeRepulsion(head.elements, head.zbl, reader);
  reader.end();
  return {
    version: head.version,
    elements: head.elements,
    radialCutoff: head.radialCutoff,
    angularCutoff: head.angularCutoff,
    radialCount,
    radialBasis,
    angularCount,
    angularBasis,
    lMax: head.lMax,
    fourBody: head.fourBody,
    fiveBody: head.fiveBody,
    neurons,
    dimension,
    inputWeights,
    inputBias,
    outputWeights,
    outputBias,
    radialCoefficients,
    angularCoefficients,
    scaler,
    repulsion,
  };
}

/**
 * Universal screening for every pair, or the table of free parameters (upper triangle, ten numbers a pair) that follows
 * the scaler.
 */
function makeRepulsion(
  elements: readonly string[],
  zbl: NonNullable<NepHeader['zbl']>,
  reader: NepReader,
): NepRepulsion {
  const types = elements.length;
  const inner = new Float64Array(types * types);
  const outer = new Float64Array(types * types);
  const screening = new Float64Array(types * types * 8);
  const free = zbl.inner === 0 && zbl.outer === 0;
  for (let a = 0; a < types; a++) {
    for (let b = a; b < types; b++) {
      let values: ArrayLike<number>;
      if (free) values = reader.fill(new Float64Array(10), 'pair parameters of the repulsion');
      else if (zbl.factor > 0) {
        const reach = Math.min(zbl.outer, zbl.factor * (covalentRadius(elements[a]) + covalentRadius(elements[b])));
        values = [zbl.halved ? reach / 2 : 0, reach, ...UNIVERSAL_SCREENING];
      } else values = [zbl.inner, zbl.outer, ...UNIVERSAL_SCREENING];
      for (const p of [a * types + b, b * types + a]) {
        inner[p] = values[0];
        outer[p] = values[1];
        for (let k = 0; k < 8; k++) screening[8 * p + k] = values[2 + k];
      }
    }
  }
  return { inner, outer, screening };
}

interface NepHeader {
  version: 3 | 4 | 5;
  elements: string[];
  /**
   * `factor` of the covalent radii, 0 without; `halved` where switching then begins at half the outer radius (older
   * files) instead of at zero.
   */
  zbl?: { inner: number; outer: number; factor: number; halved: boolean };
  radialCutoff: Float64Array;
  angularCutoff: Float64Array;
  nMax: [number, number];
  basisSize: [number, number];
  lMax: number;
  fourBody: boolean;
  fiveBody: boolean;
  neurons: number;
}

const MOST_PARAMETERS = 2 ** 26;

/** Walks through the file, keeping the number of the line for messages. */
class NepReader {
  private readonly lines: string[];
  private line = 0;
  private words: string[] = [];
  private word = 0;

  constructor(
    text: string,
    private readonly name: string,
  ) {
    this.lines = text.split(/\r\n|\n|\r/);
  }

  private fail(what: string, hint?: string): never {
    throw new ReadError(what, { file: this.name, line: Math.max(1, this.line) }, { hint });
  }

  /** Words of the next line that has any. */
  private nextLine(): string[] | undefined {
    while (this.line < this.lines.length) {
      const words = this.lines[this.line++].trim().split(/\s+/);
      if (words[0] !== '') return words;
    }
    return undefined;
  }

  private keyed(key: string, counts: string, accepts: (count: number) => boolean): string[] {
    const words = this.nextLine() ?? this.fail(`the file ends before its "${key}" line`);
    if (words[0] !== key) this.fail(`"${words[0]}" stands where the "${key}" line of a NEP file belongs`);
    if (!accepts(words.length - 1)) this.fail(`the "${key}" line holds ${words.length - 1} values, not ${counts}`);
    return words.slice(1);
  }

  private real(word: string): number {
    const value = Number(word);
    if (word === '' || !Number.isFinite(value)) this.fail(`"${word.slice(0, 40)}" is not a number`);
    return value;
  }

  private whole(word: string, from: number, to: number, what: string): number {
    const value = this.real(word);
    if (!Number.isInteger(value) || value < from || value > to)
      this.fail(`${what} is ${word}, not a whole number from ${from} to ${to}`);
    return value;
  }

  header(): NepHeader {
    const first = this.nextLine() ?? this.fail('the file is empty');
    const kind = /^nep(\d+)(_zbl)?(_\w+)?$/.exec(first[0]);
    if (!kind)
      this.fail(
        `"${first[0].slice(0, 40)}" is not the beginning of a NEP file`,
        'its first line reads like "nep4 2 Te Pb"',
      );
    const version = Number(kind[1]);
    if (version !== 3 && version !== 4 && version !== 5)
      this.fail(`NEP version ${version} is not one that Cermet reads`, 'NEP3, NEP4 and NEP5 are');
    if (kind[3])
      this.fail(
        `"${first[0]}" is a model with "${kind[3].slice(1)}", which Cermet does not evaluate`,
        'only plain potentials are read: nep3, nep4, nep5, each with or without _zbl',
      );
    const types = this.whole(first[1] ?? '', 1, 118, 'the number of elements');
    const elements = first.slice(2);
    if (elements.length !== types)
      this.fail(`the first line names ${elements.length} elements after announcing ${types}`);
    for (const element of elements) {
      try {
        atomicNumber(element);
      } catch (cause) {
        throw new ReadError(`"${element}" is not a chemical element`, { file: this.name, line: this.line }, { cause });
      }
    }
    if (new Set(elements).size !== types) this.fail('an element is named twice');

    let zbl: NepHeader['zbl'];
    if (kind[2]) {
      const [inner, outer, factor] = this.keyed('zbl', '2 or 3', (n) => n === 2 || n === 3).map((w) => this.real(w));
      if (inner < 0 || outer < inner) this.fail('the ZBL radii are not in order');
      zbl = { inner, outer, factor: factor ?? 0, halved: false };
    }

    const cutoff = this.keyed('cutoff', `2, 4, 7 or ${2 * types + 2}`, (n) => [2, 4, 7, 2 * types + 2].includes(n)).map(
      (w) => this.real(w),
    );
    const each = cutoff.length === 2 * types + 2 && types > 1;
    const radial = elements.map((_, t) => cutoff[each ? 2 * t : 0]);
    const angular = elements.map((_, t) => cutoff[each ? 2 * t + 1 : 1]);
    if ([...radial, ...angular].some((rc) => !(rc > 0 && rc <= 100))) this.fail('a cutoff is not between 0 and 100 Å');
    if (radial.some((rc, t) => angular[t] > rc)) this.fail('an angular cutoff exceeds the radial one');
    const [radialFactor, angularFactor, zblFactor] = cutoff.length === 7 ? cutoff.slice(4) : [0, 0, 0];
    if (zbl && zblFactor > 0) zbl = { ...zbl, factor: zblFactor, halved: true };
    const pairCutoff = (of: number[], factor: number): Float64Array =>
      Float64Array.from({ length: types * types }, (_, p) => {
        const a = Math.floor(p / types);
        const b = p % types;
        const mean = (of[a] + of[b]) / 2;
        return factor > 0 ? Math.min(mean, factor * (covalentRadius(elements[a]) + covalentRadius(elements[b]))) : mean;
      });
    const radialCutoff = pairCutoff(radial, radialFactor);
    const angularCutoff = pairCutoff(angular, angularFactor);

    const pair = (key: string): [number, number] =>
      this.keyed(key, '2', (n) => n === 2).map((w) => this.whole(w, 0, 24, key)) as [number, number];
    const nMax = pair('n_max');
    const basisSize = pair('basis_size');
    const l = this.keyed('l_max', '1 to 7', (n) => n >= 1 && n <= 7).map((w, i) =>
      this.whole(w, 0, i === 0 ? 8 : 2, 'l_max'),
    );
    if (l.slice(3).some((flag) => flag > 0))
      this.fail(
        'the file uses four-body terms beyond 222 and 1111, which Cermet does not evaluate',
        'train with "l_max 4 1 0"',
      );
    const fourBody = (l[1] ?? 0) > 0;
    const fiveBody = (l[2] ?? 0) > 0;
    if ((fourBody && l[0] < 2) || (fiveBody && l[0] < 1)) this.fail('the many-body terms need a higher l_max');
    const ann = this.keyed('ANN', '2', (n) => n === 2);
    const neurons = this.whole(ann[0], 1, 1000, 'the number of neurons');
    if (this.real(ann[1]) !== 0) this.fail('the network has a second hidden layer, which Cermet does not evaluate');
    if (types * neurons * (nMax[0] + 1 + (nMax[1] + 1) * 10) + types * types * 1300 > MOST_PARAMETERS)
      this.fail('the header announces more parameters than any potential has');
    return {
      version,
      elements,
      zbl,
      radialCutoff,
      angularCutoff,
      nMax,
      basisSize,
      lMax: l[0],
      fourBody,
      fiveBody,
      neurons,
    };
  }

  number(what: string): number {
    while (this.word >= this.words.length) {
      this.words =
        this.nextLine() ??
        this.fail(
          `the file ends within its ${what}`,
          'it may have been cut short, or its header announce more than it holds',
        );
      this.word = 0;
    }
    return this.real(this.words[this.word++]);
  }

  fill(target: Float64Array, what: string): Float64Array {
    for (let i = 0; i < target.length; i++) target[i] = this.number(what);
    return target;
  }

  end(): void {
    if (this.word < this.words.length || this.nextLine())
      this.fail('the file goes on after its last parameter', 'its header announces fewer parameters than it holds');
  }
}
