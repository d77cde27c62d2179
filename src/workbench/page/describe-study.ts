import { CermetError } from '../../core/index.js';
import type { AnyEvidenceKind } from '../../evidence/index.js';
import { parseStudy, StudyError } from '../../study/index.js';
import type { DeskKind, DeskProblem } from './study-desk.js';

/** Kinds of evidence as forms show them. @param files ids of the kinds of recordings that files hold */
export function describeKinds(kinds: readonly AnyEvidenceKind[], files: ReadonlySet<string>): DeskKind[] {
  return kinds.map((kind) => ({
    id: kind.id,
    title: kind.title,
    measured: files.has(kind.id),
    settings: Object.entries(kind.settings).map(([name, { describe, default: fallback, choices, required }]) => ({
      name,
      describe,
      default: fallback,
      choices,
      required,
    })),
    quantities: Object.entries(kind.quantities).map(([id, { label, unit, groups }]) => ({
      id,
      label,
      unit: typeof unit === 'string' ? unit : unit.join(' or '),
      groups,
    })),
  }));
}

/** Everything that is wrong in a study's text. */
export function findProblems(text: string, file: string, kinds: readonly AnyEvidenceKind[]): DeskProblem[] {
  try {
    parseStudy(text, file, kinds);
    return [];
  } catch (error) {
    if (error instanceof StudyError) return [...error.problems];
    if (!(error instanceof CermetError)) throw error;
    const { line, column } = error.where ?? {};
    return [{ what: error.what, hint: error.hint, path: [], line, column }];
  }
}
