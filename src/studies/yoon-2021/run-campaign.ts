import { cathodeMass as cathodeMassOf } from '../../cells/evidence/cycler.js';
import { parseProtocol, simulateCell, type Cell, type ModelName, type Simulation } from '../../cells/index.js';
import { subContext, type Citation, type Context, type Note } from '../../core/index.js';
import {
  makeAgeing,
  makeCoating,
  particleCaseOf,
  type AgeingClock,
  type CellGroup,
  type Particles,
  type Resistance,
} from './ageing.js';
import { applyDraw, type CellDraw } from './draw.js';

/** One number of one run. */
export interface CampaignValue {
  id: string;
  at?: string;
  value: number;
}

export interface Axes {
  x: string;
  y: string;
}

/** Points of one run for a figure. */
export interface CampaignCurve {
  curve: string;
  x: number[];
  y: number[];
  /** Where they are not those of the campaign. */
  axes?: Axes;
}

/** A part of a campaign: a protocol, each cycle of which ages the cell like `factor` cycles. */
export interface Phase {
  name: string;
  protocol: string;
  factor: number;
}

export interface Mesh {
  nodes: number;
  shells: number;
  tolerance: number;
}

/** What one group of the paper's tests does to a cell, and what is read off it. */
export interface Campaign {
  title: string;
  model: ModelName;
  /** @default {@link MESH} */
  mesh?: Mesh;
  /** Axes of its curves. */
  axes: Axes;
  /** The inner state at the end of each step is read, not only that at the end of a phase. */
  views?: boolean;
  phases: readonly Phase[];
  /** Where the first phase begins. @default a fresh cell */
  state?: Float64Array;
  measure(run: CampaignRun): Promise<{ values: CampaignValue[]; curves: CampaignCurve[] }>;
}

export interface CampaignRun {
  phase(name: string): Simulation | undefined;
  /** [kg] of active material in the cathode. */
  mass: number;
  cell: Cell;
}

/** What one run of a campaign gives. */
export interface CampaignPiece {
  values: CampaignValue[];
  curves: CampaignCurve[];
  /** Names of the phases that ended early, with why, and where the particle has no further rows. */
  notes: Note[];
  /** Sources of the model and its mechanisms. */
  citations: Citation[];
}

/** Mesh and tolerance of campaigns; see docs/cells-study.md for what they cost in accuracy. */
export const MESH: Mesh = { nodes: 6, shells: 8, tolerance: 5e-4 };

/** [kg] active material of a cell's cathode; none where it is lithium. */
export const cathodeMass = (cell: Cell): number =>
  cell.positive.kind === 'porous' ? cathodeMassOf(cell, 'LiNi0.8Co0.1Mn0.1O2') : Number.NaN;

/**
 * One cell through one campaign. Phase follows phase from the state the last one ended in.
 */
export async function runCampaign(
  given: Cell,
  campaign: Campaign,
  group: CellGroup,
  draw: CellDraw,
  resistance: Resistance,
  particles?: Particles,
  ctx?: Context,
): Promise<CampaignPiece> {
  const cell = applyDraw(given, draw);
  const clock: AgeingClock = { factor: 1 };
  const coating = makeCoating(group, draw);
  const mechanisms = makeAgeing(cell, coating, draw, resistance, clock, particles?.[particleCaseOf(group)]);
  let citations: readonly Citation[] = [];
  const done = new Map<string, Simulation>();
  const notes: Note[] = [];
  let beyond: Note | undefined;
  let { state } = campaign;
  for (const [k, phase] of campaign.phases.entries()) {
    clock.factor = phase.factor;
    const options = {
      model: campaign.model,
      ...(campaign.mesh ?? MESH),
      mechanisms,
      state,
      errorEstimate: false,
      views: campaign.views,
    };
    const run = await simulateCell(
      cell,
      parseProtocol(phase.protocol),
      options,
      subContext(ctx, phase.name, k / campaign.phases.length, (k + 1) / campaign.phases.length),
    );
    state = run.state;
    beyond = run.recording.notes.find(({ code }) => code === 'beyond-particle') ?? beyond;
    if (run.recording.origin.type === 'simulated') citations = run.recording.origin.citations ?? [];
    if (run.ending.by !== 'done') {
      notes.push({
        level: 'warning',
        code: 'ended-early',
        text: `"${phase.name}" ended early, and with it the test: ${run.ending.text}`,
        where: group,
      });
      break;
    }
    done.set(phase.name, run);
  }
  const measured = await campaign.measure({ phase: (name) => done.get(name), mass: cathodeMass(cell), cell });
  const none = measured.values.filter(({ value }) => !Number.isFinite(value));
  if (none.length > 0)
    notes.push({
      level: 'serious',
      code: 'no-number',
      text: `no number comes out for ${none.map(({ id, at }) => (at === undefined ? id : `${id} at ${at}`)).join(', ')}: the cell gives nothing there, and does not count`,
      where: group,
    });
  return {
    ...measured,
    values: measured.values.filter(({ value }) => Number.isFinite(value)),
    notes: beyond ? [...notes, { ...beyond, where: group }] : notes,
    citations: [...citations],
  };
}
