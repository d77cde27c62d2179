import { formatCondition, type Condition, type Estimate } from '../core/index.js';
import type { Outcome } from '../evidence/index.js';

/** A number as `--json` prints it: `at` is the printed condition, `condition` the same as an object. */
export function describeFinding<F extends { id: string; label: string; at?: Condition; estimate: Estimate }>({
  at,
  estimate,
  ...rest
}: F): Record<string, unknown> {
  const printed = formatCondition(at);
  const { model } = estimate.budget ?? {};
  return {
    ...rest,
    ...(printed !== undefined && { at: printed, condition: at }),
    estimate,
    ...(model !== undefined && { model_spread: model }),
  };
}

/** A table as `--json` prints it: columns by name, `null` where a value is missing. */
export function describeTable({ id, title, table }: Outcome['tables'][number]): Record<string, unknown> {
  return {
    id,
    title,
    columns: Object.fromEntries(
      table.columns.map((c) => [
        c.name,
        c.valid ? Array.from(c.values as ArrayLike<number | string>, (v, i) => (c.valid![i] ? v : null)) : c.values,
      ]),
    ),
  };
}
