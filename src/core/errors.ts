/** Where something went wrong: whichever of these is known. */
export interface Where {
  file?: string;
  line?: number;
  column?: number;
  byte?: number;
  path?: string;
}

interface ErrorOptions {
  hint?: string;
  where?: Where;
  cause?: unknown;
}

function formatWhere(where: Where): string {
  const place = [where.file, where.line, where.column].filter((part) => part !== undefined).join(':');
  const byte = where.byte === undefined ? '' : `byte ${where.byte}`;
  return [place, where.path, byte].filter(Boolean).join(', ');
}

/** [1] Longer lines come from names as long as files; their ends tell what they are. */
const LONGEST_LINE = 2000;

const cutLines = (text: string): string =>
  text.length <= LONGEST_LINE
    ? text
    : text
        .split('\n')
        .map((line) => (line.length <= LONGEST_LINE ? line : `${line.slice(0, 600)} … ${line.slice(-300)}`))
        .join('\n');

/** Base of every error Cermet raises on purpose. The message says what happened, where, and what to do. */
export class CermetError extends Error {
  readonly code: string;
  readonly what: string;
  readonly hint?: string;
  readonly where?: Where;

  constructor(code: string, said: string, options: ErrorOptions = {}) {
    const what = cutLines(said);
    const hint = options.hint && cutLines(options.hint);
    const place = options.where ? cutLines(formatWhere(options.where)) : '';
    super([what, place, hint].filter(Boolean).join(' — '), { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.what = what;
    this.hint = hint;
    this.where = options.where;
  }
}

/** A file cannot be read as what it claims to be. */
export class ReadError extends CermetError {
  constructor(what: string, where: Where, options: Omit<ErrorOptions, 'where'> = {}) {
    super('read', what, { ...options, where });
  }
}

/** A file cannot be written. */
export class WriteError extends CermetError {
  constructor(what: string, where: Where, options: Omit<ErrorOptions, 'where'> = {}) {
    super('write', what, { ...options, where });
  }
}

/** A quantity has the wrong unit, or none. */
export class UnitError extends CermetError {
  readonly got: string;
  readonly expected: string;

  constructor(got: string, expected: string, options: ErrorOptions = {}) {
    super('unit', `"${got}" is not a ${expected}`, options);
    this.got = got;
    this.expected = expected;
  }
}

/** An argument, option or setting is not allowed. */
export class InputError extends CermetError {
  readonly value: unknown;
  readonly allowed?: readonly string[];
  readonly didYouMean?: string;

  constructor(what: string, options: ErrorOptions & { value?: unknown; allowed?: readonly string[] } = {}) {
    const near =
      typeof options.value === 'string' && options.allowed ? nearestWord(options.value, options.allowed) : undefined;
    const listed =
      options.allowed && options.allowed.length <= 24 ? `allowed: ${options.allowed.join(', ')}` : undefined;
    const hint = [near && `did you mean "${near}"?`, options.hint, !near && !options.hint ? listed : undefined]
      .filter(Boolean)
      .join(' ');
    super('input', what, { ...options, hint: hint || undefined });
    this.value = options.value;
    this.allowed = options.allowed;
    this.didYouMean = near;
  }
}

/** An iteration did not converge; what it had reached is kept. */
export class SolveError<P = unknown> extends CermetError {
  readonly step?: number;
  readonly time?: number;
  readonly residual?: number;
  readonly partial?: P;

  constructor(
    what: string,
    options: ErrorOptions & { step?: number; time?: number; residual?: number; partial?: P } = {},
  ) {
    super('solve', what, options);
    this.step = options.step;
    this.time = options.time;
    this.residual = options.residual;
    this.partial = options.partial;
  }
}

/** A model is asked for something outside what it knows. */
export class DomainError extends CermetError {
  constructor(what: string, options: ErrorOptions = {}) {
    super('domain', what, options);
  }
}

/** The caller cancelled the work. `partial` is what was finished. */
export class AbortError<P = unknown> extends CermetError {
  readonly partial?: P;

  constructor(what = 'cancelled', options: ErrorOptions & { partial?: P } = {}) {
    super('abort', what, options);
    this.partial = options.partial;
  }
}

/** Characters beyond which a text is no mistyped word. */
const LONGEST_WORD = 100;

/** The allowed word closest to `word` by edit distance, if one is close enough to be a likely typing slip. */
export function nearestWord(word: string, allowed: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 0.5;
  for (const candidate of allowed) {
    const distance = computeEditDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function computeEditDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current[j] = Math.min(previous[j]! + 1, current[j - 1]! + 1, substitution);
    }
    previous = current;
  }
  return previous[b.length]!;
}
