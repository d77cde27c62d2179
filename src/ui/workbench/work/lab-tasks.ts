import { CermetError, InputError } from '../../../core/index.js';
import { packScene } from '../../../scene/pack-frames.js';
import { packParticle } from '../../../scene/pack-particle.js';
import type { PackedParticle, PackedScene } from '../../../scene/page-data.js';
import { createCermet } from '../../../workbench/index.js';
import { describeKinds, findProblems } from '../../../workbench/page/describe-study.js';
import type { DeskKind, DeskProblem } from '../../../workbench/page/study-desk.js';
import type { Row } from '../data/rows.js';
import { buffersOf, outlinePanel } from '../plot/outline.js';
import type { Panel } from '../plot/panel.js';
import { drawComparison, type CompareFigureInput } from './compare-figure.js';
import { compareFiles, type CompareInput } from './compare-files.js';
import { cycleNumbers, drawCapacity, drawCharge, drawDifferential, drawMeasured, drawTime } from './cycling-views.js';
import { describeRead } from './describe-read.js';
import { FileStore, type DroppedFile } from './file-store.js';
import { drawBode, drawNyquist, drawResiduals } from './impedance-views.js';
import { describeParticle, toParticleScene } from './particle-files.js';
import { drawColumns, drawPlain, numbersOf, PLAIN_VIEWS } from './plain-views.js';
import type { TaskContext } from './tasks.js';
import { unpackZips } from './unpack-zips.js';

const cermet = createCermet();
const store = new FileStore(cermet);
const nameOf = (path: string): string => path.split('/').at(-1)!;

async function readRow(path: string, reader?: string): Promise<Row> {
  const size = store.sizeOf(path);
  try {
    const particle = reader === undefined ? await store.particle(path) : undefined;
    if (particle) return describeParticle(path, size, particle);
    const titles = new Map((await cermet.kinds()).map((kind) => [kind.id, kind.title]));
    return describeRead(path, size, await store.read(path, reader), titles);
  } catch (error) {
    if (!(error instanceof CermetError)) throw error;
    return { path, size, error: error.message };
  }
}

/** What is asked of a view. */
export interface PanelsInput {
  path: string;
  recording: number;
  view: string;
  cycles?: readonly number[];
  /** Columns, the first of them across, for the view of any columns. */
  columns?: readonly string[];
}

async function drawPanels({ path, recording: index, view, cycles, columns }: PanelsInput): Promise<Iterable<Panel>> {
  const recording = await store.recording(path, index);
  switch (view) {
    case 'time':
      return drawTime(recording);
    case 'charge':
      return drawCharge(recording, cycles);
    case 'dqdv':
      return drawDifferential(recording, cycles);
    case 'capacity':
      return drawCapacity(recording);
    case 'nyquist':
      return drawNyquist(recording);
    case 'bode':
      return drawBode(recording);
    case 'residuals':
      return drawResiduals(recording);
    case 'plain': {
      const panel = drawPlain(PLAIN_VIEWS[recording.kind], recording);
      return panel ? [panel] : [];
    }
    default: {
      const numbers = numbersOf(recording.table);
      const [x, ...names] = columns ?? numbers.slice(0, 2);
      return x !== undefined && names.length > 0 ? [drawColumns(recording, x, names)] : [];
    }
  }
}

/** A setting of evidence, as a form shows it. */
export interface KindSetting {
  name: string;
  describe: string;
  default?: string;
  choices?: readonly string[];
}

/** What the workbench's worker for files does. */
export const labTasks = {
  /** Takes files and reads them one after the other, each told as soon as it is read. */
  async take(files: readonly DroppedFile[], ctx: TaskContext): Promise<void> {
    const places = await store.take(await unpackZips(files));
    ctx.part({ places });
    for (const [i, { path }] of places.entries()) {
      ctx.progress?.(i, places.length, path);
      ctx.part({ row: await readRow(path) });
    }
  },
  readWith: ({ path, reader }: { path: string; reader: string }): Promise<Row> => readRow(path, reader),
  async readers(): Promise<{ id: string; title: string; kind: string }[]> {
    return (await cermet.readers()).map(({ id, title, kind }) => ({ id, title, kind }));
  },
  /** Panels of a view, each handed over as soon as it is made. */
  async panels(input: PanelsInput, ctx: TaskContext): Promise<void> {
    for (const panel of await drawPanels(input)) {
      const outlined = outlinePanel(panel);
      ctx.part(outlined, [...new Set(buffersOf(outlined))]);
    }
  },
  async cycles({ path, recording }: { path: string; recording: number }): Promise<number[]> {
    return cycleNumbers(await store.recording(path, recording));
  },
  async 'measured curve'({ path, recording, cycle }: { path: string; recording: number; cycle?: number }) {
    return drawMeasured(await store.recording(path, recording), cycle);
  },
  async rows(input: {
    path: string;
    recording: number;
    from: number;
    count: number;
  }): Promise<(string | number | null)[][]> {
    const { table } = await store.recording(input.path, input.recording);
    const to = Math.min(table.length, input.from + input.count);
    return Array.from({ length: Math.max(0, to - input.from) }, (_, k) =>
      table.columns.map(({ values, valid }) => (valid && !valid[input.from + k] ? null : values[input.from + k])),
    );
  },
  async scene({ path }: { path: string }): Promise<PackedScene> {
    const { structures } = await store.read(path);
    const name = nameOf(path) || 'structure';
    const times = structures.map((s) => s.info?.time_fs).filter((t): t is number => typeof t === 'number');
    return packScene(
      {
        id: 'structure',
        title: name,
        caption: '',
        frames: structures,
        ...(times.length === structures.length && { times }),
      },
      'structure',
      name.replace(/\.[^.]*$/, ''),
    );
  },
  async 'particle scene'({ path }: { path: string }): Promise<PackedParticle> {
    const particle = await store.particle(path);
    if (!particle) throw new InputError(`${path} holds no particle of grains`);
    const name = nameOf(path);
    return packParticle(toParticleScene(particle, name), 'particle', name.replace(/(\.particle)?\.[^.]*$/, ''));
  },
  blob: ({ path }: { path: string }): Blob => store.blobOf(path),
  /** Settings that evidence of a kind takes. */
  async settings({ kind }: { kind: string }): Promise<KindSetting[]> {
    const found = (await cermet.evidence()).find((k) => k.id === kind);
    return Object.entries(found?.settings ?? {}).flatMap(([name, { describe, default: fallback, choices }]) =>
      name === 'files' ? [] : [{ name, describe, default: fallback, choices }],
    );
  },
  /** Kinds of recordings that something analyses. */
  async measured(): Promise<string[]> {
    const kinds = new Set((await cermet.evidence()).map((k) => k.id));
    return (await cermet.kinds()).map((k) => k.id).filter((id) => kinds.has(id));
  },
  /** Kinds of evidence that a study may ask for, as forms show them. */
  async 'study kinds'(): Promise<DeskKind[]> {
    return describeKinds(await cermet.evidence(), new Set((await cermet.kinds()).map((kind) => kind.id)));
  },
  /** What is wrong in the text of a study. */
  async 'study problems'({ text }: { text: string }): Promise<DeskProblem[]> {
    return findProblems(text, 'study.yaml', await cermet.evidence());
  },
  figure: (input: CompareFigureInput) => drawComparison(input),
  compare: (input: CompareInput, ctx: TaskContext) => compareFiles(store, input, ctx),
};
