// Where things lie in the memory of the kernel that trains NEP4 potentials. Written by src/atoms/potential/train/trainer-memory.ts.

// Layout of the block of settings, at these byte offsets. WEIGHTS, FOUR_BODY, FIVE_BODY and the two factors stand where
// the kernel that evaluates has them, whose descriptors are used.
// @ts-ignore: decorator
@inline export const TYPES: usize = 0, RADIAL_COUNT: usize = 4, RADIAL_BASIS: usize = 8, ANGULAR_COUNT: usize = 12, ANGULAR_BASIS: usize = 16;
// @ts-ignore: decorator
@inline export const FIVE_BODY: usize = 28, NEURONS: usize = 32, ROWS: usize = 36, PARAMETERS: usize = 40, SCALER: usize = 44, LENGTH: usize = 48;
// Where the parts of the parameters begin, in bytes: weights (types, rows, neurons) from 0 on, then these.
// @ts-ignore: decorator
@inline export const BIAS: usize = 52, OUTPUT: usize = 56, SHARED: usize = 60, RADIAL: usize = 64, ANGULAR: usize = 68;
// @ts-ignore: decorator
@inline export const FRAMES: usize = 88, GRADIENTS: usize = 92, GRADIENT_STRIDE: usize = 96, SCRATCH: usize = 100, SCRATCH_STRIDE: usize = 104;
// @ts-ignore: decorator
@inline export const RADIAL_CUTOFF: usize = 108, ANGULAR_CUTOFF: usize = 112, TRAINS: usize = 116, MOST_NEAR: usize = 120, MOMENT: usize = 124;
// @ts-ignore: decorator
@inline export const SQUARE: usize = 128, AVERAGE: usize = 132, SLOTS: usize = 136;
// @ts-ignore: decorator
@inline export const FOUR_FACTOR: usize = 156, FIVE_FACTOR: usize = 160;

// A frame: counts, where its arrays begin, labels, factors of the loss, and what a visit leaves.
// @ts-ignore: decorator
@inline export const ATOMS: usize = 0, KINDS: usize = 4, GROUPS: usize = 8, BATCHES: usize = 12, LABELS: usize = 16, GROUP_COUNT: usize = 20, NEAR_COUNT: usize = 24, FAR_COUNT: usize = 28;
// @ts-ignore: decorator
@inline export const ENERGY: usize = 32, VIRIAL: usize = 40, ENERGY_FACTOR: usize = 88, FORCE_FACTOR: usize = 92, VIRIAL_FACTOR: usize = 96;
// @ts-ignore: decorator
@inline export const ENERGY_ERROR: usize = 104, FORCE_SQUARES: usize = 112, VIRIAL_ERROR: usize = 120;

// A batch of four pairs in a frame: dx, dy, dz, owners.
// @ts-ignore: decorator
@inline export const BATCH: usize = 64;
// What is kept of a batch from the forces to the gradient: unit vector, 1/r, change of r, slopes of the radial basis;
// near pairs go on with basis and slopes of the angular one, g, dg/dr and the slope of each function, harmonics.
// @ts-ignore: decorator
@inline export const CHANGE: usize = 64, SLOPES: usize = 80;

// Scratch of a piece: small vectors from 0 on, then what the pairs of one atom need for the gradient, then what is kept
// of all batches, groups and atoms of the frame, then its forces.
// @ts-ignore: decorator
@inline export const MOMENTS: usize = 0, ROW: usize = 1024, PULL: usize = 1536, STRAIN: usize = 2048, Q_CHANGE: usize = 2304, SLOPE_CHANGE: usize = 3328;
// @ts-ignore: decorator
@inline export const NEURON_ROOM: usize = 4352, SUM_CHANGE: usize = 6400, BLEND: usize = 10496, GROUP_ROOM: usize = 14592, HEAD: usize = 27648;

// @ts-ignore: decorator
@inline export function evenFunctions(settings: usize): usize { return <usize>((load<i32>(settings + ANGULAR_COUNT) + 1) & ~1); }
/** Angular functions and harmonics in whole vectors of four. */
// @ts-ignore: decorator
@inline export function wideFunctions(settings: usize): usize { return <usize>((load<i32>(settings + ANGULAR_COUNT) + 3) & ~3); }
// @ts-ignore: decorator
@inline export function radialWide(settings: usize): usize { return <usize>((load<i32>(settings + RADIAL_BASIS) + 3) & ~3); }
// @ts-ignore: decorator
@inline export function angularWide(settings: usize): usize { return <usize>((load<i32>(settings + ANGULAR_BASIS) + 3) & ~3); }
// Bytes kept of a batch of pairs beyond and within the angular cutoff.
// @ts-ignore: decorator
@inline export function farBytes(settings: usize): usize { return SLOPES + (<usize>load<i32>(settings + RADIAL_BASIS) << 4); }
// @ts-ignore: decorator
@inline export function nearBytes(settings: usize): usize { return farBytes(settings) + (angularWide(settings) << 5) + evenFunctions(settings) * 48 + 384; }
/** Bytes of one near batch that only the gradient of its atom needs: changes of the harmonics and three rows of functions. */
// @ts-ignore: decorator
@inline export function roomBytes(settings: usize): usize { return 384 + evenFunctions(settings) * 48; }
/** Bytes kept of an atom: descriptors and their slopes, two rows of neurons, sums and their slopes. */
// @ts-ignore: decorator
@inline export function atomBytes(settings: usize): usize { return (load<usize>(settings + ROWS) << 3) + (load<usize>(settings + NEURONS) << 3) + wideFunctions(settings) * 192; }
