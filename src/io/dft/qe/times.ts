const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * A moment as Quantum ESPRESSO writes it, `22Nov2026 at 11:11:54` or `11:13: 0  22 Nov 2026`, on the clock of the
 * machine that ran.
 *
 * @returns [s] since 1970 as if that clock were UTC; undefined where there is none
 */
export function parseQeTime(text: string): number | undefined {
  const day = /(\d{1,2})\s?([A-Za-z]{3})\s?(\d{4})/.exec(text);
  const clock = /(\d{1,2}):\s?(\d{1,2}):\s?(\d{1,2})/.exec(text);
  if (!day || !clock) return undefined;
  const month = MONTHS.indexOf(day[2]!.toLowerCase());
  if (month < 0) return undefined;
  return Date.UTC(+day[3]!, month, +day[1]!, +clock[1]!, +clock[2]!, +clock[3]!) / 1000;
}
