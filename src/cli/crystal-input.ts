import type { Command } from 'commander';
import { CRYSTALS, findSolidSolution, mixSites, resolveCrystal, takeOut, type OrderingMethod } from '../atoms/index.js';
import { InputError, type Citation, type Context, type Note, type Structure } from '../core/index.js';
import { choiceOption, numberOption } from './options.js';
import { isFile, resolveStructure } from './resolve.js';

/** What may be done to a crystal where it is taken. */
export interface CrystalOptions {
  substitute: [string, string][];
  delithiate?: number;
  ordering?: OrderingMethod;
}

/** A crystal as a command takes it; its shared and partly vacant sites stay so. */
export interface CrystalInput {
  structure: Structure;
  citation?: Citation;
  notes: Note[];
}

/** Adds --substitute, --delithiate and --ordering. */
export function addCrystalOptions(command: Command): Command {
  return command
    .option(
      '--substitute <element=mixture>',
      'mix the sites of an element, such as Ni=Co0.1Mn0.1 (the rest stays); may be given again',
      collectMixture,
      [],
    )
    .option(
      '--delithiate <share>',
      'take this share of the lithium out, from 0 to 1',
      numberOption('--delithiate', { min: 0, max: 1 }),
    )
    .option(
      '--ordering <method>',
      'how mixed sites are filled: sqs (pairs as in a random alloy) or ewald (lowest electrostatic energy) (default: sqs)',
      choiceOption('--ordering', ['sqs', 'ewald']),
    );
}

/** A crystal by name, by the formula of a solid solution or from a file, with what the options do to it. */
export async function resolveCrystalInput(
  nameOrFile: string,
  options: Pick<CrystalOptions, 'substitute' | 'delithiate'>,
  ctx?: Context,
): Promise<CrystalInput> {
  const file = await isFile(nameOrFile);
  const named = !file && CRYSTALS.some(({ name }) => name.toLowerCase() === nameOrFile.trim().toLowerCase());
  const solution = file ? undefined : findSolidSolution(nameOrFile);
  let structure = solution?.structure ?? (await resolveStructure(nameOrFile, ctx));
  for (const [element, mixture] of options.substitute) structure = mixSites(structure, element, mixture);
  if (options.delithiate !== undefined) structure = takeOut(structure, options.delithiate);
  return {
    structure,
    ...(named && { citation: resolveCrystal(nameOrFile).citation }),
    notes: solution?.notes ?? [],
  };
}

function collectMixture(text: string, before: [string, string][]): [string, string][] {
  const match = /^\s*([A-Z][a-z]?)\s*=\s*([A-Za-z\d.]+)\s*$/.exec(text);
  if (!match)
    throw new InputError(`--substitute cannot be "${text}"`, {
      hint: 'write it like Ni=Co0.1Mn0.1: what becomes of one Ni, the rest stays',
    });
  return [...before, [match[1], match[2]]];
}
