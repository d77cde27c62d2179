import { InputError, type Note, type Structure } from '../../core/index.js';
import type { UpfHeader } from '../../io/dft/index.js';
import { choosePseudos } from './choose-pseudos.js';
import { type AskedSettings, chooseSettings } from './choose-settings.js';
import { type CostEstimate, estimateCost } from './estimate-cost.js';
import type { InputFile, Step } from './input-file.js';
import type { DftSettings, EngineId } from './settings.js';
import { sortSpecies, type Species } from './species.js';
import { writeGpaw } from './write-gpaw.js';
import { writeQe } from './write-qe.js';
import { writeVasp } from './write-vasp.js';

/** Where pseudopotentials come from. */
export interface PseudoFolder {
  path: string;
  headers: readonly UpfHeader[];
  kind?: UpfHeader['kind'];
}

/** What is written beside the inputs, so that a calculation can be run, watched and repeated: `dft.json`. */
export interface Job {
  format: 1;
  engine: EngineId;
  version?: string;
  purpose: DftSettings['purpose'];
  steps: Step[];
  settings: DftSettings;
  species: { label: string; element: string; hubbard: number; moment: number; atoms: number[]; pseudo?: string }[];
  /** [1] class of each atom, where sites were told apart. */
  sites?: (string | null)[];
  pseudoFolder?: string;
  estimate: CostEstimate;
}

/** Inputs of one calculation, ready to be written into a folder. */
export interface Prepared {
  files: InputFile[];
  job: Job;
  species: Species[];
  notes: Note[];
}

/**
 * Makes the inputs of a calculation.
 *
 * @param sites (n) class of each atom, for U and starting moments by class
 * @throws InputError as {@link chooseSettings} and {@link choosePseudos}
 */
export function prepareCalculation(
  structure: Structure,
  asked: AskedSettings,
  pseudoFolder?: PseudoFolder,
  sites?: readonly (string | undefined)[],
): Prepared {
  const elements = [...new Set(structure.elements)];
  let pseudos: UpfHeader[] = [];
  if (asked.engine === 'qe') {
    if (!pseudoFolder)
      throw new InputError('Quantum ESPRESSO needs a folder of pseudopotentials', {
        hint: 'name it with --pseudos; cermet dft pseudos FOLDER makes a PBE set from what Debian installs',
      });
    pseudos = choosePseudos(elements, pseudoFolder.headers, asked.functional ?? 'PBE', pseudoFolder.kind);
  }
  const { settings, notes } = chooseSettings(structure, asked, pseudos);
  for (const key of new Set([...Object.keys(settings.hubbard), ...Object.keys(settings.moments)])) {
    const [element, site] = key.split(':');
    const classes = structure.elements.flatMap((e, i) => (e === element ? [sites?.[i] ?? 'unclassified'] : []));
    if (site !== undefined && classes.length > 0 && !classes.includes(site))
      notes.push({
        level: 'serious',
        code: 'choice-unused',
        text: `${key} is named but no ${element} here is of that class: they are ${[...new Set(classes)].join(', ')}`,
      });
  }
  return writeCalculation(structure, settings, pseudos, pseudoFolder?.path, sites, notes);
}

/** Writes inputs from settled settings: the first time, and again when a remedy has changed them. */
export function writeCalculation(
  structure: Structure,
  settings: DftSettings,
  pseudos: readonly UpfHeader[],
  pseudoFolder: string | undefined,
  sites: readonly (string | undefined)[] | undefined,
  notes: Note[] = [],
): Prepared {
  const species = sortSpecies(structure, settings, sites);
  const { files, steps } =
    settings.engine === 'qe'
      ? writeQe(structure, settings, species, pseudos, pseudoFolder ?? '.')
      : settings.engine === 'vasp'
        ? writeVasp(structure, settings, species)
        : writeGpaw(structure, settings, species);
  const job: Job = {
    format: 1,
    engine: settings.engine,
    ...(settings.version !== undefined && { version: settings.version }),
    purpose: settings.purpose,
    steps,
    settings,
    species: species.map(({ label, element, hubbard, moment, atoms }) => ({
      label,
      element,
      hubbard,
      moment,
      atoms,
      ...(settings.engine === 'qe' && { pseudo: pseudos.find((p) => p.element === element)?.file }),
    })),
    ...(sites && { sites: sites.map((s) => s ?? null) }),
    ...(pseudoFolder !== undefined && { pseudoFolder }),
    estimate: estimateCost(structure, settings, pseudos),
  };
  return { files, job, species, notes };
}
