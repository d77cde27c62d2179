import type { Command } from 'commander';
import {
  classifyOxygen,
  countEnvironments,
  measureBonds,
  measureInterfaceBonds,
  setBondCutoffs,
  type BondCutoffs,
  type BondTable,
  type InterfaceBonds,
  type OxygenKind,
} from '../../atoms/index.js';
import { InputError, type Estimate, type Structure } from '../../core/index.js';
import { printNotes } from '../simulation.js';
import {
  EXIT,
  formatNumber,
  isFile,
  makeCliContext,
  printJson,
  printTable,
  readStructures,
  resolveStructure,
  runCommand,
  writeText,
} from '../support.js';

interface Options {
  film?: string[];
  slab?: string;
  cutoff?: Record<string, number>;
  json?: boolean;
}

interface Surroundings {
  formula: string;
  kind: OxygenKind;
  /** Oxygens in one structure, mean over structures. */
  count: number;
}

/** `cermet bonds FILE…` */
export function addBondsCommand(program: Command): void {
  program
    .command('bonds')
    .description(
      'bonds by pair of elements, cutoffs read off g(r); across an interface also selectivity and the oxygens it binds',
    )
    .argument('<structures...>', 'files whose frames differ by seed or time only, or a crystal of the library')
    .option(
      '--film <elements>',
      'elements of the film, such as Co,B, where the file has no column "group" (0 oxide, 1 film)',
      parseElements,
    )
    .option(
      '--slab <file>',
      'bare slab that the film met, whose exposed areas selectivity is measured against (default: as cermet interface has noted it in the file)',
    )
    .option(
      '--cutoff <pairs>',
      'bond lengths up to which pairs count, in Å, such as Co-O=2.4,B-O=1.8 (default: from g(r))',
      parseCutoffs,
    )
    .option('--json', 'print the result as JSON')
    .action(runCommand(run));
}

async function run(files: string[], options: Options): Promise<number> {
  const ctx = makeCliContext('bonds');
  const frames = (
    await Promise.all(
      files.map(async (file) =>
        (await isFile(file)) ? readStructures(file, ctx) : [await resolveStructure(file, ctx)],
      ),
    )
  ).flat();
  const given = options.cutoff && setBondCutoffs(options.cutoff);
  const hasFilm =
    options.film !== undefined || frames.every((frame) => frame.atomic?.group?.values.some((group) => group === 1));
  const table = measureBonds(frames, given);
  const across = hasFilm
    ? measureInterfaceBonds(frames, {
        filmElements: options.film,
        cutoffs: given,
        slab: options.slab === undefined ? undefined : await resolveStructure(options.slab, ctx),
      })
    : undefined;
  const oxygens = countOxygens(frames, options.film, across?.cutoffs ?? table.cutoffs);
  const notes = across?.notes ?? table.notes;
  if (options.json)
    await printJson({
      files,
      frames: frames.length,
      bonds: table.bonds,
      cutoffs: table.cutoffs.pairs,
      ...(across && { interface: { bonds: across.bonds, coordination: across.coordination, total: across.total } }),
      oxygens,
      notes,
    });
  else {
    await printBonds(table);
    if (across) await printAcross(across);
    if (oxygens.length > 0) {
      await writeText('\nOxygens by what they bond to, per structure\n');
      await printTable(
        ['kind', 'surroundings', 'oxygens'],
        oxygens.map((o) => [o.kind, o.formula, Number(o.count.toFixed(2))]),
      );
    }
    printNotes(notes);
  }
  return EXIT.done;
}

async function printBonds({ bonds, cutoffs }: BondTable): Promise<void> {
  await writeText('Bonds per structure\n');
  await printTable(
    ['bond', 'bonds', 'length_angstrom', 'shortest_angstrom', 'coordination', 'cutoff_angstrom', 'cutoff from'],
    bonds.map(({ pair: [a, b], count, length, shortest, coordination, cutoff }) => [
      `${a}–${b}`,
      show(count),
      `${length.value.toFixed(3)} ± ${(length.spread ?? 0).toFixed(3)}`,
      Number(shortest.toFixed(3)),
      a === b
        ? coordination[0].toFixed(2)
        : `${coordination[0].toFixed(2)} around ${a}, ${coordination[1].toFixed(2)} around ${b}`,
      Number(cutoff.toFixed(2)),
      nameRule(cutoffs, a, b),
    ]),
  );
}

async function printAcross({ bonds, total }: InterfaceBonds): Promise<void> {
  await writeText(`\nBonds across the interface, per structure: ${show(total)}\n`);
  await printTable(
    [
      'film',
      'oxide',
      'bonds',
      'length_angstrom',
      'shortest_angstrom',
      'share of exposed area',
      'selectivity',
      '95 % interval',
    ],
    bonds.map((b) => [
      b.film,
      b.oxide,
      show(b.count),
      b.length ? `${b.length.value.toFixed(3)} ± ${(b.length.spread ?? 0).toFixed(3)}` : undefined,
      b.shortest && Number(b.shortest.toFixed(3)),
      Number(b.areaShare.toFixed(3)),
      show(b.selectivity),
      b.selectivity.interval?.map((v) => v.toFixed(2)).join(' … '),
    ]),
  );
}

function countOxygens(frames: readonly Structure[], film: string[] | undefined, cutoffs: BondCutoffs): Surroundings[] {
  const all = frames.flatMap((frame) =>
    frame.elements.includes('O') ? classifyOxygen(frame, { filmElements: film, cutoffs }) : [],
  );
  return countEnvironments(all).map((entry) => ({ ...entry, count: entry.count / frames.length }));
}

function nameRule(cutoffs: BondCutoffs, a: string, b: string): string {
  const rule = cutoffs.pairs.find(
    ({ pair }) => (pair[0] === a && pair[1] === b) || (pair[0] === b && pair[1] === a),
  )?.rule;
  return rule === 'minimum' ? 'minimum of g(r)' : rule === 'radii' ? 'covalent radii' : 'given';
}

const show = ({ value, sigma }: Estimate): string =>
  sigma === undefined ? formatNumber(value, 3) : `${formatNumber(value, 3)} ± ${formatNumber(sigma, 2)}`;

function parseElements(text: string): string[] {
  const elements = text.split(/[\s,]+/).filter(Boolean);
  if (elements.length === 0) throw new InputError('--film names no element', { hint: 'for example --film Co,B' });
  return elements;
}

function parseCutoffs(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const match = /^\s*([A-Z][a-z]?)[-–]([A-Z][a-z]?)\s*=\s*([\d.]+)\s*$/.exec(part);
      if (!match || !(Number(match[3]) > 0))
        throw new InputError(`--cutoff cannot hold "${part}"`, { hint: 'write it like Co-O=2.4,B-O=1.8' });
      return [`${match[1]}-${match[2]}`, Number(match[3])];
    }),
  );
}
