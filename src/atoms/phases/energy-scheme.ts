import { InputError, parseFormula, type Citation, type Note, type Rng } from '../../core/index.js';
import { COMPUTED_COATINGS } from './computed-enthalpies-coatings.js';
import { COMPUTED_ENTHALPIES } from './computed-enthalpies.js';
import { ENTHALPY_SOURCES } from './enthalpy-sources.js';
import { MEASURED_COATINGS } from './measured-enthalpies-coatings.js';
import { MEASURED_ENTHALPIES, type EnthalpyTable } from './measured-enthalpies.js';
import { isSameCompound } from './find-equilibrium.js';
import { countAtoms, type Phase } from './phase.js';

/** One published or computed formation energy of a compound. */
export interface SchemeValue {
  /** [eV/atom] */
  value: number;
  /** [eV/atom] one sigma, where the source states it. */
  sigma?: number;
  source: Citation;
}

/** A compound with all that one scheme knows of its energy. */
export interface SchemeCompound {
  name: string;
  amounts: ReadonlyMap<string, number>;
  values: readonly SchemeValue[];
}

/** Formation energies that may stand in one hull together: one kind of measurement, or one kind of calculation. */
export interface EnergyScheme {
  id: string;
  title: string;
  compounds: readonly SchemeCompound[];
  /** [eV/atom] one sigma of a compound with oxygen, and of one without, where a single source states none. */
  usual: { oxide: number; other: number };
  notes: readonly Note[];
}

/**
 * [eV/atom] No compound with a formation energy outside these is known; fluorides reach some −4.5, metastable nitrides
 * +0.5.
 */
const LOWEST = -6;
const HIGHEST = 0.5;

/** Schemes that come with Cermet. */
export const PUBLISHED_SCHEMES = ['experiment', 'oqmd'] as const;
export type PublishedScheme = (typeof PUBLISHED_SCHEMES)[number];

/** A scheme of published formation energies: `experiment`, measured at 298 K; or `oqmd`, calculated at 0 K. */
export function makePublishedScheme(id: PublishedScheme): EnergyScheme {
  if (id === 'experiment') {
    const compounds = readTable({ ...MEASURED_ENTHALPIES, ...MEASURED_COATINGS });
    const usual = computeUsualSpread(compounds);
    return {
      id,
      title: 'measured enthalpies of formation, 298 K',
      compounds,
      usual,
      notes: [
        {
          level: 'info',
          code: 'scheme',
          text: 'energies are measured enthalpies of formation at 298 K; entropy is left out',
        },
        {
          level: 'warning',
          code: 'unchecked-value',
          text: 'the enthalpies of LiNiO2 and LiCoO2 are quoted without their source at hand; their uncertainty is their distance from the Materials Project’s values',
        },
        {
          level: 'warning',
          code: 'missing-phases',
          text: 'no measured enthalpy was found for the borates and phosphates of Co, Ni and Mn, Li3BO3 and Co3B: products can miss them, and real driving forces are then larger',
        },
      ],
    };
  }
  return {
    id,
    title: 'formation energies of the Open Quantum Materials Database, PBE and PBE+U, 0 K',
    compounds: readTable({ ...COMPUTED_ENTHALPIES, ...COMPUTED_COATINGS }),
    // Oxides among themselves: Hautier et al., Phys. Rev. B 85 (2012) 155208, doi:10.1103/PhysRevB.85.155208; against
    // experiment at large: Kirklin et al., npj Comput. Mater. 1 (2015) 15010, doi:10.1038/npjcompumats.2015.10.
    usual: { oxide: 0.024, other: 0.096 },
    notes: [
      {
        level: 'info',
        code: 'scheme',
        text: 'energies are calculated at 0 K; one sigma is 0.024 eV/atom for compounds with oxygen (Hautier 2012) and 0.096 eV/atom for others (Kirklin 2015)',
      },
      {
        level: 'warning',
        code: 'missing-phases',
        text: 'this table has no Co3(BO3)2 and no LiCoPO4: products can miss them',
      },
    ],
  };
}

function readTable(table: EnthalpyTable): SchemeCompound[] {
  return Object.entries(table).map(([name, rows]) => ({
    name,
    amounts: parseFormula(name),
    values: rows.map(([source, value, sigma]) => ({
      value,
      ...(sigma !== undefined && { sigma }),
      source: ENTHALPY_SOURCES[source],
    })),
  }));
}

/**
 * How far sources of one compound differ: the pooled standard deviation over compounds with several sources, those with
 * oxygen and others apart.
 *
 * @returns [eV/atom]
 */
export function computeUsualSpread(compounds: readonly SchemeCompound[]): { oxide: number; other: number } {
  const pool = (chosen: readonly SchemeCompound[]): number => {
    let squares = 0;
    let freedom = 0;
    for (const { values } of chosen) {
      const mean = computeMean(values);
      for (const { value } of values) squares += (value - mean) ** 2;
      freedom += values.length - 1;
    }
    return freedom > 0 ? Math.sqrt(squares / freedom) : 0;
  };
  return {
    oxide: pool(compounds.filter((c) => c.amounts.has('O'))),
    other: pool(compounds.filter((c) => !c.amounts.has('O'))),
  };
}

const computeMean = (values: readonly SchemeValue[]): number =>
  values.reduce((sum, { value }) => sum + value, 0) / values.length;

/** The compound of a formula, whichever way it is written; undefined when the scheme has none. */
export function findCompound(scheme: EnergyScheme, formula: string): SchemeCompound | undefined {
  const amounts = parseFormula(formula);
  return scheme.compounds.find((compound) => isSameCompound(compound, { amounts }));
}

/**
 * A scheme with one more compound, or another value for one, as a user gives it.
 *
 * @param value [eV/atom]
 * @throws InputError for an energy that no compound has, such as one in another unit
 */
export function addCompound(scheme: EnergyScheme, formula: string, value: number): EnergyScheme {
  if (!Number.isFinite(value)) throw new InputError(`the energy of ${formula} is not a number`);
  if (value > HIGHEST || value < LOWEST)
    throw new InputError(
      `a formation energy of ${value} eV/atom for ${formula} ${value > 0 ? 'lies far above its elements: it would fall apart at once' : 'is lower than any compound has'}`,
      {
        value,
        hint: `give eV per atom, between ${LOWEST} and ${HIGHEST}; for TiO2 that is -3.26 (not kJ/mol, not per formula)`,
      },
    );
  const before = findCompound(scheme, formula);
  const mean = before && computeMean(before.values);
  const added: SchemeCompound = {
    name: formula,
    amounts: parseFormula(formula),
    values: [{ value, source: { text: 'given by the user' } }],
  };
  return {
    ...scheme,
    compounds: [...scheme.compounds.filter((c) => !isSameCompound(c, added)), added],
    notes: [
      ...scheme.notes,
      { level: 'info', code: 'user-value', text: `${formula} at ${value} eV/atom was given by the user` },
      ...(value > 0
        ? [
            {
              level: 'serious',
              code: 'above-elements',
              text: `${formula} at ${value} eV/atom lies above its elements: it is not stable, and what it gains by falling apart is most of any reaction`,
            } as const,
          ]
        : []),
      ...(mean !== undefined && Math.abs(value - mean) > 0.5
        ? [
            {
              level: 'serious',
              code: 'far-from-scheme',
              text: `${formula} at ${value} eV/atom is ${Math.abs(value - mean).toFixed(2)} eV/atom from the scheme's own ${mean.toFixed(3)}`,
            } as const,
          ]
        : []),
    ],
  };
}

/**
 * The phases of a scheme within some elements, each at the mean of its sources, with the elements themselves at zero.
 *
 * @param elements those that may occur
 */
export function makePhases(scheme: EnergyScheme, elements: ReadonlySet<string>): Phase[] {
  const compounds = scheme.compounds.filter((c) => [...c.amounts.keys()].every((element) => elements.has(element)));
  return [
    ...[...elements].map(
      (element): Phase => ({
        name: element === 'O' ? 'O2' : element,
        amounts: new Map([[element, element === 'O' ? 2 : 1]]),
        energy: 0,
      }),
    ),
    ...compounds.map((c) => toPhase(scheme, c, computeMean(c.values))),
  ];
}

/**
 * Draws every compound's energy anew: one of its sources, each as likely, plus that source's own uncertainty; where a
 * single source states none, the usual one of the scheme. Elements stay at zero.
 *
 * @param phases as {@link makePhases} gives them
 */
export function samplePhases(scheme: EnergyScheme, phases: readonly Phase[], rng: Rng): Phase[] {
  const known = new Map(scheme.compounds.map((c) => [c.name, c]));
  return phases.map((phase) => {
    const compound = known.get(phase.name);
    if (!compound) return phase;
    const chosen = compound.values[rng.integer(compound.values.length)];
    const sigma = chosen.sigma ?? (compound.values.length > 1 ? 0 : usualSigma(scheme, compound));
    return toPhase(scheme, compound, chosen.value + sigma * rng.normal());
  });
}

const usualSigma = (scheme: EnergyScheme, compound: SchemeCompound): number =>
  compound.amounts.has('O') ? scheme.usual.oxide : scheme.usual.other;

function toPhase(scheme: EnergyScheme, compound: SchemeCompound, perAtom: number): Phase {
  const atoms = countAtoms(compound.amounts);
  const mean = computeMean(compound.values);
  const spread =
    compound.values.length > 1
      ? Math.sqrt(compound.values.reduce((sum, v) => sum + (v.value - mean) ** 2, 0) / (compound.values.length - 1))
      : (compound.values[0].sigma ?? usualSigma(scheme, compound));
  return {
    name: compound.name,
    amounts: compound.amounts,
    energy: perAtom * atoms,
    sigma: spread * atoms,
    source: compound.values[0].source,
  };
}
