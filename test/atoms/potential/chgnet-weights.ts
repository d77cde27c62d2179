import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeRng } from '../../../src/core/index.js';
import { addPotential } from '../../../src/cli/potential-store.js';
import { resolvePotential, type Potential } from '../../../src/atoms/index.js';
import type { Tensor, Tensors } from '../../../src/atoms/potential/chgnet/weights.js';

/**
 * The published weights, added once by the machine's pip into a folder that survives between runs. Undefined where
 * there is no pip or no network, which is said aloud.
 */
export async function fetchChgnet(): Promise<Potential | undefined> {
  process.env.CERMET_DATA ??= fileURLToPath(new URL('../../../node_modules/.cache/cermet', import.meta.url));
  mkdirSync(process.env.CERMET_DATA, { recursive: true });
  try {
    return await resolvePotential('chgnet');
  } catch {
    try {
      await addPotential('chgnet', {});
      return await resolvePotential('chgnet');
    } catch (error) {
      console.log(`tests against the published CHGNet weights are skipped: ${(error as Error).message}`);
      return undefined;
    }
  }
}

/** Whether the weights are here already, for tests that should not fetch. */
export const hasChgnet = (): boolean =>
  existsSync(
    fileURLToPath(new URL('../../../node_modules/.cache/cermet/potentials/chgnet.safetensors', import.meta.url)),
  );

/** A network of CHGNet's shape with random weights: its identities must hold as for the trained one. */
export function makeRandomTensors(seed: number): Tensors {
  const rng = makeRng(seed);
  const tensors = new Map<string, Tensor>();
  const add = (name: string, shape: number[], value: (i: number) => number): void => {
    tensors.set(name, {
      shape,
      values: Float32Array.from({ length: shape.reduce((p, s) => p * s, 1) }, (_, i) => value(i)),
    });
  };
  const linear = (name: string, outputs: number, inputs: number, bias = true): void => {
    add(`${name}.weight`, [outputs, inputs], () => rng.normal() / Math.sqrt(inputs));
    if (bias) add(`${name}.bias`, [outputs], () => 0.1 * rng.normal());
  };
  const norm = (name: string): void => {
    add(`${name}.weight`, [64], () => 1 + 0.1 * rng.normal());
    add(`${name}.bias`, [64], () => 0.1 * rng.normal());
  };
  const gated = (prefix: string, inputs: number, hidden: boolean): void => {
    for (const part of ['mlp_core', 'mlp_gate']) {
      linear(`${prefix}.${part}.layers.${hidden ? 0 : 1}`, 64, inputs);
      if (hidden) linear(`${prefix}.${part}.layers.3`, 64, 64);
    }
    norm(`${prefix}.bn1`);
    norm(`${prefix}.bn2`);
  };
  add('composition_model.fc.weight', [1, 94], () => -5 * rng.uniform());
  add('atom_embedding.embedding.weight', [94, 64], () => rng.normal());
  for (const graph of ['ag', 'bg'])
    add(
      `bond_basis_expansion.rbf_expansion_${graph}.frequencies`,
      [31],
      (i) => Math.PI * (i + 1) + 0.01 * rng.normal(),
    );
  add('angle_basis_expansion.fourier_expansion.frequencies', [15], (i) => i + 1 + 0.01 * rng.normal());
  for (const name of ['bond_embedding', 'bond_weights_ag', 'bond_weights_bg', 'angle_embedding'])
    linear(name, 64, 31, false);
  for (let l = 0; l < 4; l++) {
    gated(`atom_conv_layers.${l}.twoBody_atom`, 192, true);
    linear(`atom_conv_layers.${l}.mlp_out.layers.1`, 64, 64, false);
  }
  for (let l = 0; l < 3; l++) {
    gated(`bond_conv_layers.${l}.twoBody_bond`, 256, true);
    linear(`bond_conv_layers.${l}.mlp_out.layers.1`, 64, 64, false);
    gated(`angle_layers.${l}.twoBody_bond`, 256, false);
  }
  linear('site_wise', 1, 64);
  norm('readout_norm');
  for (const l of [0, 2, 4]) linear(`mlp.layers.${l}`, 64, 64);
  linear('mlp.layers.7', 1, 64);
  return tensors;
}
