/** Text that a spreadsheet runs as a formula, or that would read as such once its apostrophe is off. */
const FORMULA = /^'*[=+\-@\t\r]./s;
const NUMBER = /^[+-]?(?:\d|\.\d)[\d.]*(?:e[+-]?\d+)?$/i;
const QUOTED = /[",\r\n]|^\s|\s$/;

/**
 * Text as a cell of CSV (RFC 4180). What a spreadsheet would run as a formula gets an apostrophe, which
 * {@link fromCsvText} takes off again.
 */
export function toCsvText(text: string): string {
  const guarded = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return QUOTED.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** The text of an unquoted cell, without the apostrophe that kept spreadsheets from running it. */
export function fromCsvText(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) && !NUMBER.test(text.slice(1)) ? text.slice(1) : text;
}
