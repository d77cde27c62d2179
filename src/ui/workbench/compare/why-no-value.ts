import type { CompareOutput } from '../work/compare-files.js';

/** A quantity at a condition. */
export interface Asked {
  id: string;
  label: string;
  at: string;
}

/** Notes that say why nothing came of a file. */
const LOST = ['nothing-found', 'other-kind'];
/** Conditions that are named. */
const MOST_NAMED = 3;

/** Why a file has no value of a quantity, or, where none is asked for, no value at all. */
export function whyNoValue(path: string, { values, notes }: CompareOutput, asked?: Asked): string {
  const own = notes.filter(
    ({ where = '' }) => where === path || where.startsWith(`${path},`) || where.startsWith(`${path}:`),
  );
  const lost = own.find(({ code }) => LOST.includes(code));
  if (lost) return lost.text.replace(`nothing could be computed from ${path}: `, '');
  if (asked) {
    const elsewhere = values.filter(({ id, replicates }) => id === asked.id && Object.hasOwn(replicates, path));
    if (elsewhere.length > 0) {
      const places = elsewhere.map(({ at }) => at ?? 'no condition');
      const shown = places.slice(0, MOST_NAMED).join(', ');
      return `it has its ${asked.label} at ${shown}${places.length > MOST_NAMED ? ` and ${places.length - MOST_NAMED} more` : ''} only`;
    }
  }
  const said = own.find(({ level }) => level !== 'info');
  if (said) return said.text;
  return asked ? `the analyses found no ${asked.label} in it` : 'the analyses found nothing in it';
}
