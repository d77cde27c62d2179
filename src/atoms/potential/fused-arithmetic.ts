import { fromBase64, InputError } from '../../core/index.js';
import { nepFusedSingleWasm } from '../../kernels/built/nep-fused-single.js';
import type { Potential } from './potential.js';

let known: boolean | undefined;

/**
 * Whether this engine has fused multiply-add (WebAssembly's relaxed SIMD: Chromium 114, Firefox 145, Node 21; Node 20
 * behind a flag).
 */
export function hasFusedArithmetic(): boolean {
  return (known ??= WebAssembly.validate(fromBase64(nepFusedSingleWasm)));
}

/**
 * A potential whose kernels multiply and add in one rounding: faster, and its last bits are those of the machine, so
 * that a run is repeated to the last bit on the same kind of machine only. Its name and hash say so.
 *
 * @throws InputError where the engine lacks it
 */
export function withFusedArithmetic(potential: Potential): Potential {
  if (!hasFusedArithmetic())
    throw new InputError('this engine has no fused multiply-add', {
      hint: 'take Node 22 or newer (or node --experimental-wasm-relaxed-simd with Node 20), or leave the option out',
    });
  return {
    ...potential,
    name: `${potential.name} (fused)`,
    sha256: `${potential.sha256}-fused`,
    bind: (structure, options) => potential.bind(structure, { ...options, fused: true }),
  };
}
