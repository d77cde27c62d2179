import { AbortError, breathe, throwIfAborted, type Context } from '../../core/index.js';
import { solveConsistent } from '../../num/ode/index.js';
import type { CellSystem, CellView } from '../model/cell-system.js';
import { compileProtocol, type Program } from '../protocol/program.js';
import type { Protocol, Step } from '../protocol/protocol.js';
import { computeImpedance, type Spectrum } from '../impedance/compute-impedance.js';
import { Rows } from './rows.js';
import { runStep } from './run-step.js';
import { directionOf, type Ending } from './step-ends.js';

/** One line of the step table. Current > 0 charges. */
export interface StepSummary {
  cycle: number;
  /** Counts on, never repeats. */
  step: number;
  label: string;
  /** [s] since the test began. */
  start: number;
  /** [s] */
  duration: number;
  /** [V] just after the step began, and at its end. */
  startVoltage: number;
  endVoltage: number;
  /** [A] */
  endCurrent: number;
  /** [C] charging minus discharging. */
  charge: number;
  /** [J] into the cell. */
  energy: number;
  /** [K] */
  endTemperature: number;
  ending: Ending;
  integratorSteps: number;
  /** Cell's inner state at the end; kept for steps of check-ups and ageing. */
  view?: CellView;
}

export interface ProtocolRun {
  rows: Rows;
  steps: StepSummary[];
  spectra: { step: number; cycle: number; time: number; voltage: number; spectrum: Spectrum }[];
  /** State at the end. */
  state: Float64Array;
  /** How the protocol ended: `done`, or by what. */
  ending: Ending;
}

export interface RunOptions {
  tolerance: number;
  /** Follow temperature changes of the surroundings at once (isothermal). */
  isothermal: boolean;
  /** Keep the inner state at the end of each step. */
  views?: boolean;
  /** Name under which a run is resumed; absent for a run that is not kept. */
  resume?: string;
}

interface Progress {
  at: number;
  counters: number[];
  time: number;
  cycle: number;
  seen: [boolean, boolean];
  firstDirection: number;
  charging: number;
  discharging: number;
  energyIn: number;
  energyOut: number;
  ambient: number;
  y: Float64Array;
  steps: StepSummary[];
  spectra: ProtocolRun['spectra'];
  parts: number;
}

/**
 * Runs a protocol step by step. A run with `resume` and a checkpoint goes on after the last finished step, with the same numbers.
 *
 * @throws AbortError with the finished part as `partial`
 */
export async function runProtocol(system: CellSystem, protocol: Protocol, y: Float64Array, options: RunOptions, ctx?: Context): Promise<ProtocolRun> {
  const program = compileProtocol(protocol);
  const rows = new Rows();
  let p: Progress = {
    at: 0, counters: new Array<number>(program.counters).fill(0), time: 0, cycle: 1, seen: [false, false], firstDirection: 0,
    charging: 0, discharging: 0, energyIn: 0, energyOut: 0, ambient: system.ambient, y, steps: [], spectra: [], parts: 0,
  };
  const keep = options.resume !== undefined && ctx?.checkpoint ? { key: options.resume, store: ctx.checkpoint } : undefined;
  const saved = keep && ((await keep.store.load(keep.key)) as Progress | undefined);
  if (saved && keep) {
    p = saved;
    for (let k = 0; k < p.parts; k++) rows.load((await keep.store.load(`${keep.key}/rows-${k}`)) as { data: Float64Array; types: string[] });
    system.ambient = p.ambient;
  }
  let savedRows = rows.length;
  let savedAt = performance.now();
  let rested = savedAt;
  let ending: Ending = { by: 'done', text: 'the protocol was finished' };
  const result = (): ProtocolRun => ({ rows, steps: p.steps, spectra: p.spectra, state: p.y, ending });
  try {
    while (p.at < program.code.length) {
      throwIfAborted(ctx);
      // Steps may each be too short to let the event loop run; a thousand of them are not.
      if (performance.now() - rested > 40) {
        await breathe(ctx);
        rested = performance.now();
      }
      const instruction = program.code[p.at];
      p.at++;
      switch (instruction.op) {
        case 'temperature':
          p.ambient = system.ambient = instruction.value;
          if (options.isothermal) system.setTemperature(p.y, instruction.value);
          break;
        case 'loop':
          if (++p.counters[instruction.counter] < instruction.times) p.at = instruction.to;
          else p.counters[instruction.counter] = 0;
          break;
        case 'skip':
          if ((p.counters[instruction.counter] + 1) % instruction.passes !== 0) p.at = instruction.to;
          break;
        case 'step': {
          countCycle(p, instruction.step);
          const summary = await runOne(system, instruction.step, program, p, rows, options, ctx);
          p.steps.push(summary);
          ctx?.progress?.(p.steps.length, program.steps, `cycle ${p.cycle}, ${summary.label}`);
          if (summary.ending.by === 'limit' || summary.ending.by === 'failure') {
            ending = summary.ending;
            p.at = program.code.length;
          }
        }
      }
      if (keep && performance.now() - savedAt > 2000) {
        await keep.store.save(`${keep.key}/rows-${p.parts}`, rows.save(savedRows));
        savedRows = rows.length;
        p.parts++;
        await keep.store.save(keep.key, p);
        savedAt = performance.now();
      }
    }
  } catch (error) {
    if (error instanceof AbortError) throw new AbortError('cancelled', { partial: result() });
    throw error;
  }
  return result();
}

/** A cycle is one pass in each direction, whichever came first. */
function countCycle(p: Progress, step: Step): void {
  const direction = directionOf(step);
  if (direction === 0) return;
  if (p.firstDirection === 0) p.firstDirection = direction;
  if (p.seen[0] && p.seen[1] && direction === p.firstDirection) {
    p.cycle++;
    p.seen = [false, false];
  }
  p.seen[direction > 0 ? 0 : 1] = true;
}

async function runOne(system: CellSystem, step: Step, program: Program, p: Progress, rows: Rows, options: RunOptions, ctx?: Context): Promise<StepSummary> {
  const count = p.steps.length + 1;
  const id = program.code.findIndex((c) => c.op === 'step' && c.step === step) + 1;
  const begun = { time: p.time, charging: p.charging, discharging: p.discharging, energyIn: p.energyIn, energyOut: p.energyOut };
  const direction = directionOf(step);
  const type = stepType(step, direction);
  let last: { time: number; charge: number; power: number } | undefined;
  let startVoltage = NaN;
  const state = p.y.slice();
  const record = (time: number, y: Float64Array): void => {
    const voltage = system.voltage(y);
    const current = system.current(y);
    const charge = system.charge(y);
    if (last) {
      const dq = (charge - last.charge) / 3600;
      const de = (0.5 * (voltage * current + last.power) * (time - last.time)) / 3600;
      if (dq > 0) p.charging += dq;
      else p.discharging -= dq;
      if (de > 0) p.energyIn += de;
      else p.energyOut -= de;
    } else startVoltage = voltage;
    last = { time, charge, power: voltage * current };
    rows.push(
      {
        test_time_second: begun.time + time, voltage_volt: voltage, current_ampere: current, cycle_count: p.cycle, step_count: count, step_id: id, step_time_second: time,
        charging_capacity_ah: p.charging, discharging_capacity_ah: p.discharging, charging_energy_wh: p.energyIn, discharging_energy_wh: p.energyOut,
        ambient_temperature_celsius: system.ambient - 273.15, surface_temperature_celsius: system.temperature(y) - 273.15,
      },
      type,
    );
  };
  if (step.control.mode === 'impedance') {
    // The bridge takes over: no direct current flows while it measures.
    system.setControl({ mode: 'current', value: 0 });
    solveConsistent(system, 0, state);
    p.y = state;
    const spectrum = await computeImpedance(system, state, step.control.frequencies, undefined, ctx);
    const duration = spectrum.frequency.reduce((s, f) => s + 1 / f, 0);
    p.spectra.push({ step: count, cycle: p.cycle, time: p.time, voltage: system.voltage(state), spectrum });
    record(0, state);
    p.time += duration;
    return summarise(system, step, p, count, begun, duration, startVoltage, { by: 'done', text: `${spectrum.frequency.length} frequencies measured` }, 0, options);
  }
  try {
    const run = await runStep(system, step, state, options.tolerance, record, ctx);
    p.y = state;
    p.time += run.duration;
    return summarise(system, step, p, count, begun, run.duration, startVoltage, run.ending, run.integratorSteps, options);
  } catch (error) {
    if (error instanceof AbortError && last) {
      p.time += last.time;
      p.steps.push(summarise(system, step, p, count, begun, last.time, startVoltage, { by: 'failure', cause: 'cancelled', text: 'cancelled' }, 0, { ...options, views: false }));
    }
    throw error;
  }
}

type Begun = { time: number; charging: number; discharging: number; energyIn: number; energyOut: number };

function summarise(system: CellSystem, step: Step, p: Progress, count: number, begun: Begun, duration: number, startVoltage: number, ending: Ending, integratorSteps: number, options: RunOptions): StepSummary {
  return {
    cycle: p.cycle,
    step: count,
    label: step.label,
    start: begun.time,
    duration,
    startVoltage,
    endVoltage: system.voltage(p.y),
    endCurrent: system.current(p.y),
    charge: 3600 * (p.charging - begun.charging - (p.discharging - begun.discharging)),
    energy: 3600 * (p.energyIn - begun.energyIn - (p.energyOut - begun.energyOut)),
    endTemperature: system.temperature(p.y),
    ending,
    integratorSteps,
    ...(options.views && { view: system.inspect(p.y) }),
  };
}

function stepType(step: Step, direction: number): string {
  switch (step.control.mode) {
    case 'rest':
      return 'REST';
    case 'impedance':
      return 'EIS';
    case 'voltage':
      return 'CV_CHG';
    case 'current':
      return direction > 0 ? 'CC_CHG' : 'CC_DCH';
    default:
      return direction > 0 ? 'CP_CHG' : direction < 0 ? 'CP_DCH' : 'DRIVE';
  }
}
