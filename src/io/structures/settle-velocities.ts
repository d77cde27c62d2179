import { atomicWeight, type Note, type Structure } from '../../core/index.js';
import { ASE_TIME, computeTemperature } from './temperature.js';

/** [K] Between these a temperature speaks for the unit that makes it. */
const COLDEST = 30;
const HOTTEST = 6000;

/**
 * Velocities of a frame in Å/fs, by the conventions of the programs that write them: `momenta` are ASE's, in its own
 * unit of √(amu eV);
 * `vel` and `velo` are GPUMD's and libAtoms's, in Å/fs. Under `velocities`, which states no convention, the temperature decides between Å/fs and ASE's unit.
 */
export function settleVelocities(
  structure: Structure,
  ours: boolean,
  file: string,
  notes: Map<string, Note>,
): Structure {
  const { atomic } = structure;
  if (!atomic) return structure;
  const n = structure.elements.length;
  const say = (level: Note['level'], code: string, text: string): void => {
    if (!notes.has(code)) notes.set(code, { level, code, text, where: file });
  };
  const { momenta, velocities: plain, ...others } = atomic;
  if (momenta?.width === 3 && !plain) {
    say('info', 'velocities-from-momenta', 'Velocities were made of momenta, which are in the unit of ASE.');
    const values = momenta.values.map((p, k) => p / atomicWeight(structure.elements[Math.floor(k / 3)]!) / ASE_TIME);
    return { ...structure, atomic: { ...others, velocities: { width: 3, values } } };
  }
  // Names with a convention were put under `velocities` before; a column of that very name comes as it stands.
  const open = atomic.velocities_unstated;
  if (open?.width !== 3) return structure;
  const { velocities_unstated: _, ...rest } = atomic;
  const femto: Structure = { ...structure, atomic: { ...rest, velocities: open } };
  if (ours || n === 0) return femto;
  const t = computeTemperature(femto)!;
  const ase = { width: 3, values: open.values.map((v) => v / ASE_TIME) };
  const tAse = t / ASE_TIME ** 2;
  if (!(t > HOTTEST && tAse >= COLDEST && tAse <= HOTTEST)) {
    say(
      'info',
      'velocity-unit-assumed',
      `The column "velocities" states no unit; Å/fs was taken, which makes ${Number(t.toPrecision(3))} K.`,
    );
    return femto;
  }
  say(
    'warning',
    'velocity-unit-settled',
    `The column "velocities" states no unit: in Å/fs it would make ${Number(t.toPrecision(3))} K, in ASE's unit it makes ${Number(tAse.toPrecision(3))} K, and was taken so.`,
  );
  return { ...structure, atomic: { ...rest, velocities: ase } };
}
