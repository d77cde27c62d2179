import { ReadError } from '../../../core/index.js';

/** A named tensor, row-major. */
export interface Tensor {
  shape: readonly number[];
  values: Float32Array;
}
export type Tensors = ReadonlyMap<string, Tensor>;

/** Width of every feature row of the network. */
export const WIDTH = 64;

/** A gated network's second part: its layer norms, γ1 β1 γ2 β2. */
interface Gate {
  norm: Float32Array;
}
export interface AtomLayer extends Gate {
  /** Packed 64 → 128 (core | gate), for centre, bond and neighbour; and packed 128 → 64 for their gradients. */
  centre: Float32Array;
  bond: Float32Array;
  neighbour: Float32Array;
  centreBack: Float32Array;
  bondBack: Float32Array;
  neighbourBack: Float32Array;
  bias1: Float32Array;
  hidden: Float32Array;
  hiddenBack: Float32Array;
  bias2: Float32Array;
  out: Float32Array;
  outBack: Float32Array;
}
export interface AngleLayer extends Gate {
  first: Float32Array;
  second: Float32Array;
  angle: Float32Array;
  centre: Float32Array;
  firstBack: Float32Array;
  secondBack: Float32Array;
  angleBack: Float32Array;
  centreBack: Float32Array;
  bias1: Float32Array;
}
export interface BondLayer extends AngleLayer {
  hidden: Float32Array;
  hiddenBack: Float32Array;
  bias2: Float32Array;
  out: Float32Array;
  outBack: Float32Array;
}

/** CHGNet's parameters, packed for the kernel. */
export interface ChgnetWeights {
  /** [eV] (94) energy of an atom of each element. */
  reference: Float32Array;
  embedding: Float32Array;
  atomFrequencies: Float32Array;
  bondFrequencies: Float32Array;
  angleFrequencies: Float32Array;
  bondEmbedding: Float32Array;
  atomWeights: Float32Array;
  bondWeights: Float32Array;
  bondEmbeddingBack: Float32Array;
  atomWeightsBack: Float32Array;
  bondWeightsBack: Float32Array;
  angleEmbedding: Float32Array;
  angleEmbeddingBack: Float32Array;
  atomLayers: AtomLayer[];
  bondLayers: BondLayer[];
  angleLayers: AngleLayer[];
  site: Float32Array;
  siteBias: number;
  readoutNorm: Float32Array;
  readout: { weight: Float32Array; back: Float32Array; bias: Float32Array }[];
  last: Float32Array;
  lastBias: number;
}

/** Packs B (k × n), given by element, into panels of eight columns; n is a multiple of 8. */
function pack(k: number, n: number, at: (row: number, column: number) => number): Float32Array {
  const out = new Float32Array(k * n);
  let o = 0;
  for (let j = 0; j < n; j += 8) for (let i = 0; i < k; i++) for (let c = 0; c < 8; c++) out[o++] = at(i, j + c);
  return out;
}

const join = (...parts: Float32Array[]): Float32Array => {
  const out = new Float32Array(parts.reduce((sum, p) => sum + p.length, 0));
  let o = 0;
  for (const p of parts) {
    out.set(p, o);
    o += p.length;
  }
  return out;
};

/** Names of CHGNet 0.3.0's tensors → packed weights. A missing or misshapen tensor is an error that names it. */
export function packChgnetWeights(tensors: Tensors, file: string): ChgnetWeights {
  const get = (name: string, ...shape: number[]): Float32Array => {
    const t = tensors.get(name);
    if (!t)
      throw new ReadError(
        `the checkpoint lacks the tensor "${name}"`,
        { file },
        { hint: 'it is not a CHGNet 0.3.0 checkpoint' },
      );
    if (t.shape.length !== shape.length || t.shape.some((s, i) => s !== shape[i])) {
      throw new ReadError(
        `tensor "${name}" has shape (${t.shape.join(', ')}) where CHGNet 0.3.0 has (${shape.join(', ')})`,
        { file },
      );
    }
    if (t.values.some((v) => !Number.isFinite(v)))
      throw new ReadError(`tensor "${name}" holds values that are not numbers`, { file });
    return t.values;
  };
  const W = WIDTH;

  const basisLayer = (name: string) => {
    const w = get(name, W, 31);
    return {
      forward: pack(32, W, (k, n) => (k < 31 ? w[n * 31 + k] : 0)),
      back: pack(W, 32, (k, n) => (n < 31 ? w[k * 31 + n] : 0)),
      raw: w,
    };
  };
  const norms = (prefix: string): Float32Array =>
    join(
      get(`${prefix}.bn1.weight`, W),
      get(`${prefix}.bn1.bias`, W),
      get(`${prefix}.bn2.weight`, W),
      get(`${prefix}.bn2.bias`, W),
    );
  /** Columns [from, from + 64) of the core and gate weights as one 64 → 128 matrix, and its transpose. */
  const split = (core: Float32Array, gate: Float32Array, inputs: number, from: number) => ({
    forward: pack(W, 2 * W, (k, n) => (n < W ? core[n * inputs + from + k] : gate[(n - W) * inputs + from + k])),
    back: pack(2 * W, W, (k, n) => (k < W ? core[k * inputs + from + n] : gate[(k - W) * inputs + from + n])),
  });
  const square = (w: Float32Array) => ({
    forward: pack(W, W, (k, n) => w[n * W + k]),
    back: pack(W, W, (k, n) => w[k * W + n]),
  });
  const gated = (prefix: string, layer: number, inputs: number) => ({
    core: get(`${prefix}.mlp_core.layers.${layer}.weight`, W, inputs),
    gate: get(`${prefix}.mlp_gate.layers.${layer}.weight`, W, inputs),
    bias: join(get(`${prefix}.mlp_core.layers.${layer}.bias`, W), get(`${prefix}.mlp_gate.layers.${layer}.bias`, W)),
  });
  const secondLayer = (prefix: string, outName: string) => {
    const g = gated(prefix, 3, W);
    const core = square(g.core);
    const gate = square(g.gate);
    const out = square(get(outName, W, W));
    return {
      hidden: join(core.forward, gate.forward),
      hiddenBack: join(core.back, gate.back),
      bias2: g.bias,
      out: out.forward,
      outBack: out.back,
    };
  };
  const angleInputs = (prefix: string, layer: number) => {
    const g = gated(prefix, layer, 4 * W);
    const [first, second, angle, centre] = [0, W, 2 * W, 3 * W].map((from) => split(g.core, g.gate, 4 * W, from));
    return {
      g,
      layer: {
        first: first.forward,
        second: second.forward,
        angle: angle.forward,
        centre: centre.forward,
        firstBack: first.back,
        secondBack: second.back,
        angleBack: angle.back,
        centreBack: centre.back,
        bias1: g.bias,
        norm: norms(prefix),
      },
    };
  };
  const angleEmbedding = basisLayer('angle_embedding.weight');
  /**
   * The angle embedding (31 → 64) followed by a layer's angle columns (64 → 128), as one matrix: the first layers see
   * basis functions directly.
   */
  const fold = (core: Float32Array, gate: Float32Array) => {
    const product = new Float64Array(32 * 2 * W);
    for (let k = 0; k < 31; k++) {
      for (let n = 0; n < 2 * W; n++) {
        const w = n < W ? core : gate;
        let sum = 0;
        for (let m = 0; m < W; m++) sum += angleEmbedding.raw[m * 31 + k] * w[(n % W) * 4 * W + 2 * W + m];
        product[k * 2 * W + n] = sum;
      }
    }
    return {
      angle: pack(32, 2 * W, (k, n) => product[k * 2 * W + n]),
      angleBack: pack(2 * W, 32, (k, n) => product[n * 2 * W + k]),
    };
  };

  const atomLayers = [0, 1, 2, 3].map((l): AtomLayer => {
    const prefix = `atom_conv_layers.${l}.twoBody_atom`;
    const g = gated(prefix, 0, 3 * W);
    const [centre, bond, neighbour] = [0, W, 2 * W].map((from) => split(g.core, g.gate, 3 * W, from));
    return {
      centre: centre.forward,
      bond: bond.forward,
      neighbour: neighbour.forward,
      centreBack: centre.back,
      bondBack: bond.back,
      neighbourBack: neighbour.back,
      bias1: g.bias,
      norm: norms(prefix),
      ...secondLayer(prefix, `atom_conv_layers.${l}.mlp_out.layers.1.weight`),
    };
  });
  const bondLayers = [0, 1, 2].map((l): BondLayer => {
    const prefix = `bond_conv_layers.${l}.twoBody_bond`;
    const { g, layer } = angleInputs(prefix, 0);
    return {
      ...layer,
      ...(l === 0 ? fold(g.core, g.gate) : {}),
      ...secondLayer(prefix, `bond_conv_layers.${l}.mlp_out.layers.1.weight`),
    };
  });
  // The third angle update feeds nothing: the last block has only an atom convolution.
  const angleLayers = [0, 1].map((l): AngleLayer => {
    const { g, layer } = angleInputs(`angle_layers.${l}.twoBody_bond`, 1);
    return { ...layer, ...(l === 0 ? fold(g.core, g.gate) : {}) };
  });
  const bondEmbedding = basisLayer('bond_embedding.weight');
  const atomWeights = basisLayer('bond_weights_ag.weight');
  const bondWeights = basisLayer('bond_weights_bg.weight');
  return {
    reference: get('composition_model.fc.weight', 1, 94),
    embedding: get('atom_embedding.embedding.weight', 94, W),
    atomFrequencies: join(get('bond_basis_expansion.rbf_expansion_ag.frequencies', 31), new Float32Array(1)),
    bondFrequencies: join(get('bond_basis_expansion.rbf_expansion_bg.frequencies', 31), new Float32Array(1)),
    angleFrequencies: join(get('angle_basis_expansion.fourier_expansion.frequencies', 15), new Float32Array(1)),
    bondEmbedding: bondEmbedding.forward,
    bondEmbeddingBack: bondEmbedding.back,
    atomWeights: atomWeights.forward,
    atomWeightsBack: atomWeights.back,
    bondWeights: bondWeights.forward,
    bondWeightsBack: bondWeights.back,
    angleEmbedding: angleEmbedding.forward,
    angleEmbeddingBack: angleEmbedding.back,
    atomLayers,
    bondLayers,
    angleLayers,
    site: get('site_wise.weight', 1, W),
    siteBias: get('site_wise.bias', 1)[0],
    readoutNorm: join(get('readout_norm.weight', W), get('readout_norm.bias', W)),
    readout: [0, 2, 4].map((l) => {
      const w = square(get(`mlp.layers.${l}.weight`, W, W));
      return { weight: w.forward, back: w.back, bias: get(`mlp.layers.${l}.bias`, W) };
    }),
    last: get('mlp.layers.7.weight', 1, W),
    lastBias: get('mlp.layers.7.bias', 1)[0],
  };
}
