// Where things lie in the memory of the NEP kernel.

// Layout of the block of settings: i32 each, at these byte offsets. Written by src/atoms/potential/nep-kernel.ts.
// @ts-ignore: decorator
@inline export const TYPES: usize = 0, RADIAL_COUNT: usize = 4, RADIAL_BASIS: usize = 8, ANGULAR_COUNT: usize = 12, ANGULAR_BASIS: usize = 16, L_MAX: usize = 20;
// @ts-ignore: decorator
@inline export const FOUR_BODY: usize = 24, FIVE_BODY: usize = 28, NEURONS: usize = 32, BLOCKS: usize = 36;
// @ts-ignore: decorator
@inline export const POSITIONS: usize = 40, SHIFTS: usize = 44, GROUPS: usize = 48, NEIGHBOURS: usize = 52, IMAGES: usize = 56, ATOM_TYPES: usize = 60, PAIRS: usize = 64;
// @ts-ignore: decorator
@inline export const RADIAL: usize = 68, RADIAL_BACK: usize = 72, ANGULAR: usize = 76, TYPE_ROOM: usize = 80, WEIGHTS: usize = 84;
// @ts-ignore: decorator
@inline export const INPUT: usize = 88, BIAS: usize = 92, OUTPUT: usize = 96, OFFSETS: usize = 100, BOUNDS: usize = 104;
// @ts-ignore: decorator
@inline export const ENERGIES: usize = 108, EXCESS: usize = 112, COUNTS: usize = 116, FORCES: usize = 120, FORCE_STRIDE: usize = 124, VIRIALS: usize = 128, CLOSEST: usize = 132;
// @ts-ignore: decorator
@inline export const SCRATCH: usize = 136, SCRATCH_STRIDE: usize = 140, CAPACITY: usize = 144, NEAR_STRIDE: usize = 148, ATOMS: usize = 152, FOUR_FACTOR: usize = 156, FIVE_FACTOR: usize = 160;
// @ts-ignore: decorator
@inline export const BY_CELLS: usize = 164, BINS: usize = 168, PERIODIC: usize = 180, BIN_START: usize = 184, BIN_OF: usize = 188, CELL: usize = 192;

// A pair of types: cutoffs, repulsion and shortest distance in training, f64 each; then one over the two cutoffs, as f32.
// @ts-ignore: decorator
@inline export const PAIR_STRIDE: usize = 160, PAIR_RADIAL: usize = 0, PAIR_ANGULAR: usize = 8, PAIR_WATCH: usize = 16, PAIR_INNER: usize = 24, PAIR_OUTER: usize = 32;
// @ts-ignore: decorator
@inline export const PAIR_CHARGE: usize = 40, PAIR_LENGTH: usize = 48, PAIR_SHORTEST: usize = 56, PAIR_SCREENING: usize = 64;
// @ts-ignore: decorator
@inline export const PAIR_RADIAL_SCALE: usize = 128, PAIR_ANGULAR_SCALE: usize = 132;

// Tables, by pair of types: RADIAL holds R as (basis, functions), RADIAL_BACK R and S as (functions, 2, basis), ANGULAR R
// and S as (functions / 4, basis, 2, 4). Functions and basis are filled up to a multiple of four, the angular basis to
// one of two.

// A pair found: dx, dy, dz as f32 and its atom as i32; its type comes in an array apart.
// @ts-ignore: decorator
@inline export const PAIR: usize = 16;

// A batch of four pairs: unit vector, 1/r, vector, r and the switching of the radial functions (a, b, h, 2x), each as
// v128; then each pair's U_j of the radial functions, as (pair, basis). Of near pairs there follow g and dg/dr of the
// angular functions, the harmonics, and the switching and U_j of the angular functions, as (basis, pair).
// @ts-ignore: decorator
@inline export const INVERSE: usize = 48, VECTOR: usize = 64, LENGTH: usize = 112, SWITCH: usize = 128, BATCH_HEAD: usize = 192;
