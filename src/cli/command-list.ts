import type { Command } from 'commander';

/**
 * A command, known by name and summary before its code is loaded, so that start-up does not pay for what is not run.
 */
export interface CommandEntry {
  name: string;
  /** Heading under which help lists it. */
  group: string;
  summary: string;
  examples: readonly string[];
  load(): Promise<(program: Command) => void>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'run',
    group: 'Studies:',
    summary: 'run what changed in a study, judge its claims and write its report',
    examples: ['cermet run my-study', 'cermet run my-study --check'],
    load: async () => (await import('./commands/run.js')).addRunCommand,
  },
  {
    name: 'new',
    group: 'Studies:',
    summary: 'a study from a folder of files: grouped by sample, with evidence and claims to begin with',
    examples: ["cermet new measurements --loading '10.5 mg/cm2' --diameter '14 mm'"],
    load: async () => (await import('./commands/new.js')).addNewCommand,
  },
  {
    name: 'study',
    group: 'Studies:',
    summary: 'begin a study; add files to it; pack it',
    examples: [
      "cermet study init my-study --title 'Coated NCM'",
      'cermet study add cells/*.mpt --study my-study',
      'cermet study export my-study',
    ],
    load: async () => (await import('./commands/study.js')).addStudyCommand,
  },
  {
    name: 'open',
    group: 'Studies:',
    summary: 'show a study’s report, or a virtual cell, in a browser, on 127.0.0.1',
    examples: ['cermet open my-study', 'cermet open lfp-graphite'],
    load: async () => (await import('./commands/open.js')).addOpenCommand,
  },
  {
    name: 'plan',
    group: 'Studies:',
    summary: 'how many specimens or counts until a claim can be decided',
    examples: ['cermet plan better-at-5C my-study'],
    load: async () => (await import('./commands/plan.js')).addPlanCommand,
  },
  {
    name: 'read',
    group: 'Files and measurements:',
    summary: 'say what a file is: kind, columns, units, and why',
    examples: ['cermet read cell.mpr', 'cermet read measurements', "cermet read 'data/*.mpt' --json"],
    load: async () => (await import('./commands/read.js')).addReadCommand,
  },
  {
    name: 'convert',
    group: 'Files and measurements:',
    summary: 'write a file in another form',
    examples: ['cermet convert LiNiO2.cif LiNiO2.vasp', 'cermet convert cell.mpr cell.xlsx'],
    load: async () => (await import('./commands/convert.js')).addConvertCommand,
  },
  {
    name: 'analyse',
    group: 'Files and measurements:',
    summary: 'what a recording says: capacity, retention, rates, dQ/dV, titrations, impedance',
    examples: ['cermet analyse cell.mpr --with cycles --figure cycles.svg', 'cermet analyse --list'],
    load: async () => (await import('./commands/analyse.js')).addAnalyseCommand,
  },
  {
    name: 'compare',
    group: 'Files and measurements:',
    summary: 'two groups of replicate cells, with statistics and figure',
    examples: ['cermet compare C-*.mpt --with P-*.mpt --names coated,pristine --figure rate.svg'],
    load: async () => (await import('./commands/compare.js')).addCompareCommand,
  },
  {
    name: 'synthesis',
    group: 'Files and measurements:',
    summary: 'a recipe as arithmetic: amounts, ratios, yields, film thickness, and its warnings',
    examples: ['cermet synthesis recipe.yaml'],
    load: async () => (await import('./commands/synthesis.js')).addSynthesisCommand,
  },
  {
    name: 'interface',
    group: 'Atoms and electrons:',
    summary: 'a glass molten onto a crystal and quenched; its bonds and its opening strength',
    examples: ['cermet interface LiNiO2 Co2B --seed 1..3 --out interface.extxyz'],
    load: async () => (await import('./commands/interface.js')).addInterfaceCommand,
  },
  {
    name: 'bonds',
    group: 'Atoms and electrons:',
    summary: 'bonds by pair of elements; across an interface their selectivity, and oxygens by what they bind',
    examples: ['cermet bonds interface.extxyz'],
    load: async () => (await import('./commands/bonds.js')).addBondsCommand,
  },
  {
    name: 'opening',
    group: 'Atoms and electrons:',
    summary: 'opening strength in mode I: every plane, the weakest, and where it really breaks',
    examples: ['cermet opening interface.extxyz'],
    load: async () => (await import('./commands/opening.js')).addOpeningCommand,
  },
  {
    name: 'screen',
    group: 'Atoms and electrons:',
    summary: 'rank coatings on an oxide: reactive or not, what forms, how strongly, how sure',
    examples: ['cermet screen LiNiO2 Co2B B2O3'],
    load: async () => (await import('./commands/screen.js')).addScreenCommand,
  },
  {
    name: 'surface',
    group: 'Atoms and electrons:',
    summary: 'cut a slab from a crystal: terminations, polarity, oxygen types',
    examples: ['cermet surface LiNiO2 1 0 4 --layers 5 --out slab.extxyz'],
    load: async () => (await import('./commands/surface.js')).addSurfaceCommand,
  },
  {
    name: 'order',
    group: 'Atoms and electrons:',
    summary: 'fill mixed sites with whole atoms: random-like, or lowest electrostatic energy',
    examples: ['cermet order mixed.cif --out ordered.cif'],
    load: async () => (await import('./commands/order.js')).addOrderCommand,
  },
  {
    name: 'relax',
    group: 'Atoms and electrons:',
    summary: 'move atoms and cell to the nearest minimum of energy',
    examples: ['cermet relax slab.extxyz --out relaxed.extxyz'],
    load: async () => (await import('./commands/relax.js')).addRelaxCommand,
  },
  {
    name: 'md',
    group: 'Atoms and electrons:',
    summary: 'molecular dynamics: heat, hold, quench',
    examples: ["cermet md slab.extxyz --temperature '600 K' --duration '5 ps' --out last.extxyz"],
    load: async () => (await import('./commands/md.js')).addMdCommand,
  },
  {
    name: 'energy',
    group: 'Atoms and electrons:',
    summary: 'energy, forces and stress of a structure',
    examples: ['cermet energy slab.extxyz --json'],
    load: async () => (await import('./commands/energy.js')).addEnergyCommand,
  },
  {
    name: 'potential',
    group: 'Atoms and electrons:',
    summary: 'potentials: what there is, and what can be added',
    examples: ['cermet potential list'],
    load: async () => (await import('./commands/potential.js')).addPotentialCommand,
  },
  {
    name: 'distil',
    group: 'Atoms and electrons:',
    summary: 'a small, fast potential for an oxide with a coating, trained here on the labels of a slow one',
    examples: ["cermet distil LiCoO2 Ni2P --budget '45 min' --out lco-ni2p"],
    load: async () => (await import('./commands/distil.js')).addDistilCommand,
  },
  {
    name: 'dft',
    group: 'Atoms and electrons:',
    summary: 'a DFT code, here or through Slurm: prepare, run, watch, judge, read',
    examples: ['cermet dft prepare slab.extxyz --engine qe --out job'],
    load: async () => (await import('./commands/dft.js')).addDftCommand,
  },
  {
    name: 'simulate',
    group: 'Cells and particles:',
    summary: 'what an instrument would record: a cycler on a cell, a diffractometer, a spectrometer',
    examples: ["cermet simulate CELL.json --protocol 'Discharge at 1C until 2.5 V' --out curve.csv"],
    load: async () => {
      const { addSimulateCommand } = await import('./commands/simulate.js');
      const { addSimulateInstruments } = await import('./commands/simulate-instrument.js');
      return (program) => {
        addSimulateCommand(program);
        addSimulateInstruments(program);
      };
    },
  },
  {
    name: 'particle',
    group: 'Cells and particles:',
    summary: 'a polycrystalline particle: grains, boundaries, areas, orientations',
    examples: ['cermet particle --grains 200 --out particle.json'],
    load: async () => (await import('./commands/particle.js')).addParticleCommand,
  },
  {
    name: 'infuse',
    group: 'Cells and particles:',
    summary: 'a coating that runs along a particle’s boundaries: depth, area, thickness, supply',
    examples: ['cermet infuse particle.json --out infused.vtu'],
    load: async () => (await import('./commands/infuse.js')).addInfuseCommand,
  },
  {
    name: 'crack',
    group: 'Cells and particles:',
    summary: 'what lattice strain and electrolyte do to a particle, over cycles',
    examples: ['cermet crack particle.json --cycles 100 --figure cracks.svg'],
    load: async () => (await import('./commands/crack.js')).addCrackCommand,
  },
  {
    name: 'section',
    group: 'Cells and particles:',
    summary: 'a particle to a picture of its cross-section, or such a picture to numbers',
    examples: ['cermet section particle.json --out section.png'],
    load: async () => (await import('./commands/section.js')).addSectionCommand,
  },
  {
    name: 'completion',
    group: 'The shell:',
    summary: 'words and options that a shell completes: for bash, zsh or fish',
    examples: ['cermet completion bash > ~/.local/share/bash-completion/completions/cermet'],
    load: async () => (await import('./commands/completion.js')).addCompletionCommand,
  },
];
