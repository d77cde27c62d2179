import { fromBase64, InputError, type Note } from '../../core/index.js';
import type { HeldOutErrors } from './held-out.js';
import { loadNep } from './load-nep.js';
import { loadPotentialFolder } from './potential-folder.js';
import type { Potential } from './potential.js';
import { ADDABLE_POTENTIALS, loadStoredPotential } from './stored-potential.js';

/** A potential that comes with Cermet, loaded when asked for. */
export interface PotentialEntry {
  name: string;
  title: string;
  elements: readonly string[];
  load(): Promise<Potential>;
}

const TITLE = 'Cermet’s own NEP4 for layered oxides, transition-metal borides and their interfaces';

/** As in data/potential/README.md. */
const OWN_ERRORS: readonly HeldOutErrors[] = [
  { family: 'crystal and slab', frames: 20, forceRmse: 0.098, energyRmse: 0.0053 },
  { family: 'delithiated', frames: 20, forceRmse: 0.153, energyRmse: 0.0035 },
  { family: 'boride glass', frames: 25, forceRmse: 0.193, energyRmse: 0.005 },
  { family: 'film', frames: 23, forceRmse: 0.222, energyRmse: 0.0054 },
  { family: 'film on delithiated oxide', frames: 12, forceRmse: 0.274, energyRmse: 0.0086 },
  { family: 'oxide glass', frames: 12, forceRmse: 0.365, energyRmse: 0.029 },
];

let ownPotential: Promise<Potential> | undefined;

async function loadOwn(): Promise<Potential> {
  const { cermetNepText, cermetNepElementEnergies, cermetNepRanges } = await import('./built/cermet-nep.js');
  return loadNep(cermetNepText, cermetNepElementEnergies, {
    name: DEFAULT_POTENTIAL,
    title: TITLE,
    ranges: cermetNepRanges,
    heldOut: OWN_ERRORS,
    citations: [
      {
        text: 'Deng et al., CHGNet as a pretrained universal neural network potential for charge-informed atomistic modelling, Nat. Mach. Intell. 5, 1031 (2023): the model that labelled the training set',
        doi: '10.1038/s42256-023-00716-3',
      },
      {
        text: 'Song et al., General-purpose machine-learned potential for 16 elemental metals and their alloys, Nat. Commun. 15, 10208 (2024): the NEP4 form',
        doi: '10.1038/s41467-024-54554-x',
      },
    ],
    training:
      'Distilled from CHGNet 0.3.0 on 2,464 frames (81 thousand atoms): layered Li–Ni–Co–Mn oxides at every lithium content, their slabs, Co–B, Ni–B and Li–B–O crystals and glasses, and films on (104), to 2500 K. Force error 0.10 to 0.22 eV/Å on held-out crystals, slabs, borides and films; weak for Li–B–O glass (0.37 eV/Å, 29 meV/atom). No charge, spin or long range, and as soft as CHGNet.',
  });
}

const SECOND_TITLE = 'Cermet’s own NEP4 for layered oxides with borides, phosphides, silicides, oxides and fluorides';

let second: Promise<Potential> | undefined;

/** Its files travel inside the library, compressed. */
async function loadSecond(): Promise<Potential> {
  const { cermetNep2About, cermetNep2Files } = await import('./built/cermet-nep-2.js');
  const readText = (file: string): Promise<string> =>
    new Response(
      new Blob([fromBase64(cermetNep2Files[file])]).stream().pipeThrough(new DecompressionStream('gzip')),
    ).text();
  return loadPotentialFolder({ ...cermetNep2About, name: SECOND_POTENTIAL }, readText, { title: SECOND_TITLE });
}

/** Name of the potential with more elements, which is taken where the default lacks one. */
const SECOND_POTENTIAL = 'cermet-nep-2';

/** Name of the potential that is taken when none is named. */
export const DEFAULT_POTENTIAL = 'cermet-nep';

/** The potentials that come with Cermet. */
export const builtinPotentials: readonly PotentialEntry[] = [
  {
    name: DEFAULT_POTENTIAL,
    title: TITLE,
    elements: ['Li', 'B', 'O', 'Mn', 'Co', 'Ni'],
    load: () => (ownPotential ??= loadOwn()),
  },
  {
    name: SECOND_POTENTIAL,
    title: SECOND_TITLE,
    elements: ['Al', 'B', 'Co', 'F', 'Li', 'Mn', 'Ni', 'O', 'P', 'Si'],
    load: () => (second ??= loadSecond()),
  },
];

/**
 * The potential to take for some elements where none is named: the default, or the first that comes with Cermet and
 * knows all of them, with a note. Where none does, the default, which then refuses them by name.
 */
export async function choosePotential(
  elements: Iterable<string>,
): Promise<{ potential: Potential; notes: readonly Note[] }> {
  const asked = [...new Set(elements)];
  const lacks = (entry: PotentialEntry): string[] => asked.filter((element) => !entry.elements.includes(element));
  const [first] = builtinPotentials;
  const found = builtinPotentials.find((entry) => lacks(entry).length === 0) ?? first;
  const potential = await found.load();
  if (found === first) return { potential, notes: [] };
  return {
    potential,
    notes: [
      {
        level: 'info',
        code: 'other-potential',
        text: `${first.name} does not know ${lacks(first).join(', ')}: ${found.name} is taken`,
      },
    ],
  };
}

/**
 * The potential of a name: one that comes with Cermet, or one that `cermet potential add` has kept on this machine.
 *
 * @throws InputError with the nearest name, or when the potential has not been added yet
 */
export async function resolvePotential(name: string = DEFAULT_POTENTIAL): Promise<Potential> {
  const entry = builtinPotentials.find((known) => known.name === name);
  if (entry) return entry.load();
  const added = ADDABLE_POTENTIALS.find((known) => known === name);
  if (added) return loadStoredPotential(added);
  const allowed = [...builtinPotentials.map((known) => known.name), ...ADDABLE_POTENTIALS];
  throw new InputError(`there is no potential "${name}"`, {
    value: name,
    allowed,
    hint: `name one of ${allowed.join(', ')}, or give a NEP file`,
  });
}
