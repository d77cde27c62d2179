// Kernel that trains NEP4 potentials: one piece is one frame of a batch.
import { addForces } from './_nep-train-forces.as';
import { addGradient } from './_nep-train-gradient.as';
import {
  ATOMS, ENERGY, ENERGY_ERROR, ENERGY_FACTOR, FAR_COUNT, FORCE_FACTOR, FORCE_SQUARES, FRAMES, GRADIENTS, GRADIENT_STRIDE, GROUP_COUNT, HEAD, LABELS, MOST_NEAR,
  NEAR_COUNT, SCRATCH, SCRATCH_STRIDE, SLOTS, STRAIN, TRAINS, VIRIAL, VIRIAL_ERROR, VIRIAL_FACTOR, atomBytes, farBytes, nearBytes, radialWide, roomBytes,
} from './_nep-train-layout.as';
import { all, ld, mul, st, sub } from './_nep-simd.as';
export { step, sumGradients } from './_nep-train-step.as';

let slot: i32 = -1;

/** Visits frames of the table. Each thread takes a scratch of its own at its first call. */
export function evaluate(settings: usize, _piece: i32, first: i32, last: i32): void {
  if (slot < 0) slot = atomic.add<i32>(settings + SLOTS, 1);
  for (let place = first; place < last; place++) visit(settings, place);
}

/** Errors of a frame and, while training, its gradient in place of what stood in that of the piece. */
function visit(settings: usize, place: i32): void {
  const frame = load<usize>(load<usize>(settings + FRAMES) + (<usize>place << 2));
  const scratch = load<usize>(settings + SCRATCH) + <usize>slot * load<usize>(settings + SCRATCH_STRIDE);
  const count = load<i32>(frame + ATOMS);
  const near = scratch + HEAD + load<usize>(settings + MOST_NEAR) * roomBytes(settings);
  const far = near + <usize>load<i32>(frame + NEAR_COUNT) * nearBytes(settings);
  const moments = far + <usize>load<i32>(frame + FAR_COUNT) * farBytes(settings);
  const atoms = moments + ((<usize>load<i32>(frame + GROUP_COUNT) * radialWide(settings)) << 2);
  const forces = atoms + <usize>count * atomBytes(settings);
  const virial = scratch + STRAIN + 64;
  memory.fill(forces, 0, <usize>(count + 1) << 4);
  memory.fill(virial, 0, 48);
  const energy = addForces(settings, frame, scratch, near, far, moments, atoms, forces, virial);

  // Residuals; the forces become the direction of the gradient.
  const energyError = energy - load<f64>(frame + ENERGY);
  store<f64>(frame + ENERGY_ERROR, energyError);
  let squares: f64 = 0;
  const labels = load<usize>(frame + LABELS);
  const factor = all(load<f32>(frame + FORCE_FACTOR));
  for (let at: usize = 0; at < <usize>count << 4; at += 16) {
    const error = sub(ld(forces + at), ld(labels + at));
    const square = mul(error, error);
    squares += <f64>f32x4.extract_lane(square, 0) + <f64>f32x4.extract_lane(square, 1) + <f64>f32x4.extract_lane(square, 2);
    st(forces + at, mul(error, factor));
  }
  store<f64>(frame + FORCE_SQUARES, squares);
  const virialFactor = load<f32>(frame + VIRIAL_FACTOR);
  for (let k: usize = 0; k < 6; k++) {
    const error = load<f64>(virial + (k << 3)) - load<f64>(frame + VIRIAL + (k << 3));
    store<f64>(frame + VIRIAL_ERROR + (k << 3), error);
    store<f32>(scratch + STRAIN + (k << 2), -virialFactor * <f32>error);
  }
  if (!load<i32>(settings + TRAINS)) return;
  const gradient = load<usize>(settings + GRADIENTS) + <usize>place * load<usize>(settings + GRADIENT_STRIDE);
  memory.fill(gradient, 0, load<usize>(settings + GRADIENT_STRIDE));
  addGradient(settings, frame, scratch, near, far, moments, atoms, forces, load<f32>(frame + ENERGY_FACTOR) * <f32>energyError, gradient);
}
