import { InputError, type Note, requireOrdered, type Structure } from '../../core/index.js';
import { RYDBERG, type UpfHeader } from '../../io/dft/index.js';
import type { ChemicalChoice, Choice } from './choice.js';
import { OPEN_SHELL } from './hubbard-shell.js';
import { checkMesh, type KMesh, meshByDensity } from './k-mesh.js';
import type { DftSettings, EngineId, Purpose } from './settings.js';
import { requireApart } from './require-apart.js';
import { findVacuum } from './vacuum.js';

/** What a person may ask; the rest is chosen, with its reason. */
export interface AskedSettings {
  engine: EngineId;
  version?: string;
  purpose: Purpose;
  functional?: DftSettings['functional'];
  /** [eV] */
  cutoff?: number;
  mesh?: KMesh;
  /** [1/Å] */
  kSpacing?: number;
  spin?: boolean;
  /** [eV] */
  smearing?: number;
  hubbard?: ChemicalChoice;
  moments?: ChemicalChoice;
  dipole?: boolean;
  maxIterations?: number;
  /** [s] */
  maxSeconds?: number;
  /** Where several of these come from one place, its name: it becomes the reason. */
  source?: string;
}

/** Settings that a publication states for its calculations. */
export interface DftRecipe {
  /** Who published them, as it is told with each setting. */
  source: string;
  /** [eV] */
  cutoff: number;
  /** [eV] by element. */
  hubbard: Readonly<Record<string, number>>;
  mesh: (structure: Structure) => KMesh;
}

/** [1/Å] */
const SPACING: Readonly<Record<Purpose, number>> = {
  'single-point': 0.3,
  relax: 0.35,
  'density-of-states': 0.22,
  charge: 0.3,
  'cohesive-energy': 0.3,
};
/** [μB] More than any of these can hold in an oxide: a start below the answer falls to zero. */
const HIGH_START = 5;
/** [μB] A half-filled f shell holds 7, its orbital moment aside. */
const MOST_MOMENT = 10;

/**
 * Settings of a calculation: what was asked, and for the rest what the structure and the pseudopotentials suggest.
 *
 * @param pseudos for Quantum ESPRESSO: the heads of what will be used
 * @throws InputError for a k-mesh on a molecule or across vacuum, vacuum along the wrong vector, an element where U
 *   cannot act, atoms that overlap, a cutoff, smearing or moment that cannot be
 */
export function chooseSettings(
  structure: Structure,
  asked: AskedSettings,
  pseudos: readonly UpfHeader[] = [],
): { settings: DftSettings; notes: Note[] } {
  requireOrdered(structure, 'a DFT calculation');
  if (structure.elements.length === 0) throw new InputError('there is no atom to calculate');
  requireApart(structure);
  for (const [key, value] of Object.entries({ cutoff: asked.cutoff, smearing: asked.smearing }))
    if (value !== undefined && !(value > 0))
      throw new InputError(`a ${key} of ${value} eV cannot be`, { value, hint: 'give one above 0' });
  for (const [key, moment] of Object.entries(asked.moments ?? {}))
    if (Math.abs(moment) > MOST_MOMENT)
      throw new InputError(`no atom carries ${moment} μB`, {
        value: moment,
        where: { path: key },
        hint: `starting moments go to ${MOST_MOMENT} μB`,
      });
  const reasons: Choice[] = [];
  const notes: Note[] = [];
  const given = asked.source ? `as in ${asked.source}` : 'as asked';
  const because = (setting: string, value: string, why: string): void =>
    void reasons.push({ setting, value, because: why });
  const elements = [...new Set(structure.elements)];
  for (const key of [...Object.keys(asked.hubbard ?? {}), ...Object.keys(asked.moments ?? {})])
    if (!elements.includes(key.split(':')[0]))
      notes.push({
        level: 'warning',
        code: 'choice-unused',
        text: `${key} is named but no ${key.split(':')[0]} is in this structure`,
      });

  const vacuum = findVacuum(structure);
  if (vacuum.length === 1 && vacuum[0].axis !== 2)
    throw new InputError(
      `the vacuum of this slab lies along vector ${'abc'[vacuum[0].axis]} (${vacuum[0].thickness.toFixed(1)} Å)`,
      {
        hint: 'turn the cell so that it lies along c: the correction for its dipole and the work function are taken there',
      },
    );
  const slab = vacuum.length === 1;
  const open = elements.filter((e) => OPEN_SHELL.has(e));
  const spin = asked.spin ?? (open.length > 0 || Object.keys(asked.moments ?? {}).length > 0);
  because(
    'spin',
    spin ? 'two spins' : 'none',
    asked.spin !== undefined
      ? given
      : spin
        ? `${open.join(', ') || 'an element'} can carry a moment`
        : 'no element with an open d shell',
  );

  let moments: ChemicalChoice = {};
  if (spin) {
    moments = { ...Object.fromEntries(open.map((e) => [e, HIGH_START])), ...asked.moments };
    because(
      'starting moments',
      Object.entries(moments)
        .map(([e, m]) => `${e} ${m} μB`)
        .join(', ') || 'none',
      asked.moments ? given : 'from above: a start below the answer falls to zero',
    );
    if (open.length > 0)
      notes.push({
        level: 'info',
        code: 'several-starts',
        text: 'converged is not the ground state: run low and high starting moments and take the lower energy',
      });
  }
  const hubbard = asked.hubbard ?? {};
  if (Object.keys(hubbard).length > 0) {
    because(
      'U',
      Object.entries(hubbard)
        .map(([e, u]) => `${e} ${u} eV`)
        .join(', '),
      given,
    );
    if (
      Object.entries(hubbard).some(
        ([key, u]) => u !== 0 && !key.includes(':') && elements.includes('B') && elements.includes('O') && key === 'Co',
      )
    )
      notes.push({
        level: 'warning',
        code: 'u-on-metal',
        text: 'U of Co acts on the metallic film too, where it is questionable: give the film its own, as Co:film=0',
      });
  } else if (open.length > 0 && elements.includes('O'))
    notes.push({
      level: 'warning',
      code: 'no-u',
      text: `no U is given for ${open.join(', ')}: a plain gradient functional makes such oxides too metallic`,
    });

  const suggested = Math.max(0, ...pseudos.map((p) => p.cutoff ?? 0));
  const usual = asked.engine === 'qe' ? 50 * RYDBERG : asked.engine === 'vasp' ? 520 : 500;
  const cutoff =
    asked.cutoff ?? (asked.engine === 'qe' && suggested > 0 ? Math.min(Math.max(suggested, 40), 90) * RYDBERG : usual);
  because(
    'cutoff',
    `${cutoff.toFixed(1)} eV (${(cutoff / RYDBERG).toFixed(1)} Ry)`,
    asked.cutoff !== undefined
      ? given
      : asked.engine === 'qe' && suggested > 0
        ? `the pseudopotentials suggest up to ${suggested.toFixed(0)} Ry`
        : 'usual for this engine',
  );
  const hard = pseudos.length > 0 && pseudos.every((p) => p.kind === 'norm-conserving');
  const ratio = hard ? 4 : 8;
  because(
    'density cutoff',
    `${ratio} × the cutoff`,
    hard ? 'norm-conserving pseudopotentials' : 'ultrasoft or PAW densities are sharp',
  );

  const spacing = asked.kSpacing ?? SPACING[asked.purpose];
  const mesh = asked.mesh ?? meshByDensity(structure, spacing, vacuum);
  checkMesh(mesh, vacuum);
  because(
    'k-points',
    mesh.join('×'),
    asked.mesh ? given : `no farther apart than ${spacing} 1/Å${vacuum.length > 0 ? ', one across vacuum' : ''}`,
  );

  const dipole = asked.dipole ?? slab;
  if (dipole && !slab)
    throw new InputError('a correction for the dipole needs a slab with vacuum along c', {
      hint: 'leave it out, or give the slab vacuum',
    });
  if (slab)
    because(
      'dipole correction',
      dipole ? 'along c' : 'none',
      asked.dipole !== undefined ? given : `a slab with ${vacuum[0].thickness.toFixed(1)} Å of vacuum`,
    );
  const smearing = asked.smearing ?? 0.136;
  because(
    'smearing',
    `${smearing} eV, cold (Marzari–Vanderbilt)`,
    asked.smearing !== undefined ? given : 'metals and insulators alike; narrow against 0.5 eV of interest',
  );
  because(
    'mixing',
    slab || structure.elements.length > 30 ? '0.2, local screening' : '0.3',
    slab ? 'a slab with vacuum sloshes' : structure.elements.length > 30 ? 'a large cell sloshes' : 'usual',
  );
  const sloshes = slab || structure.elements.length > 30;
  return {
    settings: {
      engine: asked.engine,
      ...(asked.version !== undefined && { version: asked.version }),
      purpose: asked.purpose,
      functional: asked.functional ?? 'PBE',
      cutoff,
      densityCutoff: ratio * cutoff,
      mesh,
      spin,
      smearing,
      hubbard,
      moments,
      vacuum,
      dipole,
      maxIterations: asked.maxIterations ?? 120,
      mixing: sloshes ? 0.2 : 0.3,
      localMixing: sloshes,
      mixingHistory: 8,
      diagonalisation: 'david',
      energyTolerance: 1e-6 * structure.elements.length,
      forceTolerance: 0.02,
      maxSteps: 100,
      ...(asked.maxSeconds !== undefined && { maxSeconds: asked.maxSeconds }),
      restart: false,
      reasons,
    },
    notes,
  };
}
