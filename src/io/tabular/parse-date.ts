/** Which of day and month stands first in a date written with numbers only. ISO dates and named months need none. */
export type DateOrder = 'month-first' | 'day-first';

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const clock = String.raw`(?:[T ,]*(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?(?:\s*([AaPp])\.?[Mm]\.?)?)?\s*(Z|[+-]\d{2}:?\d{2})?`;
const yearFirst = new RegExp(String.raw`^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${clock}\s*$`);
const yearLast = new RegExp(String.raw`^\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})${clock}\s*$`);
const named = new RegExp(String.raw`^\s*(\d{1,2})[- .]+([A-Za-z]{3})[A-Za-z]*[- .,]+(\d{4}|\d{2})${clock}\s*$`);
const namedFirst = new RegExp(String.raw`^\s*([A-Za-z]{3})[A-Za-z]*\.?\s+(\d{1,2}),?\s+(\d{4})${clock}\s*$`);

/**
 * Seconds since 1970 of a date as instruments write it. Without a zone in the text the clock is taken as UTC, since the
 * file does not say.
 *
 * @param order which of day and month stands first where only numbers are written; month first unless told
 * @returns [s], or NaN where the text is no date
 */
export function parseDate(given: string, order: DateOrder = 'month-first'): number {
  // Blanks around a date are no part of it, and no date is longer.
  const text = given.length > 64 ? given.trim() : given;
  if (text.length > 64) return NaN;
  let match = yearFirst.exec(text);
  if (match) return assemble(match[1]!, match[2]!, match[3]!, match, 4);
  match = yearLast.exec(text);
  if (match)
    return order === 'month-first'
      ? assemble(match[3]!, match[1]!, match[2]!, match, 4)
      : assemble(match[3]!, match[2]!, match[1]!, match, 4);
  match = named.exec(text);
  if (match) return assemble(match[3]!, String(monthNames.indexOf(match[2]!.toLowerCase()) + 1), match[1]!, match, 4);
  match = namedFirst.exec(text);
  if (match) return assemble(match[3]!, String(monthNames.indexOf(match[1]!.toLowerCase()) + 1), match[2]!, match, 4);
  return NaN;
}

function assemble(
  yearText: string,
  monthText: string,
  dayText: string,
  match: RegExpExecArray,
  clockAt: number,
): number {
  const year = Number(yearText) + (yearText.length === 2 ? 2000 : 0);
  const month = Number(monthText);
  const day = Number(dayText);
  let hour = Number(match[clockAt] ?? 0);
  const minute = Number(match[clockAt + 1] ?? 0);
  const second = Number((match[clockAt + 2] ?? '0').replace(',', '.'));
  const half = match[clockAt + 3]?.toLowerCase();
  if (half) hour = (hour % 12) + (half === 'p' ? 12 : 0);
  const days = Date.UTC(year, month - 1, day);
  const check = new Date(days);
  if (month < 1 || month > 12 || check.getUTCDate() !== day || hour > 24 || minute > 59 || second >= 61) return NaN;
  return days / 1000 + hour * 3600 + minute * 60 + second - zoneSeconds(match[clockAt + 4]);
}

function zoneSeconds(zone: string | undefined): number {
  if (!zone || zone === 'Z') return 0;
  const digits = zone.replace(':', '');
  const seconds = Number(digits.slice(1, 3)) * 3600 + Number(digits.slice(3, 5)) * 60;
  return digits[0] === '-' ? -seconds : seconds;
}

/**
 * Whether day or month stands first, from dates of which one decides (a number above 12); undefined where none does.
 */
export function detectDateOrder(texts: Iterable<string>): DateOrder | undefined {
  for (const text of texts) {
    const match = text.length > 64 ? null : yearLast.exec(text);
    if (!match) continue;
    if (Number(match[1]) > 12) return 'day-first';
    if (Number(match[2]) > 12) return 'month-first';
  }
  return undefined;
}

/** Excel's days since 1899-12-30 as seconds since 1970. */
export function fromExcelDays(days: number): number {
  return (days - 25_569) * 86_400;
}

/** ISO 8601 to the millisecond; without a zone mark, for clocks whose zone the file does not say. */
export function toLocalIso(seconds: number): string | undefined {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 1e11) return undefined;
  return new Date(Math.round(seconds * 1000)).toISOString().replace(/(?:\.000)?Z$/, '');
}
