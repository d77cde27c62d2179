// What decimal numbers are made of, so that they are rounded once.

// Powers of ten that are exact: a mantissa below 2^53 times or over one of them is rounded once, as it should be
// (Clinger 1990).
export const POWERS: StaticArray<f64> = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];
export const LARGEST_POWER: i32 = 22;
export const EXACT: u64 = 1 << 53;
/** More digits may not fit into 64 bits. */
export const MOST_DIGITS: usize = 18;
