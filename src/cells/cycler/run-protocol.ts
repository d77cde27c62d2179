import { AbortError, breathe, throwIfAborted, type Context } from '../../core/index.js';
import { solveConsistent } from '../../num/ode/index.js';
import type { CellSystem, CellView, StateMesh } from '../model/cell-system.js';
import { compileProtocol, type Program } from '../protocol/program.js';
import type { Protocol, Step } from '../protocol/protocol.js';
import { computeImpedanceAndError, type Spectrum } from '../impedance/compute-impedance.js';
import { Rows, type SavedRows } from './rows.js';
import { runStep } from './run-step.js';
import { directionOf, type Ending } from './step-ends.js';
import { StepRecorder, type Totals } from './step-recorder.js';

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
  spectra: { step: number; cycle: number; time: number; voltage: number; spectrum: Required<Spectrum> }[];
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
  /**
   * Takes the rows of finished steps, beside the summaries of all steps so far; the rows are forgotten after, so that
   * memory does not grow with them.
   */
  onRows?: (rows: Rows, steps: readonly StepSummary[]) => Promise<void>;
  /** [1] steps that the first call of `onRows` has at least, unless the run has fewer. */
  firstSteps?: number;
}

/** Rows that are handed on together at least. */
const PIECE = 4096;

interface Progress extends Totals {
  at: number;
  counters: number[];
  time: number;
  cycle: number;
  seen: [boolean, boolean];
  firstDirection: number;
  ambient: number;
  y: Float64Array;
  steps: StepSummary[];
  spectra: ProtocolRun['spectra'];
  parts: number;
  ending: Ending;
}

/**
 * Runs a protocol step by step. A run with `resume` and a checkpoint goes on after the last finished step, with the
 * same numbers.
 *
 * @throws AbortError with the finished part as `partial`
 */
export async function runProtocol(
  system: CellSystem,
  protocol: Protocol,
  y: Float64Array,
  options: RunOptions,
  ctx?: Context,
): Promise<ProtocolRun> {
  const program = compileProtocol(protocol);
  const rows = new Rows();
  let p: Progress = {
    at: 0,
    counters: new Array<number>(program.counters).fill(0),
    time: 0,
    cycle: 1,
    seen: [false, false],
    firstDirection: 0,
    charging: 0,
    discharging: 0,
    energyIn: 0,
    energyOut: 0,
    ambient: system.ambient,
    y,
    steps: [],
    spectra: [],
    parts: 0,
    ending: { by: 'done', text: 'the protocol was finished' },
  };
  const keep =
    options.resume !== undefined && ctx?.checkpoint ? { key: options.resume, store: ctx.checkpoint } : undefined;
  const saved = keep && ((await keep.store.load(keep.key)) as (Progress & { mesh?: StateMesh }) | undefined);
  let savedSteps = 0;
  let handed = false;
  const handOn = async (last = false): Promise<void> => {
    if (!options.onRows) return;
    if (
      last
        ? handed && rows.length === 0
        : rows.length < PIECE || (!handed && rows.steps.length < (options.firstSteps ?? 0))
    )
      return;
    await options.onRows(rows, p.steps);
    handed = true;
    rows.clear();
    savedSteps = 0;
  };
  if (saved?.mesh && keep) {
    p = saved;
    system.ambient = p.ambient;
    system.adopt(p.y, saved.mesh);
    for (let k = 0; k < p.parts; k++) {
      rows.load((await keep.store.load(`${keep.key}/rows-${k}`)) as SavedRows);
      await handOn();
    }
    savedSteps = rows.steps.length;
  }
  let savedAt = performance.now();
  let rested = savedAt;
  const result = (): ProtocolRun => ({ rows, steps: p.steps, spectra: p.spectra, state: p.y, ending: p.ending });
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
            p.ending = summary.ending;
            p.at = program.code.length;
          }
        }
      }
      if (keep && performance.now() - savedAt > 2000) {
        await keep.store.save(`${keep.key}/rows-${p.parts}`, rows.save(savedSteps));
        savedSteps = rows.steps.length;
        p.parts++;
        await keep.store.save(keep.key, { ...p, mesh: system.describeMesh() });
        savedAt = performance.now();
      }
      // What is kept for resuming is kept first.
      if (!keep || savedSteps === rows.steps.length) await handOn();
    }
  } catch (error) {
    if (!(error instanceof AbortError)) throw error;
    await handOn(true);
    throw new AbortError('cancelled', { partial: result() });
  }
  await handOn(true);
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

async function runOne(
  system: CellSystem,
  step: Step,
  program: Program,
  p: Progress,
  rows: Rows,
  options: RunOptions,
  ctx?: Context,
): Promise<StepSummary> {
  const count = p.steps.length + 1;
  const id = program.code.findIndex((c) => c.op === 'step' && c.step === step) + 1;
  const begun = {
    time: p.time,
    charging: p.charging,
    discharging: p.discharging,
    energyIn: p.energyIn,
    energyOut: p.energyOut,
  };
  rows.begin({
    start: p.time,
    cycle: p.cycle,
    step: count,
    id,
    type: stepType(step, directionOf(step)),
    ambient: system.ambient - 273.15,
  });
  const recorder = new StepRecorder(system, rows, p);
  const state = p.y.slice();
  if (step.control.mode === 'impedance') {
    // The bridge takes over: no direct current flows while it measures.
    system.setControl({ mode: 'current', value: 0 });
    solveConsistent(system, 0, state);
    p.y = state;
    const spectrum = await computeImpedanceAndError(system, state, step.control.frequencies, ctx);
    const duration = spectrum.frequency.reduce((s, f) => s + 1 / f, 0);
    p.spectra.push({ step: count, cycle: p.cycle, time: p.time, voltage: system.voltage(state), spectrum });
    recorder.record(0, state);
    p.time += duration;
    return summarise(
      system,
      step,
      p,
      count,
      begun,
      duration,
      recorder.startVoltage,
      { by: 'done', text: `${spectrum.frequency.length} frequencies measured` },
      0,
      options,
    );
  }
  try {
    const run = await runStep(system, step, state, options.tolerance, recorder, ctx);
    p.y = state;
    p.time += run.duration;
    return summarise(
      system,
      step,
      p,
      count,
      begun,
      run.duration,
      recorder.startVoltage,
      run.ending,
      run.integratorSteps,
      options,
    );
  } catch (error) {
    if (error instanceof AbortError && recorder.time >= 0) {
      p.time += recorder.time;
      p.steps.push(
        summarise(
          system,
          step,
          p,
          count,
          begun,
          recorder.time,
          recorder.startVoltage,
          { by: 'failure', cause: 'cancelled', text: 'cancelled' },
          0,
          { ...options, views: false },
        ),
      );
    }
    throw error;
  }
}

type Begun = Totals & { time: number };

function summarise(
  system: CellSystem,
  step: Step,
  p: Progress,
  count: number,
  begun: Begun,
  duration: number,
  startVoltage: number,
  ending: Ending,
  integratorSteps: number,
  options: RunOptions,
): StepSummary {
  return {
    cycle: p.cycle,
    step: count,
    label: step.label,
    start: begun.time,
    duration,
    startVoltage: Number.isNaN(startVoltage) ? system.voltage(p.y) : startVoltage,
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
