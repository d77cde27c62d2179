import { ReadError } from '../../core/index.js';

/**
 * A value of a CIF with its place. `quoted` values are text whatever they look like; unquoted `?` and `.` mean unknown
 * and inapplicable.
 */
export interface CifValue {
  text: string;
  quoted: boolean;
  line: number;
}

/** A data block: single values, and columns of loops, by lower-case name. */
export interface CifBlock {
  name: string;
  line: number;
  items: Map<string, CifValue[]>;
  /** Names of each loop in order, for columns that belong together. */
  loops: string[][];
}

interface Token extends CifValue {
  kind: 'value' | 'name' | 'data' | 'loop' | 'save';
}

/**
 * Reads the syntax of a CIF 1.1 file: data blocks, items, loops, quoted text and text fields between semicolons.
 *
 * @throws ReadError with the line where the syntax breaks
 */
export function parseCifSyntax(text: string, file: string): CifBlock[] {
  const blocks: CifBlock[] = [];
  const tokens = tokenize(text, file);
  let at = 0;
  const fail = (what: string, line: number): never => {
    throw new ReadError(what, { file, line });
  };
  while (at < tokens.length) {
    const token = tokens[at]!;
    const block = blocks.at(-1);
    if (token.kind === 'data') {
      blocks.push({ name: token.text, line: token.line, items: new Map(), loops: [] });
      at++;
    } else if (token.kind === 'save') {
      at++;
    } else if (!block) {
      fail(`a CIF begins with data_…, but "${token.text.slice(0, 40)}" stands here`, token.line);
    } else if (token.kind === 'name') {
      const value = tokens[at + 1]!;
      if (value?.kind !== 'value') fail(`${token.text} has no value`, token.line);
      setItem(block, token.text.toLowerCase(), [value], file, token.line);
      at += 2;
    } else if (token.kind === 'loop') {
      at = readLoop(tokens, at, block, file);
    } else {
      fail(`the value "${token.text.slice(0, 40)}" belongs to no name`, token.line);
    }
  }
  return blocks;
}

function readLoop(tokens: readonly Token[], start: number, block: CifBlock, file: string): number {
  let at = start + 1;
  const names: string[] = [];
  while (tokens[at]?.kind === 'name') names.push(tokens[at++]!.text.toLowerCase());
  const values: CifValue[] = [];
  while (tokens[at]?.kind === 'value') values.push(tokens[at++]!);
  const { line } = tokens[start]!;
  if (names.length === 0) throw new ReadError('loop_ is followed by no name', { file, line });
  if (values.length % names.length !== 0) {
    throw new ReadError(
      `a loop of ${names.length} columns holds ${values.length} values, which is not a whole number of rows`,
      { file, line: values.at(-1)!.line },
      { hint: 'look for a missing value or an open quote above' },
    );
  }
  block.loops.push(names);
  names.forEach((name, column) =>
    setItem(
      block,
      name,
      values.filter((_, i) => i % names.length === column),
      file,
      line,
    ),
  );
  return at;
}

function setItem(block: CifBlock, name: string, values: CifValue[], file: string, line: number): void {
  if (block.items.has(name)) throw new ReadError(`${name} is given twice in block ${block.name}`, { file, line });
  block.items.set(name, values);
}

function tokenize(text: string, file: string): Token[] {
  const lines = text.split(/\r\n|\n|\r/);
  const tokens: Token[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.startsWith(';')) {
      const from = i;
      const parts = [line.slice(1)];
      for (i++; i < lines.length && !lines[i]!.startsWith(';'); i++) parts.push(lines[i]!);
      if (i >= lines.length)
        throw new ReadError('a text field between semicolons is not closed', { file, line: from + 1 });
      tokens.push({ kind: 'value', text: parts.join('\n'), quoted: true, line: from + 1 });
      tokenizeLine(lines[i]!.slice(1), i + 1, tokens, file);
    } else tokenizeLine(line, i + 1, tokens, file);
  }
  return tokens;
}

function tokenizeLine(line: string, number: number, tokens: Token[], file: string): void {
  let at = 0;
  while (at < line.length) {
    const c = line[at];
    if (c === ' ' || c === '\t') {
      at++;
    } else if (c === '#') {
      return;
    } else if (c === "'" || c === '"') {
      let end = at + 1;
      // A quote ends only where white space or the end of the line follows it.
      while (end < line.length && !(line[end] === c && (end + 1 === line.length || /\s/.test(line[end + 1]!)))) end++;
      if (end >= line.length) throw new ReadError('a quote is not closed on its line', { file, line: number });
      tokens.push({ kind: 'value', text: line.slice(at + 1, end), quoted: true, line: number });
      at = end + 1;
    } else {
      let end = at;
      while (end < line.length && line[end] !== ' ' && line[end] !== '\t') end++;
      tokens.push(classify(line.slice(at, end), number));
      at = end;
    }
  }
}

function classify(word: string, line: number): Token {
  const lower = word.toLowerCase();
  if (word.startsWith('_')) return { kind: 'name', text: word, quoted: false, line };
  if (lower.startsWith('data_')) return { kind: 'data', text: word.slice(5), quoted: false, line };
  if (lower === 'loop_') return { kind: 'loop', text: word, quoted: false, line };
  if (lower.startsWith('save_')) return { kind: 'save', text: word, quoted: false, line };
  return { kind: 'value', text: word, quoted: false, line };
}

const measured = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?:\((\d+)\))?$/;

/**
 * A number with its standard uncertainty: `5.431(2)` is 5.431 ± 0.002. Undefined for `?`, `.` and what is not a number.
 */
export function parseCifNumber(value: CifValue | undefined): { value: number; sigma?: number } | undefined {
  const match = value && measured.exec(value.text.trim());
  if (!match) return undefined;
  const number = Number(match[1]);
  if (!Number.isFinite(number)) return undefined;
  if (!match[2]) return { value: number };
  const [mantissa, exponent = '0'] = match[1]!.toLowerCase().split('e') as [string, string?];
  const digits = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  return { value: number, sigma: Number(match[2]) * 10 ** (Number(exponent) - digits) };
}

/** Whether a value says that it says nothing. */
export function isBlank(value: CifValue | undefined): boolean {
  return !value || (!value.quoted && (value.text === '?' || value.text === '.')) || value.text.trim() === '';
}
