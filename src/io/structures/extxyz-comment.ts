import { formatNumber, parseNumber, splitWords } from './text.js';

/** A value of the comment line with the way it was quoted, which decides how it is understood. */
interface RawValue {
  text: string;
  quoted: boolean;
}

/**
 * Splits the second line of an extended-XYZ frame into keys and values: bare, `"quoted"`, `{braced}` or `[bracketed]`.
 * Format: https://github.com/libAtoms/extxyz. Returns undefined when quotes or brackets stay open.
 */
export function splitComment(line: string): Map<string, RawValue> | undefined {
  const found = new Map<string, RawValue>();
  let at = 0;
  const skip = () => {
    while (at < line.length && /\s/.test(line[at]!)) at++;
  };
  const readPart = (): RawValue | undefined => {
    const open = line[at];
    if (open === '"' || open === "'") {
      let text = '';
      for (at++; at < line.length && line[at] !== open; at++) {
        if (line[at] === '\\' && at + 1 < line.length) {
          at++;
          text += line[at] === 'n' ? '\n' : line[at];
        } else text += line[at];
      }
      return line[at++] === open ? { text, quoted: true } : undefined;
    }
    if (open === '{' || open === '[') {
      const close = open === '{' ? '}' : ']';
      const from = at;
      let depth = 0;
      let inString = false;
      for (; at < line.length; at++) {
        if (line[at] === '"' && line[at - 1] !== '\\') inString = !inString;
        if (inString) continue;
        if (line[at] === open) depth++;
        if (line[at] === close && --depth === 0) break;
      }
      if (at++ >= line.length) return undefined;
      return open === '['
        ? { text: line.slice(from, at), quoted: false }
        : { text: line.slice(from + 1, at - 1), quoted: true };
    }
    const from = at;
    while (at < line.length && !/[\s=]/.test(line[at]!)) at++;
    return { text: line.slice(from, at), quoted: false };
  };
  for (skip(); at < line.length; skip()) {
    const key = readPart();
    if (!key) return undefined;
    if (line[at] !== '=') {
      if (key.text !== '') found.set(key.text, { text: 'T', quoted: false });
      else at++;
      continue;
    }
    at++;
    const value = readPart();
    if (!value) return undefined;
    found.set(key.text, value);
  }
  return found;
}

/** What a value means: number, truth, array or text. A quoted value is an array only when it holds several numbers. */
export function understandValue({ text, quoted }: RawValue): unknown {
  if (quoted && text.startsWith('_JSON ')) {
    try {
      return JSON.parse(text.slice(6)) as unknown;
    } catch {
      return text;
    }
  }
  if (!quoted) {
    if (/^(T|true|True|TRUE)$/.test(text)) return true;
    if (/^(F|false|False|FALSE)$/.test(text)) return false;
    if (text.startsWith('[')) {
      try {
        return JSON.parse(text.replaceAll(/\bT\b/g, 'true').replaceAll(/\bF\b/g, 'false')) as unknown;
      } catch {
        return text;
      }
    }
    return parseNumber(text) ?? text;
  }
  const words = splitWords(text);
  if (words.length < 2) return text;
  const numbers = words.map(parseNumber);
  return numbers.every((value) => value !== undefined) ? numbers : text;
}

/** `key=value` that {@link understandValue} reads back as it was. */
export function formatEntry(key: string, value: unknown): string {
  return `${/^[^\s="'{}[\]\\]+$/.test(key) ? key : quote(key)}=${formatValue(value)}`;
}

function formatValue(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return formatNumber(value);
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'string') {
    const raw = quote(value);
    return understandValue({ text: value, quoted: true }) === value &&
      !value.startsWith('_JSON ') &&
      !/[\r\u2028\u2029\u0085]/.test(value)
      ? raw
      : quoteJson(value);
  }
  const list = ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
  if (Array.isArray(list) && list.length > 1 && list.every((x) => typeof x === 'number' && Number.isFinite(x)))
    return `"${list.map(formatNumber).join(' ')}"`;
  return quoteJson(list ?? null);
}

const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
const quoteJson = (value: unknown): string => quote(`_JSON ${JSON.stringify(value)}`);
