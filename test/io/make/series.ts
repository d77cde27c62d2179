/** A short made-up test: rest, charge, rest, discharge, rest. */
export interface Series {
  time: number[];
  voltage: number[];
  current: number[];
  cycle: number[];
  step: number[];
  stepTime: number[];
  /** [Ah] since the step began */
  charge: number[];
  discharge: number[];
}

const steps = [0, 0.25, 0, -0.5, 0];

/**
 * @param perStep [1] rows in each of its five steps
 * @param repeats [1] how often the five steps are run
 */
export function makeSeries(perStep = 5, repeats = 1): Series {
  const s: Series = {
    time: [],
    voltage: [],
    current: [],
    cycle: [],
    step: [],
    stepTime: [],
    charge: [],
    discharge: [],
  };
  let time = 0;
  for (let cycle = 1; cycle <= repeats; cycle++) {
    steps.forEach((current, k) => {
      for (let i = 0; i < perStep; i++) {
        const stepTime = i * 10;
        s.time.push(time + stepTime);
        s.stepTime.push(stepTime);
        s.voltage.push(Number((3.6 + 0.05 * k + 0.01 * i * Math.sign(current)).toFixed(4)));
        s.current.push(current);
        s.cycle.push(cycle);
        s.step.push(k + 1);
        s.charge.push(current > 0 ? (current * stepTime) / 3600 : 0);
        s.discharge.push(current < 0 ? (-current * stepTime) / 3600 : 0);
      }
      time += (perStep - 1) * 10;
    });
  }
  return s;
}

/** Words of each step, as makers write them. */
export const stepWords = ['Rest', 'CC Chg', 'Rest', 'CC DChg', 'Rest'];
export const stateLetters = ['R', 'C', 'R', 'D', 'R'];
/** Neware's numbers of the same steps. */
export const stepCodes = [4, 1, 4, 2, 4];

/** A spectrum of R0 + R1‖C1, with its known resistances: 10 Ω, 20 Ω, 1 mF. */
export function makeSpectrum(points = 25): { frequency: number[]; real: number[]; imaginary: number[] } {
  const frequency = Array.from({ length: points }, (_, i) => 10 ** (4 - (5 * i) / (points - 1)));
  const parts = frequency.map((f) => {
    const wt = 2 * Math.PI * f * 20 * 1e-3;
    return [10 + 20 / (1 + wt * wt), (-20 * wt) / (1 + wt * wt)];
  });
  return { frequency, real: parts.map((p) => p[0]), imaginary: parts.map((p) => p[1]) };
}
