// Decimal numbers of a text, as grids are written: white space between, signs, points, exponents of E or D.
import { EXACT, LARGEST_POWER, MOST_DIGITS, POWERS } from './_decimal.as';

/** First byte after the constants of the module. */
export function firstFree(): usize {
  return __heap_base;
}

/** Where reading stopped: at a word that is not read here, or that touches the end of the text. */
export let stopped: usize = 0;

/** Largest power of ten whose factors of five fit into two numbers of 53 bits, by way of two exact ones. */
const LARGEST_DOUBLE_POWER: i32 = 44;

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

/** What a product of two numbers loses by rounding, exactly (Dekker 1971). */
function lostBy(a: f64, b: f64, product: f64): f64 {
  const HALVES: f64 = 134217729; // 2^27 + 1
  const as: f64 = HALVES * a;
  const bs: f64 = HALVES * b;
  const ah = as - (as - a);
  const bh = bs - (bs - b);
  const al = a - ah;
  const bl = b - bh;
  return al * bl - (product - ah * bh - al * bh - ah * bl);
}

/** Bound of the relative error of a quotient's second part below. */
const SECOND_PART: f64 = 1.0 / (<f64>(<u64>1 << 40));

/**
 * A mantissa over a power of ten from 23 to 44, by a quotient in two parts; NaN where these cannot tell how it is
 * rounded (Ziv's test).
 */
function divide(mantissa: f64, power: i32): f64 {
  const other = unchecked(POWERS[power - LARGEST_POWER]);
  const high = 1e22 * other;
  const low = lostBy(1e22, other, high);
  const first = mantissa / high;
  const back = first * high;
  const second = (mantissa - back - lostBy(first, high, back) - first * low) / high;
  const least = first + second * (1 - SECOND_PART);
  return least == first + second * (1 + SECOND_PART) ? least : NaN;
}

/** A mantissa below 2^53 times a power of ten, rounded as it should be; NaN where that is not known here. */
// @ts-ignore: decorator
@inline function scale(mantissa: f64, power: i32): f64 {
  if (power < 0) {
    if (power >= -LARGEST_POWER) return mantissa / unchecked(POWERS[-power]);
    return mantissa == 0 ? 0 : power >= -LARGEST_DOUBLE_POWER ? divide(mantissa, -power) : NaN;
  }
  return power <= LARGEST_POWER ? mantissa * unchecked(POWERS[power]) : NaN;
}

// Numbers in columns are alike: so many digits before and after the point, then E, a sign and two digits. Where the
// number before had that form the next is read by it: its bytes lie in one vector of sixteen.
const LANES: usize = memory.data(16);
const VECTOR: i32 = 16;
/** E, a sign, two digits. */
const EXPONENT: i32 = 4;
/** First of the lanes of the exponent, after three groups of four digits. */
const EXPONENT_LANE: i32 = 12;
/** [1] digits of a number of that form, before its point and in all; 0 where there is none yet. */
let wholeDigits: i32 = 0;
let allDigits: i32 = 0;

/** Takes the form of a number for that of the next ones. */
function expectAlike(whole: i32, digits: i32): void {
  wholeDigits = whole;
  allDigits = digits + 1 + EXPONENT <= VECTOR ? digits : 0;
  // Digits stand at the right of three groups; a lane of 255 is filled with 0.
  for (let lane = 0; lane < EXPONENT_LANE; lane++) {
    const digit = lane - EXPONENT_LANE + digits;
    store<u8>(LANES + lane, digit < 0 ? 255 : digit < whole ? digit : digit + 1);
  }
  store<u16>(LANES + EXPONENT_LANE, 0xffff);
  store<u8>(LANES + EXPONENT_LANE + 2, digits + 3);
  store<u8>(LANES + EXPONENT_LANE + 3, digits + 4);
}

/**
 * Reads numbers times `factor` into `out` until there are `most`, the text ends, or a word is none of the plain ones.
 * The byte at `end` is white space, the next one is none, and fourteen more may be read.
 */
export function readNumbers(from: usize, end: usize, out: usize, most: i32, factor: f64): i32 {
  const ten = i16x8.splat(10);
  const pairs = i16x8.splat(0xff);
  const hundreds = i16x8(100, 1, 100, 1, 100, 1, 100, 1);
  const nought = i8x16.splat(48);
  const nine = i8x16.splat(9);
  let n = 0;
  let p = from;
  let start = p;
  while (n < most) {
    while (load<u8>(p) <= 32) p++;
    start = p;
    if (p >= end) break;
    let c: u32 = load<u8>(p);
    const negative = c == 45;
    if (negative || c == 43) p++;
    // Fortran leaves the nought before a point away after a minus: so it is here.
    if (load<u16>(p) == 0x2e30) p++;

    if (allDigits != 0) {
      const mark = p + allDigits + 1;
      const sign: u32 = load<u8>(mark + 1);
      c = load<u8>(mark) | 32;
      if (load<u8>(p + wholeDigits) == 46 && (c == 101 || c == 100) && (sign == 43 || sign == 45) && mark + EXPONENT < end && load<u8>(mark + EXPONENT) <= 32) {
        const digits = i8x16.swizzle(i8x16.sub(v128.load(p), nought), v128.load(LANES));
        if (!v128.any_true(i8x16.gt_u(digits, nine))) {
          const twos = v128.and(i16x8.add(i16x8.mul(digits, ten), i16x8.shr_u(digits, 8)), pairs);
          const fours = i32x4.dot_i16x8_s(twos, hundreds);
          const mantissa = (<i64>i32x4.extract_lane(fours, 0) * 10000 + <i64>i32x4.extract_lane(fours, 1)) * 10000 + <i64>i32x4.extract_lane(fours, 2);
          const exponent = i32x4.extract_lane(fours, 3);
          const value = scale(<f64>mantissa, (sign == 45 ? -exponent : exponent) - (allDigits - wholeDigits));
          if (value == value) {
            store<f64>(out + (<usize>n << 3), (negative ? -value : value) * factor);
            n++;
            p = mark + EXPONENT;
            continue;
          }
        }
      }
    }

    let mantissa: u64 = 0;
    let first = p;
    while ((c = <u32>load<u8>(p) - 48) < 10) {
      mantissa = mantissa * 10 + c;
      p++;
    }
    const whole = p - first;
    let digits = whole;
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
    let alike = false;
    c = <u32>load<u8>(p) | 32;
    if (c == 101 || c == 100) {
      c = load<u8>(++p);
      const below = c == 45;
      const signed = below || c == 43;
      if (signed) p++;
      first = p;
      let exponent = 0;
      while ((c = <u32>load<u8>(p) - 48) < 10) {
        exponent = exponent * 10 + <i32>c;
        p++;
      }
      odd = odd || p == first || p - first > 3;
      alike = signed && p - first == 2 && power != 0;
      power += below ? -exponent : exponent;
    }
    if (odd || p >= end || load<u8>(p) > 32) break;
    const value = scale(<f64>mantissa, power);
    if (value != value) break;
    if (alike) expectAlike(<i32>whole, <i32>digits);
    store<f64>(out + (<usize>n << 3), (negative ? -value : value) * factor);
    n++;
  }
  stopped = min(n == most ? p : start, end);
  return n;
}
