import { InputError, readSettings, type Context, type Given, type Note, type Recording } from '../core/index.js';
import {
  labelFinding,
  recordingInputs,
  type AnyAnalysis,
  type Finding,
  type NamedStructure,
  type Outcome,
} from './analysis.js';

/** Gives a structure by the name of a crystal, a formula or a file. */
export type StructureResolver = (name: string) => Promise<NamedStructure>;

/** A finding with its label and the analysis that gave it. */
export interface LabelledFinding extends Finding {
  label: string;
  plot?: boolean;
}

/** Names of the settings that an analysis takes: its own, and those that name its structures. */
export function settingNames(analysis: Pick<AnyAnalysis, 'inputs' | 'settings'>): string[] {
  return [...Object.keys(analysis.settings), ...structureInputs(analysis).map(([name]) => name)];
}

/** Notes of files without those that a given setting of the analyses answers. */
export function dropAnswered(
  notes: readonly Note[],
  analyses: readonly Pick<AnyAnalysis, 'answers'>[],
  given: Readonly<Record<string, unknown>>,
): Note[] {
  const answered = analyses.flatMap(({ answers = {} }) =>
    Object.entries(answers).flatMap(([setting, code]) => (given[setting] === undefined ? [] : [code])),
  );
  return notes.filter((note) => !answered.includes(note.code));
}

/** Structures that an analysis asks for, by the setting that names them. */
export function structureInputs(analysis: Pick<AnyAnalysis, 'inputs'>): [string, AnyAnalysis['inputs'][string]][] {
  return Object.entries(analysis.inputs).filter(([, input]) => input.kind === 'structure');
}

/** Structures named in a setting: a list, or a text with commas between. */
export function splitNames(given: unknown): string[] {
  const parts = Array.isArray(given) ? given.map(String) : String(given).split(',');
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/**
 * Runs an analysis on recordings, with settings as a person gave them.
 *
 * @param recordings of the kinds that the analysis reads; several of one kind only where it takes several
 * @throws InputError for settings that it does not know or that cannot be
 */
export async function runAnalysis(
  analysis: AnyAnalysis,
  recordings: readonly Recording[],
  given: Given,
  resolve: StructureResolver,
  ctx?: Context,
): Promise<Omit<Outcome, 'findings'> & { findings: LabelledFinding[] }> {
  const readable = recordingInputs(analysis);
  const kinds = readable.map(([, input]) => input.kind);
  const wrong = recordings.find((recording) => !kinds.includes(recording.kind));
  if (wrong)
    throw new InputError(
      `${analysis.id} reads recordings of kind "${kinds[0]}"${kinds.length > 1 ? ` (with ${kinds.slice(1).join(', ')} beside)` : ''}, not "${wrong.kind}"`,
      { value: wrong.kind },
    );
  const inputs: Record<string, unknown> = {};
  for (const [name, input] of readable) {
    const taken = recordings.filter((recording) => recording.kind === input.kind);
    if (taken.length === 0 && !input.optional)
      throw new InputError(`${analysis.id} needs a recording of kind "${input.kind}"`);
    if (taken.length > 1 && !input.many)
      throw new InputError(
        `${analysis.id} reads one recording of kind "${input.kind}" at a time, not ${taken.length}`,
        {
          hint: 'give the files one by one, or compare them: cermet compare A… --with B…',
        },
      );
    inputs[name] = input.many ? taken : taken[0];
  }
  const own: Record<string, unknown> = { ...given };
  for (const [key, structure] of structureInputs(analysis)) {
    const named = own[key];
    delete own[key];
    if (named === undefined) {
      if (!structure.optional && !structure.many)
        throw new InputError(`${analysis.id} needs ${key}: ${structure.describe}`, { where: { path: key } });
      inputs[key] = structure.many ? [] : undefined;
      continue;
    }
    const found = await Promise.all(splitNames(named).map(resolve));
    if (found.length > 1 && !structure.many)
      throw new InputError(`${key} is one structure, not ${found.length}`, { where: { path: key } });
    inputs[key] = structure.many ? found : found[0];
  }
  const unknown = Object.keys(own).find((key) => !Object.hasOwn(analysis.settings, key));
  if (unknown !== undefined)
    throw new InputError(`${analysis.id} has no setting "${unknown}"`, {
      value: unknown,
      allowed: settingNames(analysis),
      where: { path: unknown },
    });
  const outcome = await analysis.run(inputs, readSettings(analysis.settings, own, analysis.id), ctx);
  return {
    ...outcome,
    findings: outcome.findings.map((finding) => ({
      ...finding,
      label: labelFinding(analysis, finding),
      ...(analysis.quantities[finding.id]?.plot && { plot: true }),
      estimate: withScale(finding, analysis),
    })),
  };
}

/** The estimate of a finding with the scale of its quantity. */
function withScale({ id, estimate }: Finding, analysis: AnyAnalysis): Finding['estimate'] {
  const scale = estimate.scale ?? analysis.quantities[id]?.scale;
  return scale === undefined || scale === 'linear' ? estimate : { ...estimate, scale };
}
