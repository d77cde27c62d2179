// Decimal numbers of a text, as grids are written: white space between, signs, points, exponents of E or D.

/** First byte after the constants of the module. */
export function firstFree(): usize {
  return __heap_base;
}

/** Where reading stopped: at a word that is not read here, or that touches the end of the text. */
export let stopped: usize = 0;

// Powers of ten that are exact: a mantissa below 2^53 times or over one of them is rounded once, as it should be
// (Clinger 1990).
const POWERS: StaticArray<f64> = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];
const LARGEST_POWER: i32 = 22;
const EXACT: u64 = 1 << 53;
/** More digits may not fit into 64 bits. */
const MOST_DIGITS: usize = 18;

// @ts-ignore: decorator
@inline function isEightDigits(t: u64): bool {
  // `t` is the text with '0' taken from each byte by exclusive or: a digit is then 0 to 9.
  return (((t + 0x7676767676767676) | t) & 0x8080808080808080) == 0;
}

/** Eight digits, the first in the lowest byte, by three products. */
// @ts-ignore: decorator
@inline function eightDigits(t: u64): u64 {
  const pairs = t * 10 + (t >> 8);
  return ((pairs & 0x000000ff000000ff) * 0x000f424000000064 + ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >> 32;
}

/**
 * Reads numbers into `out` until there are `most`, the text ends, or a word is none of the plain ones. The byte at
 * `end` is white space, and eight more may be read.
 */
export function readNumbers(from: usize, end: usize, out: usize, most: i32): i32 {
  let n = 0;
  let p = from;
  while (n < most) {
    while (p < end && load<u8>(p) <= 32) p++;
    stopped = p;
    if (p >= end) break;
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
    if (load<u8>(p) == 46) {
      first = ++p;
      let t = load<u64>(p) ^ 0x3030303030303030;
      while (isEightDigits(t)) {
        mantissa = mantissa * 100000000 + eightDigits(t);
        p += 8;
        t = load<u64>(p) ^ 0x3030303030303030;
      }
      while ((c = <u32>load<u8>(p) - 48) < 10) {
        mantissa = mantissa * 10 + c;
        p++;
      }
      power = -(<i32>(p - first));
      digits += p - first;
    }
    let odd = digits == 0 || digits > MOST_DIGITS || mantissa >= EXACT;
    c = <u32>load<u8>(p) | 32;
    if (c == 101 || c == 100) {
      c = load<u8>(++p);
      const below = c == 45;
      if (below || c == 43) p++;
      first = p;
      let exponent = 0;
      while ((c = <u32>load<u8>(p) - 48) < 10) {
        exponent = exponent * 10 + <i32>c;
        p++;
      }
      odd = odd || p == first || p - first > 3;
      power += below ? -exponent : exponent;
    }
    if (odd || p >= end || load<u8>(p) > 32 || power > LARGEST_POWER || power < -LARGEST_POWER) break;
    let value = <f64>mantissa;
    value = power < 0 ? value / unchecked(POWERS[-power]) : value * unchecked(POWERS[power]);
    store<f64>(out + (<usize>n << 3), negative ? -value : value);
    n++;
  }
  if (n == most) stopped = p;
  return n;
}
