import { join } from 'node:path';
import { computeScheme, findDataFolder, resolvePotential, type EnergyScheme } from '../atoms/index.js';
import type { Context, Structure } from '../core/index.js';
import { makeFileCheckpoint } from './context.js';

/** Energies of library crystals by CHGNet, kept in the user's data folder so that each is relaxed once. */
export async function makeChgnetScheme(
  elements: ReadonlySet<string>,
  ctx: Context,
  own: readonly { name: string; structure: Structure }[] = [],
): Promise<EnergyScheme> {
  const potential = await resolvePotential('chgnet');
  const checkpoint = makeFileCheckpoint(join(findDataFolder(), 'energies'));
  return computeScheme(potential, elements, { ...ctx, checkpoint }, own);
}
