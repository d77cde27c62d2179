import { InputError, type Note } from '../../core/index.js';
import type { Finding } from '../../evidence/analysis.js';
import { coat } from './coat.js';
import { coprecipitate } from './coprecipitate.js';
import { lithiate } from './lithiate.js';
import { RecipeReader } from './recipe-reader.js';
import type { StepOutcome } from './step-outcome.js';
import { wash } from './wash.js';

/** What a recipe says of itself. */
export interface RecipeOutcome {
  title?: string;
  findings: Finding[];
  notes: Note[];
}

const KINDS: Readonly<Record<string, (reader: RecipeReader, path: string, step: string) => StepOutcome>> = {
  coprecipitation: coprecipitate,
  calcination: lithiate,
  coating: coat,
  titration: wash,
};

/**
 * Amounts, ratios, bounds and warnings of a recipe, step by step. Uncertainties that are stated in it (`300 ± 5 mL/h`)
 * reach every number: each input is moved by its own, and what that does is added in squares.
 *
 * @param data parsed YAML or JSON
 * @throws InputError naming the step and key
 */
export function runRecipe(data: unknown, file = 'recipe'): RecipeOutcome {
  const reader = new RecipeReader(data, file);
  const outcome = runSteps(reader, file);
  const variances = outcome.findings.map(() => 0);
  for (const { path, sigma } of reader.uncertain) {
    const moved = runSteps(new RecipeReader(data, file, { [path]: sigma }), file);
    outcome.findings.forEach((f, i) => {
      variances[i] += (moved.findings[i].estimate.value - f.estimate.value) ** 2;
    });
  }
  outcome.findings.forEach((f, i) => {
    if (variances[i] > 0) {
      const sigma = Math.sqrt(variances[i]);
      f.estimate = { ...f.estimate, sigma, budget: { calibration: sigma } };
    }
  });
  const title = reader.text('title', undefined);
  return { ...(title !== undefined && { title }), ...outcome };
}

function runSteps(reader: RecipeReader, file: string): { findings: Finding[]; notes: Note[] } {
  reader.allow('', ['title', 'steps']);
  const steps = Object.keys(reader.map('steps'));
  if (steps.length === 0) throw new InputError('the recipe has no steps', { where: { file, path: 'steps' } });
  const findings: Finding[] = [];
  const notes: Note[] = [];
  for (const step of steps) {
    if (step.includes('/')) throw reader.fail(`steps/${step}`, 'a name of a step cannot hold a slash');
    const kind = reader.text(`steps/${step}/kind`);
    if (!Object.hasOwn(KINDS, kind))
      throw reader.fail(`steps/${step}/kind`, `there is no kind of step "${kind}"`, kind, Object.keys(KINDS));
    const out = KINDS[kind](reader, `steps/${step}`, step);
    findings.push(...out.findings);
    notes.push(...out.notes);
  }
  return { findings, notes };
}
