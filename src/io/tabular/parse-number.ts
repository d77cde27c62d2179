const powersOfTen = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const POINT = 0x2e;
const COMMA = 0x2c;

/**
 * Parses a decimal number out of bytes [from, to), blanks around it allowed, exactly as `Number` would.
 *
 * Numbers of up to 15 digits with a power of ten within ±22 need one correctly rounded operation (Clinger, PLDI 1990);
 * longer ones go through `Number`.
 *
 * @param decimal [1] byte of the decimal sign
 * @returns the number, or NaN where the bytes are not one (also for `inf` and `nan`, which are not measurements)
 */
export function parseNumber(bytes: Uint8Array, from: number, to: number, decimal = POINT): number {
  while (from < to && bytes[from]! <= 0x20) from++;
  while (to > from && bytes[to - 1]! <= 0x20) to--;
  let at = from;
  const negative = bytes[at] === 0x2d;
  if (negative || bytes[at] === 0x2b) at++;
  let mantissa = 0;
  let digits = 0;
  let scale = 0;
  let seen = false;
  for (; at < to; at++) {
    const d = bytes[at]! - 0x30;
    if (d < 0 || d > 9) break;
    mantissa = mantissa * 10 + d;
    seen = true;
    if (mantissa > 0) digits++;
  }
  if (at < to && bytes[at] === decimal) {
    for (at++; at < to; at++) {
      const d = bytes[at]! - 0x30;
      if (d < 0 || d > 9) break;
      mantissa = mantissa * 10 + d;
      scale--;
      seen = true;
      if (mantissa > 0) digits++;
    }
  }
  if (!seen) return NaN;
  if (at < to && (bytes[at]! | 0x20) === 0x65) {
    at++;
    const down = bytes[at] === 0x2d;
    if (down || bytes[at] === 0x2b) at++;
    if (at >= to) return NaN;
    let exponent = 0;
    for (; at < to; at++) {
      const d = bytes[at]! - 0x30;
      if (d < 0 || d > 9) return NaN;
      exponent = exponent < 10_000 ? exponent * 10 + d : exponent;
    }
    scale += down ? -exponent : exponent;
  }
  if (at !== to) return NaN;
  if (digits > 15 || scale > 22 || scale < -22) return finite(slowNumber(bytes, from, to, decimal));
  const value = scale < 0 ? mantissa / powersOfTen[-scale]! : mantissa * powersOfTen[scale]!;
  return negative ? -value : value;
}

function slowNumber(bytes: Uint8Array, from: number, to: number, decimal: number): number {
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i] === decimal ? POINT : bytes[i]!);
  return Number(text);
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}

const days = /^\s*(-?)(?:(\d+)\s*(?:d|day|days|-|\.|\s)\s*)?(\d+):(\d+):(\d*(?:[.,]\d*)?)\s*$/i;

/**
 * Parses a duration written `h:m:s`, `1-02:03:04`, `1.02:03:04`, `0d 00:00:01.5`, or as a bare number of seconds.
 *
 * @returns [s], or NaN where the bytes are none of these (`12:34` could be hours or minutes)
 */
export function parseDuration(bytes: Uint8Array, from: number, to: number, decimal = POINT): number {
  const plain = parseNumber(bytes, from, to, decimal);
  if (!Number.isNaN(plain)) return plain;
  const clock = parseClock(bytes, from, to);
  if (!Number.isNaN(clock)) return clock;
  let text = '';
  for (let i = from; i < Math.min(to, from + 40); i++) text += String.fromCharCode(bytes[i]!);
  const match = days.exec(text);
  if (!match) return NaN;
  const value =
    ((Number(match[2] ?? 0) * 24 + Number(match[3])) * 60 + Number(match[4])) * 60 +
    Number(match[5]!.replace(',', '.') || 0);
  return match[1] ? -value : value;
}

/** The common `hh:mm:ss` and `hh:mm:ss.xxx`, without making text of it. */
function parseClock(bytes: Uint8Array, from: number, to: number): number {
  let total = 0;
  let part = 0;
  let colons = 0;
  let at = from;
  for (; at < to; at++) {
    const d = bytes[at]! - 0x30;
    if (d >= 0 && d <= 9) part = part * 10 + d;
    else if (d === 10 && at > from && colons < 2) {
      total = (total + part) * 60;
      part = 0;
      colons++;
    } else break;
  }
  if (colons !== 2) return NaN;
  if (at === to) return total + part;
  if (bytes[at] !== POINT && bytes[at] !== COMMA) return NaN;
  let digits = 0;
  let fraction = 0;
  for (at++; at < to; at++) {
    const d = bytes[at]! - 0x30;
    if (d < 0 || d > 9 || digits > 14) return NaN;
    fraction = fraction * 10 + d;
    digits++;
  }
  return total + part + fraction / powersOfTen[digits]!;
}
