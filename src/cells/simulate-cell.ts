import {
  AbortError,
  CERMET_VERSION,
  computeSha256,
  InputError,
  type Citation,
  type Context,
  type Note,
  type Recording,
  Table,
  toCanonicalJson,
} from '../core/index.js';
import { checkMechanisms } from './ageing/check-mechanisms.js';
import { describeBeyond, type ParticleSeries } from './ageing/given-particle.js';
import type { Mechanism } from './ageing/mechanism.js';
import { estimateCurveError, type Comparison, type CurveError } from './cycler/estimate-curve-error.js';
import type { Rows } from './cycler/rows.js';
import { runProtocol, type ProtocolRun, type StepSummary } from './cycler/run-protocol.js';
import type { Ending } from './cycler/step-ends.js';
import type { CellSystem, CellView } from './model/cell-system.js';
import {
  checkState,
  descriptionOf,
  knownState,
  meshOf,
  releaseSystem,
  rememberState,
  rememberSystem,
  takeSystem,
} from './model/known-systems.js';
import { makeCellSystem, type ModelName } from './model/make-system.js';
import type { Cell } from './parameters/cell.js';
import { checkTemperature } from './parameters/check-cell.js';
import { describeCell, type CellDescription } from './parameters/describe-cell.js';
import { checkSteps, findLargestDensity } from './protocol/check-steps.js';
import { compileProtocol } from './protocol/program.js';
import type { Protocol } from './protocol/protocol.js';

export interface SimulateOptions {
  model?: ModelName;
  /** Heat balance of the whole cell, or constant temperature. */
  thermal?: 'isothermal' | 'lumped';
  /** [K] of cell and surroundings at the start. */
  temperature?: number;
  /** [W/(m2 K)] over the external surface, for a lumped balance. */
  heatTransferCoefficient?: number;
  /** [1] stoichiometry of each electrode at the start; all materials of an electrode start alike. */
  initial?: { negative?: number; positive?: number };
  /**
   * State at the end of an earlier run with the same cell, model, mesh and mechanisms, the array itself; the run goes on
   * from there, without an error estimate. Where its largest current asks for thinner or thicker layers at surfaces, the
   * state is brought to them, with its lithium and its salt.
   */
  state?: Float64Array;
  /**
   * The discretised cell that an earlier run returned, to be used again: for the same cell, model, mesh, mechanisms and
   * largest current, one run at a time. Saves the making of it.
   */
  system?: CellSystem;
  /** [C] that C-rates count on. */
  capacity?: number;
  /** [1] mesh cells in each layer and shells in each particle. */
  nodes?: number;
  shells?: number;
  /** [1] relative tolerance in time. */
  tolerance?: number;
  mechanisms?: readonly Mechanism[];
  /**
   * Runs a second time, coarser, to state the error of the curve; of long protocols only the first steps. @default
   * true, but not where a run goes on from a state
   */
  errorEstimate?: boolean;
  /** Keep the inner state at the end of each step. */
  views?: boolean;
  /** Saves its state in the context's checkpoint and goes on from there. */
  resume?: boolean;
  /**
   * Takes rows of finished steps while the run goes on, in order; the recording's table stays empty, so that memory
   * does not grow with the cycles.
   */
  onRows?: (rows: Table) => void | Promise<void>;
}

export interface Simulation {
  recording: Recording<'cycling'>;
  spectra: Recording<'eis'>[];
  steps: StepSummary[];
  ending: Ending;
  /** Inside of the cell at the end. */
  view: CellView;
  error?: CurveError;
  /** State at the end, for going on with the same cell. */
  state: Float64Array;
  system: CellSystem;
}

/** Steps of a protocol that the error estimate looks at. */
const ESTIMATED_STEPS = 40;
/** [V], [1] Errors above which a mesh that nobody asked for is refined, and how often. */
const WANTED_ERROR = 1e-3;
const WANTED_DURATION = 3e-3;
const REFINEMENTS = 4;
/** [V], [1] Differences to the full model beyond which a simplified one is said to be outside its validity. */
const VALID_DIFFERENCE = 0.02;
const VALID_DURATION = 0.02;

/** Mesh and tolerance that keep the voltage within about 0.2 mV of the exact solution at rates up to 1.5C. */
export const DEFAULT_MESH = { nodes: 30, shells: 24, tolerance: 2e-5 };

/**
 * Runs a protocol on a virtual cell. The recording is of the kind a cycler gives, with the model's own error as the
 * uncertainty of the voltage.
 *
 * @throws InputError for what cannot be simulated; AbortError with the finished part as `partial`. A run that ends
 *   early for a physical or
 *   numerical reason does not throw: `ending` says why, and the recording holds what was reached.
 */
export async function simulateCell(
  given: Cell,
  protocol: Protocol,
  options: SimulateOptions = {},
  ctx?: Context,
): Promise<Simulation> {
  const { cell, notes } = prepareCell(given, options);
  checkMechanisms(options.mechanisms ?? []);
  const model = options.model ?? 'dfn';
  const thermal = options.thermal ?? 'isothermal';
  // The single-particle models have few entries and take long steps; they can afford, and need, the closer tolerance.
  const tolerance = options.tolerance ?? (model === 'dfn' ? 1 : 0.25) * DEFAULT_MESH.tolerance;
  const own = options.system ? meshOf(options.system) : options.state && knownState(options.state).parts;
  const mesh = {
    nodes: options.nodes ?? own?.nodes ?? DEFAULT_MESH.nodes,
    shells: options.shells ?? own?.shells ?? DEFAULT_MESH.shells,
  };
  if (mesh.nodes < 3 || mesh.shells < 3)
    throw new InputError('a mesh needs at least 3 cells in each layer and 3 shells in each particle');
  if (!(tolerance > 1e-12 && tolerance < 0.1))
    throw new InputError(`a tolerance of ${tolerance} is outside 1e-12 to 0.1`);
  const start = chooseStart(cell, options.initial, notes);
  const described = describeCell(
    cell,
    options.state ? undefined : start,
    options.system && descriptionOf(options.system),
  );
  notes.push(...described.notes, ...checkSteps(protocol, cell));
  const wanted = options.errorEstimate ?? !options.state;
  // A mesh that was not asked for is refined until its error is small; not where a state or a saved run has a mesh
  // already.
  const free = {
    nodes: options.nodes === undefined,
    shells: options.shells === undefined,
  };
  const adaptive = wanted && !options.state && !options.system && !options.resume && (free.nodes || free.shells);
  const common = { cell, described, protocol, options, model, thermal, tolerance, start, notes, wanted };
  for (let round = 0; ; round++) {
    const outcome = await simulateOnMesh({ ...common, mesh, mayRefine: adaptive && round < REFINEMENTS }, ctx);
    if ('recording' in outcome) return outcome;
    if (free.nodes && outcome.nodes) mesh.nodes *= 2;
    if (free.shells && outcome.shells) mesh.shells *= 2;
  }
}

interface Task {
  cell: Cell;
  described: CellDescription;
  protocol: Protocol;
  options: SimulateOptions;
  model: ModelName;
  thermal: 'isothermal' | 'lumped';
  tolerance: number;
  start: number[];
  notes: readonly Note[];
  wanted: boolean;
  mesh: { nodes: number; shells: number };
  mayRefine: boolean;
}

/** What of a mesh is too coarse. */
interface Refinement {
  nodes: boolean;
  shells: boolean;
}

/** Thrown through a run whose rows have not been handed on yet. */
class TooCoarse extends Error {
  readonly refinement: Refinement;
  constructor(refinement: Refinement) {
    super('the mesh is too coarse');
    this.refinement = refinement;
  }
}

/** A run on one mesh, or, where it may be refined and its error is large, what to refine. */
async function simulateOnMesh(task: Task, ctx?: Context): Promise<Simulation | Refinement> {
  const { cell, described, protocol, options, model, thermal, tolerance, start, notes, wanted, mayRefine } = task;
  const { nodes, shells } = task.mesh;
  const citations = [...MODEL_CITATIONS[model], ...(options.mechanisms ?? []).flatMap((m) => m.cite)];
  const ageing = (options.mechanisms ?? []).map(({ id, electrode, parameters: own }) => ({ id, electrode, ...own }));
  const others = toCanonicalJson({
    protocol,
    model,
    thermal,
    nodes,
    shells,
    tolerance,
    start,
    state: options.state,
    mechanisms: ageing,
  });
  // The content hash of all in one object, whose first key is `cell`.
  const parametersHash = await computeSha256(`{"cell":${described.text},${others.slice(1)}`);
  const limit = compileProtocol(protocol).steps > ESTIMATED_STEPS ? ESTIMATED_STEPS : undefined;
  const density = findLargestDensity(protocol, cell);
  const make = (name: ModelName, share: number): CellSystem =>
    makeCellSystem(
      cell,
      name,
      {
        nodes: Math.max(3, Math.round(nodes * share)),
        shells: Math.max(3, Math.round(shells * share)),
        thermal,
        density,
      },
      options.mechanisms,
    );
  const parts = { cell: described.text, model, thermal, nodes, shells, density, mechanisms: options.mechanisms ?? [] };
  const standing = {
    electrodes: [cell.negative, cell.positive]
      .map((e) => (e.kind === 'porous' ? e.materials.length : e.kind))
      .join(' '),
    model,
    nodes,
    shells,
    mechanisms: (options.mechanisms ?? []).map(({ id, electrode }) => `${electrode} ${id}`).join(', '),
  };
  if (options.state) checkState(options.state, standing);
  if (options.system) takeSystem(options.system, parts);
  const system = options.system ?? make(model, 1);
  if (!options.system) rememberSystem(system, parts, described);
  const about = { model: model.toUpperCase(), sample: cell.title, protocol: protocol.title };
  const origin = {
    type: 'simulated' as const,
    model: model.toUpperCase(),
    parameters: {
      title: cell.title,
      thermal,
      nodes,
      shells,
      tolerance,
      start,
      ...(ageing.length > 0 && { ageing }),
      ...(cell.fitted && { fitted: cell.fitted }),
    },
    parametersHash,
    solver: `structured elimination, NDF orders 1 to 5, ${nodes} cells a layer, ${shells} shells`,
    cermet: CERMET_VERSION,
    citations,
  };
  const assemble = (run: ProtocolRun, error?: CurveError): Simulation => {
    const own = [...notes, ...describeFitted(cell)];
    if (run.ending.by !== 'done')
      own.push({
        level: run.ending.by === 'failure' ? 'serious' : 'warning',
        code: run.ending.cause ?? run.ending.by,
        text: `the protocol ended early: ${run.ending.text}`,
      });
    if (error) own.push(error.note, ...describeError(error, model));
    const view = system.inspect(run.state);
    own.push(...describeIdleSteps(run.steps), ...describeRange(view));
    const given = options.mechanisms?.find((m) => m.id === 'particle')?.parameters.series as ParticleSeries | undefined;
    if (given)
      for (const { quantities } of view.materials)
        own.push(...describeBeyond(given, quantities.equivalent_full_cycles ?? 0));
    const table = withError(run.rows.toTable(), error, 0);
    rememberState(run.state, system, standing);
    return {
      recording: {
        kind: 'cycling',
        table,
        about,
        metadata: { steps: run.steps.map((s) => ({ ...s, view: undefined })) },
        origin,
        notes: own,
      },
      spectra: run.spectra.map((s) => toSpectrumRecording(s, about, origin, own)),
      steps: run.steps,
      ending: run.ending,
      view,
      error,
      state: run.state,
      system,
    };
  };
  const settings = { tolerance, isothermal: thermal === 'isothermal', views: options.views };
  const beside = (other: CellSystem, factor: number): Comparison => ({
    system: other,
    y: other.makeInitialState(start, cell.initialTemperature),
    tolerance: factor * tolerance,
  });
  const estimate = async (finished: { rows: Rows; steps: readonly StepSummary[] }): Promise<CurveError | undefined> => {
    const full = model !== 'dfn' && cell.electrolyte && cell.separator ? beside(make('dfn', 0.5), 4) : undefined;
    const quick = { ...settings, views: false };
    const error = await estimateCurveError(finished, beside(make(model, 0.5), 4), full, protocol, quick, limit, ctx);
    if (!error || !mayRefine || !(error.mesh.largest > WANTED_ERROR || error.mesh.duration > WANTED_DURATION))
      return error;
    // Which half of the mesh the error comes from: the same run with half the shells alone.
    const radial = makeCellSystem(
      cell,
      model,
      { nodes, shells: Math.max(3, Math.round(shells / 2)), thermal, density },
      options.mechanisms,
    );
    const alone = await estimateCurveError(finished, beside(radial, 1), undefined, protocol, quick, limit, ctx);
    const share = alone
      ? Math.max(
          alone.mesh.largest / Math.max(error.mesh.largest, 1e-12),
          alone.mesh.duration / Math.max(error.mesh.duration, 1e-12),
        )
      : 0.5;
    throw new TooCoarse({ nodes: share < 0.7, shells: share > 0.3 });
  };
  let error: CurveError | undefined;
  let handed = 0;
  const onRows = async (rows: Rows, steps: readonly StepSummary[]): Promise<void> => {
    if (wanted && handed === 0 && !ctx?.signal?.aborted) error = await estimate({ rows, steps });
    const table = withError(rows.toTable(), error, handed);
    handed += table.length;
    await options.onRows!(table);
  };
  try {
    const initial = options.state?.slice() ?? system.makeInitialState(start, cell.initialTemperature);
    if (options.state) system.adopt(initial, knownState(options.state).mesh);
    else if (options.system) system.settle(initial, true);
    system.ambient = cell.ambientTemperature;
    const run = await runProtocol(
      system,
      protocol,
      initial,
      {
        ...settings,
        resume: options.resume ? parametersHash : undefined,
        ...(options.onRows && { onRows, firstSteps: wanted ? (limit ?? Infinity) : 0 }),
      },
      ctx,
    );
    if (wanted && !options.onRows) {
      error = await estimate(run).catch((cause: unknown) => {
        // What is finished is the run, not what the coarser one had reached.
        throw cause instanceof AbortError ? new AbortError('cancelled', { partial: run }) : cause;
      });
    }
    return assemble(run, error);
  } catch (error) {
    if (error instanceof TooCoarse) return error.refinement;
    if (error instanceof AbortError && error.partial)
      throw new AbortError('cancelled', { partial: assemble(error.partial as ProtocolRun) });
    throw error;
  } finally {
    releaseSystem(system);
  }
}

const MODEL_CITATIONS: Record<ModelName, Citation[]> = {
  dfn: [{ text: 'Doyle, Fuller and Newman, J. Electrochem. Soc. 140 (1993) 1526', doi: '10.1149/1.2221597' }],
  spme: [
    {
      text: 'Brosa Planella, Sheikh and Widanage, Electrochim. Acta 388 (2021) 138524',
      doi: '10.1016/j.electacta.2021.138524',
    },
  ],
  spm: [
    {
      text: 'Marquis, Sulzer, Timms, Please and Chapman, J. Electrochem. Soc. 166 (2019) A3693',
      doi: '10.1149/2.0341915jes',
    },
  ],
};

/** The cell with the options' temperature, capacity and cooling. */
function prepareCell(given: Cell, options: SimulateOptions): { cell: Cell; notes: Note[] } {
  const cell = { ...given };
  if (options.temperature !== undefined) {
    checkTemperature(options.temperature, 'a temperature');
    cell.initialTemperature = cell.ambientTemperature = options.temperature;
  }
  if (options.capacity !== undefined) cell.nominalCapacity = options.capacity;
  if (options.heatTransferCoefficient !== undefined && cell.thermal)
    cell.thermal = { ...cell.thermal, heatTransferCoefficient: options.heatTransferCoefficient };
  return { cell, notes: [...given.notes] };
}

/** [1] Least distance of a start from 0 and 1. */
const ROOM = 1e-5;
/** [1] Limits and concentrations in a file are rounded by as much. */
const LIMIT_ROUNDING = 1e-3;

/** Stoichiometry of each material at the start, negative first. */
function chooseStart(cell: Cell, initial: SimulateOptions['initial'], notes: Note[]): number[] {
  const said: string[] = [];
  const start = (['negative', 'positive'] as const).flatMap((side) => {
    const electrode = cell[side];
    const given = initial?.[side];
    if (electrode.kind === 'lithium') {
      if (given !== undefined)
        throw new InputError(`the ${side} electrode is lithium metal and has no stoichiometry`, {
          where: { path: `initial ${side}` },
        });
      return [];
    }
    if (given !== undefined && !(given >= 0 && given <= 1))
      throw new InputError(`the initial stoichiometry of the ${side} electrode must be between 0 and 1, not ${given}`);
    return electrode.materials.map((m) => {
      const called = `${side}${m.name ? ` ${m.name}` : ''}`;
      const charged = side === 'negative' ? m.maximumStoichiometry : m.minimumStoichiometry;
      const value = given ?? m.initialStoichiometry ?? charged;
      if (value === undefined)
        throw new InputError(`the file does not say with which stoichiometry the ${side} electrode starts`, {
          hint: `give --initial '${side}=0.5'`,
        });
      if (given === undefined)
        said.push(
          `${called} ${Number(value.toPrecision(6))}${m.initialStoichiometry === undefined ? ' (its limit at 100 % charge)' : ' (as in the file)'}`,
        );
      const [low, high] = [m.minimumStoichiometry ?? 0, m.maximumStoichiometry ?? 1];
      if (value < low - LIMIT_ROUNDING || value > high + LIMIT_ROUNDING)
        notes.push({
          level: 'warning',
          code: 'start-beyond-limits',
          text: `${called} starts at stoichiometry ${value}, beyond its limits ${low} to ${high} in the file: its formulas are extrapolated there`,
        });
      const inside = Math.min(1 - ROOM, Math.max(ROOM, value));
      if (inside !== value)
        notes.push({
          level: 'warning',
          code: 'start-moved',
          text: `${called} starts at stoichiometry ${inside} instead of ${value}: a particle that is quite ${value > 0.5 ? 'full' : 'empty'} of lithium cannot react`,
        });
      return inside;
    });
  });
  if (said.length > 0)
    notes.push({ level: 'info', code: 'initial-state', text: `starts at stoichiometries ${said.join(', ')}` });
  return start;
}

/** @param from row of the whole run that the table begins with */
function withError(table: Table, error: CurveError | undefined, from: number): Table {
  if (!error) return table;
  const sigma = new Float64Array(table.length).fill(error.typical);
  sigma.set(error.sigma.subarray(from, from + table.length));
  return table.with({ ...table.get('voltage_volt'), sigma });
}

/** Where an error is larger than a reader of the curve would expect. */
function describeError({ model: full, mesh }: CurveError, model: ModelName): Note[] {
  const notes: Note[] = [];
  if (full && (full.largest > VALID_DIFFERENCE || full.duration > VALID_DURATION))
    notes.push({
      level: full.duration > 5 * VALID_DURATION ? 'serious' : 'warning',
      code: 'outside-validity',
      text: `${model.toUpperCase()} is outside its validity here: the porous-electrode model (dfn) differs by up to ${(1e3 * full.largest).toPrecision(2)} mV and ${(100 * full.duration).toPrecision(2)} % in the duration of a step`,
    });
  if (mesh.largest > 5 * WANTED_ERROR || mesh.duration > 5 * WANTED_DURATION)
    notes.push({
      level: 'warning',
      code: 'coarse-mesh',
      text: `the mesh is coarse for this run: ${(1e3 * mesh.largest).toPrecision(2)} mV and ${(100 * mesh.duration).toPrecision(2)} % of a duration depend on it; more nodes, more shells or lower rates help`,
    });
  return notes;
}

/** What in the cell was fitted, and to what. */
function describeFitted({ fitted }: Cell): Note[] {
  if (!fitted) return [];
  const list = fitted.map(
    ({ name, value, sigma, unit, to }) =>
      `${name} ${Number(value.toPrecision(4))}${sigma === undefined ? ', not fixed by the data,' : ` ± ${Number(sigma.toPrecision(2))}`} ${unit} to ${to.join(' and ')}`,
  );
  return [{ level: 'info', code: 'fitted-parameters', text: `fitted, not measured: ${list.join('; ')}` }];
}

/** Steps that were at an end when they began; each label is told once. */
function describeIdleSteps(steps: readonly StepSummary[]): Note[] {
  const idle = new Map<string, { first: StepSummary; times: number }>();
  for (const step of steps) {
    if (step.duration > 0 || step.ending.by === 'failure' || step.ending.by === 'done') continue;
    const known = idle.get(step.label);
    if (known) known.times++;
    else idle.set(step.label, { first: step, times: 1 });
  }
  return [...idle.values()].map(({ first, times }) => ({
    level: 'warning',
    code: 'idle-step',
    text: `"${first.label}" did nothing${times > 1 ? ` in ${times} steps` : ''}: ${first.ending.text}, where it would start at ${first.startVoltage.toFixed(3)} V`,
    where: `step ${first.step}`,
  }));
}

/**
 * The range of salt concentration that the run ended in: electrolyte formulas are measured up to about 2 to 3 mol/l.
 */
function describeRange({ concentration }: CellView): Note[] {
  if (concentration.length === 0) return [];
  const low = Math.min(...concentration);
  const high = Math.max(...concentration);
  const text = `salt in the electrolyte at the end: ${low.toFixed(0)} to ${high.toFixed(0)} mol/m3`;
  const far = low < 100 || high > 2500;
  return [
    {
      level: far ? 'warning' : 'info',
      code: 'concentration-range',
      text: far ? `${text}; electrolyte formulas are hardly measured there` : text,
    },
  ];
}

function toSpectrumRecording(
  s: ProtocolRun['spectra'][number],
  about: Recording['about'],
  origin: Recording['origin'],
  notes: Note[],
): Recording<'eis'> {
  const { frequency, real, imaginary, sigma } = s.spectrum;
  const share = Math.max(
    ...real.map((re, k) => Math.hypot(sigma.real[k], sigma.imaginary[k]) / Math.hypot(re, imaginary[k])),
  );
  return {
    kind: 'eis',
    table: new Table([
      { name: 'frequency_hertz', values: frequency },
      { name: 'real_impedance_ohm', values: real, sigma: sigma.real },
      { name: 'imaginary_impedance_ohm', values: imaginary, sigma: sigma.imaginary },
      { name: 'absolute_impedance_ohm', values: real.map((re, k) => Math.hypot(re, imaginary[k])) },
      { name: 'phase_degree', values: real.map((re, k) => (Math.atan2(imaginary[k], re) * 180) / Math.PI) },
    ]),
    about,
    metadata: {
      step: s.step,
      cycle: s.cycle,
      time_second: s.time,
      voltage_volt: s.voltage,
      mesh_error_relative: share,
    },
    origin,
    notes: [
      ...notes,
      {
        level: 'info',
        code: 'numerical-error',
        text: `error of mesh and formulation: ${(100 * share).toPrecision(2)} % of the impedance at most`,
      },
    ],
  };
}
