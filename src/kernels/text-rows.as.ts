// Rows of delimited text, one line each: plain decimal numbers go into columns, of other cells is told where they stand.
import { EXACT, LARGEST_POWER, MOST_DIGITS, POWERS } from './_decimal.as';

/** First byte after the constants of the module. */
export function firstFree(): usize {
  return __heap_base;
}

/** Where reading stopped: at the beginning of a row that is not read here, or that touches the end of the text. */
export let stopped: usize = 0;
/** Cells told of. */
export let told: i32 = 0;

/** What to make of a field. */
const SKIPPED: u8 = 0;
const NUMBER: u8 = 1;

const QUOTE: u32 = 0x22;
const NEW_LINE: u32 = 0x0a;
const RETURN: u32 = 0x0d;
const SPACE: u32 = 0x20;
const TAB: u32 = 0x09;

const MOST_EXPONENT_DIGITS: usize = 4;

let delimiter: u32 = 0;
let decimal: u32 = 0;
let width: i32 = 0;
/** A byte for each field: what to make of it. */
let kinds: usize = 0;
/** A byte for each byte that a row may begin with: whether such a row is left to the caller. */
let left: usize = 0;
let columns: usize = 0;
let stride: usize = 0;
let cells: usize = 0;
let mostRows: i32 = 0;
let mostCells: i32 = 0;

/**
 * Says how rows are laid out. A column of `rows` numbers stands at `columns` for each field in order, and four whole
 * numbers at `cells` for each cell told of: row, field, first byte and the one after the last.
 */
export function layOut(
  delimiterByte: u32,
  decimalByte: u32,
  fields: i32,
  kindsAt: usize,
  leftAt: usize,
  columnsAt: usize,
  rows: i32,
  cellsAt: usize,
  cellsRoom: i32,
): void {
  delimiter = delimiterByte;
  decimal = decimalByte;
  width = fields;
  kinds = kindsAt;
  left = leftAt;
  columns = columnsAt;
  stride = <usize>rows << 3;
  cells = cellsAt;
  mostRows = rows;
  mostCells = cellsRoom;
}

// @ts-ignore: decorator
@inline function endsLine(c: u32): bool {
  return c == NEW_LINE || c == RETURN;
}

// @ts-ignore: decorator
@inline function endsField(c: u32): bool {
  return c == delimiter || (c == TAB && delimiter == SPACE) || endsLine(c);
}

// @ts-ignore: decorator
@inline function isBlank(c: u32): bool {
  return c <= SPACE && !endsField(c);
}

/** Value of the number last read. */
let value: f64 = 0;

/** Reads a plain number; gives the byte after it, or 0 where what stands there is none that is rounded exactly here. */
// @ts-ignore: decorator
@inline function readNumber(from: usize): usize {
  let p = from;
  let c: u32 = load<u8>(p);
  const negative = c == 45;
  if (negative || c == 43) p++;
  let mantissa: u64 = 0;
  let first = p;
  while ((c = <u32>load<u8>(p) - 48) < 10) {
    mantissa = mantissa * 10 + c;
    p++;
  }
  let digits = p - first;
  let power = 0;
  if (load<u8>(p) == decimal) {
    first = ++p;
    while ((c = <u32>load<u8>(p) - 48) < 10) {
      mantissa = mantissa * 10 + c;
      p++;
    }
    digits += p - first;
    power = -(<i32>(p - first));
  }
  if (digits == 0 || digits > MOST_DIGITS || mantissa >= EXACT) return 0;
  if ((load<u8>(p) | 32) == 101) {
    c = load<u8>(++p);
    const below = c == 45;
    if (below || c == 43) p++;
    first = p;
    let exponent = 0;
    while ((c = <u32>load<u8>(p) - 48) < 10) {
      exponent = exponent * 10 + <i32>c;
      p++;
    }
    if (p == first || p - first > MOST_EXPONENT_DIGITS) return 0;
    power += below ? -exponent : exponent;
  }
  if (power > LARGEST_POWER || power < -LARGEST_POWER) return 0;
  const size = power < 0 ? <f64>mantissa / unchecked(POWERS[-power]) : <f64>mantissa * unchecked(POWERS[power]);
  value = negative ? -size : size;
  return p;
}

/**
 * Reads rows from `from` on, until one is not plain: it has more or fewer fields than there should be, none with
 * anything in it, or begins with what is left to the caller. The byte at `end` may be written.
 *
 * @returns rows read
 */
export function readRows(from: usize, end: usize): i32 {
  // Whatever looks for the end of a line finds one here.
  store<u8>(end, NEW_LINE);
  const spaced = delimiter == SPACE;
  let p = from;
  let rows: i32 = 0;
  told = 0;
  stopped = from;
  while (rows < mostRows && told + width <= mostCells) {
    const toldBefore = told;
    while (load<u8>(p) <= SPACE && !endsLine(load<u8>(p))) p++;
    if (load<u8>(left + load<u8>(p))) break;
    if (!spaced) p = stopped;
    let count: i32 = 0;
    let filled = false;
    let more = true;
    while (more) {
      if (count == width) {
        // A delimiter at the end of a row makes one empty field more.
        while (isBlank(load<u8>(p))) p++;
        if (endsLine(load<u8>(p))) count = -1;
        break;
      }
      const kind = load<u8>(kinds + count);
      let start = p;
      let stop: usize;
      if (load<u8>(p) == QUOTE) {
        // Between spaces it is not known where a quoted field ends.
        if (spaced) break;
        start = ++p;
        let c: u32;
        while (!endsLine((c = load<u8>(p))) && !(c == QUOTE && load<u8>(p + 1) != QUOTE)) {
          filled = filled || c > SPACE;
          p += c == QUOTE ? 2 : 1;
        }
        stop = p;
        while ((c = load<u8>(p)) != delimiter && !endsLine(c)) p++;
        if (kind != SKIPPED) tell(rows, count, start, stop);
      } else {
        if (!spaced) while (isBlank(load<u8>(p))) p++;
        let known = false;
        if (kind == NUMBER) {
          if (endsField(load<u8>(p))) {
            value = NaN;
            known = true;
          } else {
            const after = readNumber(p);
            if (after != 0) {
              p = after;
              while (isBlank(load<u8>(p))) p++;
              known = endsField(load<u8>(p));
              filled = filled || known;
            }
          }
          store<f64>(columns + <usize>count * stride + (<usize>rows << 3), value);
        }
        if (!known) {
          p = start;
          while (!endsField(load<u8>(p))) {
            filled = filled || load<u8>(p) > SPACE;
            p++;
          }
          if (kind != SKIPPED) tell(rows, count, start, p);
        }
      }
      count++;
      more = !endsLine(load<u8>(p));
      if (more) p++;
      if (spaced) {
        while (load<u8>(p) <= SPACE && !endsLine(load<u8>(p))) p++;
        more = more && !endsLine(load<u8>(p));
      }
    }
    const plain = count == -1 || (count == width && !more);
    // At the end of the text nobody knows what follows, a return's new line too.
    if (!plain || !filled || p >= end || (load<u8>(p) == RETURN && p + 1 == end)) {
      told = toldBefore;
      break;
    }
    p += load<u8>(p) == RETURN && load<u8>(p + 1) == NEW_LINE ? 2 : 1;
    rows++;
    stopped = p;
  }
  return rows;
}

// @ts-ignore: decorator
@inline function tell(row: i32, field: i32, from: usize, to: usize): void {
  const at = cells + (<usize>told << 4);
  store<i32>(at, row);
  store<i32>(at, field, 4);
  store<i32>(at, <i32>from, 8);
  store<i32>(at, <i32>to, 12);
  told++;
}
