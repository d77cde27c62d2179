import type { Verdict } from '../types.js';

/** Claims that say one thing under different assumptions; one alone where there is but one. */
export interface Statement {
  says: string;
  /** Each with what it assumes, the text in brackets at the end of what it says. */
  cases: { verdict: Verdict; scenario?: string }[];
}

const ENDING = /^(.*\S)\s*\(([^()]+)\)\.?$/s;

/**
 * Puts claims together that say the same but for what stands in brackets at the end, `… (if surface layers resist)`.
 */
export function groupScenarios(verdicts: readonly Verdict[]): Statement[] {
  const stems = new Map<string, number>();
  const stemOf = ({ claim }: Verdict): string => ENDING.exec(claim.says)?.[1] ?? claim.says;
  for (const verdict of verdicts) stems.set(stemOf(verdict), (stems.get(stemOf(verdict)) ?? 0) + 1);
  const statements = new Map<string, Statement>();
  for (const verdict of verdicts) {
    const stem = stemOf(verdict);
    const match = stems.get(stem)! > 1 ? ENDING.exec(verdict.claim.says) : null;
    const key = stems.get(stem)! > 1 ? stem : verdict.id;
    const statement = statements.get(key) ?? { says: stems.get(stem)! > 1 ? stem : verdict.claim.says, cases: [] };
    statement.cases.push({ verdict, ...(match && { scenario: match[2] }) });
    statements.set(key, statement);
  }
  return [...statements.values()];
}
