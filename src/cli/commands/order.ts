import type { Command } from 'commander';
import { formatMixedFormula, isMixed, orderStructure, type Ordering } from '../../atoms/index.js';
import { InputError, type Structure } from '../../core/index.js';
import { addCrystalOptions, resolveCrystalInput, type CrystalOptions } from '../crystal-input.js';
import { requireOther, describeStructure, writeOut } from '../simulation.js';
import {
  EXIT,
  integerOption,
  makeCliContext,
  printJson,
  printTable,
  runCommand,
  writeText,
  printNotes,
} from '../support.js';

interface Options extends CrystalOptions {
  supercell?: readonly [number, number, number] | readonly (readonly number[])[];
  seed: number;
  out?: string;
  json?: boolean;
}

/** `cermet order LiNi0.8Co0.1Mn0.1O2 --supercell 5x2x1 --seed 1 --out ncm.cif` */
export function addOrderCommand(program: Command): void {
  addCrystalOptions(
    program
      .command('order')
      .description(
        'fill shared and partly vacant sites with whole atoms: pairs as in a random alloy, or lowest electrostatic energy',
      )
      .argument(
        '<structure>',
        'a file with mixed sites, a crystal of the library, or a formula with several metals such as LiNi0.8Co0.1Mn0.1O2',
      )
      .option(
        '--supercell <times>',
        "repeats such as 5x2x1, or nine whole numbers '1 1 0 -1 1 0 0 0 1' (default: few, near cubic, the composition exact)",
        parseRepeats,
      )
      .option('--seed <number>', 'decides among equals', integerOption('--seed', { min: 0, max: 2 ** 32 - 1 }), 1)
      .option(
        '-o, --out <file>',
        'write the ordered structure; the ending chooses the form (.cif, .extxyz, .vasp, .json)',
      )
      .option('--json', 'print everything as JSON'),
  ).action(runCommand(run));
}

async function run(input: string, options: Options): Promise<number> {
  requireOther(input, options.out);
  const ctx = makeCliContext('ordering', { seed: options.seed });
  const { structure, citation, notes } = await resolveCrystalInput(input, options, ctx);
  if (!isMixed(structure))
    throw new InputError(`every site of ${input} holds one whole atom: there is nothing to order`, {
      hint: 'mix sites with --substitute Ni=Co0.1Mn0.1, or take lithium out with --delithiate 0.5',
    });
  const ordering = await orderStructure(structure, { method: options.ordering, supercell: options.supercell }, ctx);
  const all = [...notes, ...ordering.notes];
  if (options.json)
    await printJson({
      input,
      citation,
      formula: formatMixedFormula(structure),
      seed: options.seed,
      ...toJson(ordering),
      ...describeStructure(ordering.structure),
      notes: all,
    });
  else await print(input, structure, ordering);
  await writeOut(options.out, [ordering.structure], options.json);
  if (!options.json) printNotes(all);
  return EXIT.done;
}

function toJson({ method, supercell, sublattices, all, shells, correlationError, electrostaticEnergy }: Ordering) {
  return {
    method,
    supercell,
    sublattices,
    arrangements_compared: all ?? null,
    correlation_error_rms: correlationError,
    electrostatic_energy_ev_per_atom: electrostaticEnergy ?? null,
    shells: shells.map(({ distance, between, pairs, error, worst }) => ({
      distance_angstrom: distance,
      sublattices: between,
      pairs,
      largest_error: error,
      pair: worst,
    })),
  };
}

async function print(input: string, structure: Structure, ordering: Ordering): Promise<void> {
  const { sublattices, shells, correlationError, electrostaticEnergy, supercell } = ordering;
  await writeText(
    `${input}: ${formatMixedFormula(structure)} ordered in ${supercell.map((row, k) => (row.every((v, j) => j === k || v === 0) ? row[k] : `(${row.join(' ')})`)).join(' × ')} cells, ${ordering.structure.elements.length} atoms\n\n`,
  );
  await printTable(
    ['sites', 'species', 'atoms', 'share', 'asked'],
    sublattices.flatMap(({ sites, atoms, asked }) =>
      Object.entries(atoms).map(([species, n]) => [
        sites,
        species,
        n,
        Number((n / sites).toFixed(4)),
        Number(asked[species].toFixed(4)),
      ]),
    ),
  );
  await writeText('\nPairs of mixed sites against the random alloy\n');
  await printTable(
    ['distance_angstrom', 'pairs', 'largest difference of a share', 'of'],
    shells.map(({ distance, pairs, error, worst }) => [
      Number(distance.toFixed(3)),
      pairs,
      Number(error.toFixed(4)),
      worst || undefined,
    ]),
  );
  await writeText(
    `\nroot mean square difference ${correlationError.toPrecision(3)}${electrostaticEnergy === undefined ? '' : `; electrostatic energy ${electrostaticEnergy.toFixed(4)} eV/atom`}\n`,
  );
}

function parseRepeats(text: string): [number, number, number] | number[][] {
  const words = text.trim().split(/[\s,;x×]+/);
  const values = words.map(Number);
  if (![3, 9].includes(values.length) || !values.every((v) => Number.isInteger(v) && Math.abs(v) <= 200))
    throw new InputError(`--supercell cannot be "${text}"`, {
      hint: "write three whole numbers such as 5x2x1, or nine in rows such as '1 1 0 -1 1 0 0 0 1'",
    });
  if (values.length === 9) return [values.slice(0, 3), values.slice(3, 6), values.slice(6)];
  if (!values.every((v) => v >= 1))
    throw new InputError(`--supercell cannot be "${text}"`, { hint: 'repeats are 1 or more' });
  return [values[0], values[1], values[2]];
}
