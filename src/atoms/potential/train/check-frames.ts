import { computeVolume, InputError, requireOrdered, type Note } from '../../../core/index.js';
import type { NepRecipe } from './nep-recipe.js';
import type { TrainingFrame } from './training-frame.js';

/** [eV/Å] a label beyond is that of atoms on top of one another, or of a calculation that failed. */
const MOST_FORCE = 80;

/**
 * The frames that can be learnt from, without those that stand twice.
 *
 * @throws InputError naming the first frame that cannot be used, and what to do
 */
export function checkFrames(
  frames: readonly TrainingFrame[],
  heldOut: readonly TrainingFrame[],
  recipe: NepRecipe,
): { frames: TrainingFrame[]; heldOut: TrainingFrame[]; notes: Note[] } {
  if (frames.length < 2)
    throw new InputError(`a potential cannot be fitted to ${frames.length === 1 ? 'one frame' : 'no frames'}`, {
      hint: 'give frames of several arrangements: some hundred for two crystals and their interface',
    });
  frames.forEach((frame, k) => checkFrame(frame, `training frame ${k + 1}`, recipe));
  heldOut.forEach((frame, k) => checkFrame(frame, `held-out frame ${k + 1}`, recipe));
  const absent = recipe.elements.filter(
    (element) => !frames.some(({ structure }) => structure.elements.includes(element)),
  );
  if (absent.length > 0)
    throw new InputError(`no training frame holds ${absent.join(', ')}, which the potential is to know`, {
      hint: 'leave the element out, or add frames with it',
    });
  const notes: Note[] = [];
  const seen = new Map<string, number>();
  heldOut.forEach((frame) => seen.set(fingerprint(frame), -1));
  const doubled: string[] = [];
  let known = 0;
  const kept = frames.filter((frame, k) => {
    const key = fingerprint(frame);
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, k);
      return true;
    }
    if (before < 0) known++;
    else doubled.push(`${k + 1} as ${before + 1}`);
    return false;
  });
  if (kept.length < 2)
    throw new InputError('all training frames are one arrangement, or held out', { hint: 'give frames that differ' });
  if (doubled.length > 0)
    notes.push({
      level: 'warning',
      code: 'doubled-frames',
      text: `${doubled.length} training ${doubled.length === 1 ? 'frame stands' : 'frames stand'} twice and ${doubled.length === 1 ? 'is' : 'are'} taken once: ${doubled.slice(0, 5).join(', ')}${doubled.length > 5 ? ' …' : ''}`,
    });
  if (known > 0)
    notes.push({
      level: 'warning',
      code: 'held-out-in-training',
      text: `${known} training ${known === 1 ? 'frame is' : 'frames are'} held out as well and ${known === 1 ? 'is' : 'are'} not trained on`,
    });
  const trajectories = new Set(kept.map((frame) => frame.trajectory));
  const shared = [...new Set(heldOut.map((frame) => frame.trajectory))].filter((name) => trajectories.has(name));
  if (shared.length > 0)
    notes.push({
      level: 'warning',
      code: 'trajectory-in-training',
      text: `frames of ${shared.slice(0, 5).join(', ')} are both trained on and held out: errors of such frames are too good`,
    });
  return { frames: kept, heldOut: [...heldOut], notes };
}

function checkFrame(frame: TrainingFrame, name: string, recipe: NepRecipe): void {
  const { structure, energy, forces, stress, weight } = frame;
  const n = structure.elements.length;
  requireOrdered(structure, 'training');
  const refuse = (what: string, hint: string): never => {
    throw new InputError(`${name} (${frame.family}, ${frame.trajectory}) ${what}`, { hint });
  };
  const missing = [...new Set(structure.elements)].filter((element) => !recipe.elements.includes(element));
  if (missing.length > 0)
    refuse(
      `holds ${missing.join(', ')}, which the potential is not to know`,
      'name the element in the recipe, or leave the frame out',
    );
  if (n === 0 || forces.length !== 3 * n || structure.positions.length !== 3 * n)
    refuse(`has ${n} atoms and ${forces.length / 3} forces`, 'give one force for each atom');
  const relabel = 'label it again, or leave it out';
  if (!Number.isFinite(energy) || (stress && !stress.every(Number.isFinite)) || !forces.every(Number.isFinite))
    refuse('has a label that is not a number', relabel);
  if (weight !== undefined && !(weight >= 0 && weight < Infinity))
    refuse('has a weight that is none', 'give a weight of zero or more');
  if (stress && (stress.length !== 9 || !(computeVolume(structure.cell) > 1e-9)))
    refuse('has a stress and no cell that it could belong to', 'give nine components and a cell, or no stress');
  const worst = forces.reduce((most, f) => Math.max(most, Math.abs(f)), 0);
  if (worst > MOST_FORCE)
    refuse(
      `has a force of ${worst.toFixed(0)} eV/Å: its atoms fly apart`,
      `leave out frames beyond ${MOST_FORCE} eV/Å`,
    );
}

/** Cell, elements and positions to 1e-6 Å. */
function fingerprint({ structure }: TrainingFrame): string {
  const round = (values: Float64Array): string => Array.from(values, (x) => Math.round(1e6 * x)).join();
  return `${structure.elements.join()};${round(structure.cell)};${round(structure.positions)}`;
}
