import { shippedAgeing, type Cell } from '../../cells/index.js';
import { BARE_CELL, COATED_CELL, type CellPageData } from '../../workbench/cell-page/page-data.js';
import { byId, download, h } from '../dom.js';
import { suggestAgeing, withCoating, type CoatingChoice } from './ageing-text.js';
import { suggestCycle } from './cell-document.js';
import type { AgedCycle, AgeingInput, AgeingOutput, cellTasks } from './cell-tasks.js';
import { describeQuantity, digits, duration } from './format.js';
import { loadDrawing } from '../load-drawing.js';
import type { LivePlot } from './live-plot.js';
import { showNotes } from './note-list.js';
import { linearScale, logarithmicScale, Slider } from './slider.js';
import { makeTable } from './table.js';
import { TaskWorker } from '../workbench/work/tasks.js';

const percent = (share: number): string => `${digits(100 * share, 3)} %`;

/** One of the two cells while it ages. */
interface Runner {
  name: string;
  client: TaskWorker<typeof cellTasks>;
  cycles: AgedCycle[];
  output?: AgeingOutput;
}

type Setting = Pick<AgeingInput, 'cell' | 'model' | 'temperature'> & { name: string };

/** Ages a bare and a coated cell side by side, each in a worker of its own, and draws their capacities as they come. */
export class AgeingPanel {
  readonly #cycle = byId<HTMLTextAreaElement>('cycle');
  readonly #mechanisms = byId<HTMLTextAreaElement>('mechanisms');
  readonly #sliders: Record<'outer' | 'boundary' | 'rates' | 'strength', Slider>;
  #plot?: LivePlot;
  #runners?: [Runner, Runner];
  #controller?: AbortController;

  /** @param setting cell, model and temperature of the moment */
  constructor(
    private readonly figures: CellPageData['figures'],
    private readonly setting: () => Setting,
  ) {
    const quiet = (): void => undefined;
    this.#sliders = {
      outer: new Slider('outer', quiet),
      boundary: new Slider('boundary', quiet),
      rates: new Slider('rates', quiet),
      strength: new Slider('strength', quiet),
    };
    byId('coating').addEventListener('submit', (event) => event.preventDefault());
    byId('run').addEventListener('click', () => void this.#run());
    byId('cancel').addEventListener('click', () => this.#controller?.abort());
    byId('save-ageing').addEventListener('click', () =>
      this.#complain(() =>
        download(
          `${this.setting().name}.ageing.json`,
          withCoating(this.#mechanisms.value, this.#choice()),
          'application/json',
        ),
      ),
    );
  }

  /** Another cell: what usually ages it, or nothing where it has no cathode to coat. */
  setCell(cell: Cell): void {
    this.#controller?.abort();
    byId('ageing').hidden = cell.positive.kind !== 'porous';
    byId('ageing-result').hidden = true;
    byId('ageing-status').textContent = '';
    if (cell.positive.kind !== 'porous') return;
    this.#cycle.value = suggestCycle(cell);
    this.#mechanisms.value = suggestAgeing(cell);
    const { coating } = shippedAgeing('coated', cell);
    const share = linearScale(0, 1, 200, percent);
    this.#sliders.outer.reset(share, coating.outerCoverage);
    this.#sliders.boundary.reset(share, coating.boundaryCoverage);
    this.#sliders.rates.reset(logarithmicScale(0.01, 1, 100, percent), coating.relativeRates.film);
    this.#sliders.strength.reset(
      linearScale(1, 5, 80, (v) => `× ${digits(v, 3)}`),
      coating.boundaryStrength,
    );
  }

  #choice(): CoatingChoice {
    const { outer, boundary, rates, strength } = this.#sliders;
    return {
      outerCoverage: outer.value,
      boundaryCoverage: boundary.value,
      relativeRate: rates.value,
      boundaryStrength: strength.value,
    };
  }

  /** Does something; what is wrong with the input is said beside it. */
  #complain(act: () => void): boolean {
    const complaint = byId('cycle-error');
    complaint.textContent = '';
    try {
      act();
    } catch (error) {
      complaint.textContent = (error as Error).message;
    }
    return complaint.textContent === '';
  }

  async #run(): Promise<void> {
    const count = byId<HTMLInputElement>('cycles');
    const cycles = count.valueAsNumber;
    let texts: string[] = [];
    const ready = this.#complain(() => {
      if (!count.checkValidity()) throw new Error('The number of cycles is a whole number from 1 to 5000.');
      texts = [undefined, this.#choice()].map((choice) => withCoating(this.#mechanisms.value, choice));
    });
    if (!ready) return;
    const controller = (this.#controller = new AbortController());
    const { cell, model, temperature } = this.setting();
    const clients = this.#runners?.map((r) => r.client) ?? [
      new TaskWorker<typeof cellTasks>(),
      new TaskWorker<typeof cellTasks>(),
    ];
    const runners = (this.#runners = [
      { name: BARE_CELL, client: clients[0], cycles: [] },
      { name: COATED_CELL, client: clients[1], cycles: [] },
    ]);
    this.#setRunning(true, cycles);
    const began = performance.now();
    let asked = false;
    const redraw = (): void => {
      if (!asked) requestAnimationFrame(() => ((asked = false), void this.#show(cycles)));
      asked = true;
    };
    try {
      await Promise.all(
        runners.map(async (runner: Runner, k) => {
          const onPart = (cycle: AgedCycle): void => void (runner.cycles.push(cycle), redraw());
          runner.output = await runner.client.ask(
            'ageing',
            { cell, model, temperature, cycle: this.#cycle.value, cycles, ageing: texts[k] },
            { signal: controller.signal, onPart },
          );
        }),
      );
      await this.#show(cycles);
      const done = runners.map((r) => r.cycles.length);
      const said =
        done[0] === done[1]
          ? `${done[0]} cycles of each`
          : `${done[0]} cycles of the bare and ${done[1]} of the coated cell`;
      byId('ageing-status').textContent = `${said}, in ${duration((performance.now() - began) / 1000)}`;
    } catch (error) {
      controller.abort();
      byId('cycle-error').textContent = (error as Error).message;
      byId('ageing-status').textContent = '';
    } finally {
      this.#setRunning(false, cycles);
    }
  }

  #setRunning(running: boolean, cycles: number): void {
    byId('run').hidden = running;
    byId('cancel').hidden = !running;
    const progress = byId<HTMLProgressElement>('ageing-progress');
    progress.hidden = !running;
    progress.max = 2 * cycles;
    progress.value = 0;
    if (running) byId('ageing-status').textContent = 'both cells age …';
    byId(running ? 'cancel' : 'run').focus({ preventScroll: true });
  }

  async #show(cycles: number): Promise<void> {
    const runners = this.#runners!;
    byId<HTMLProgressElement>('ageing-progress').value = runners[0].cycles.length + runners[1].cycles.length;
    if (runners.every((r) => r.cycles.length === 0)) return;
    byId('ageing-result').hidden = false;
    const { LivePlot } = await loadDrawing();
    this.#plot ??= new LivePlot(byId('capacity-figure'), this.figures.capacity);
    const rows = runners.flatMap((r) =>
      r.cycles.map(({ cycle, capacity }) => ({ which: r.name, cycle, capacity: 1000 * capacity })),
    );
    this.#showTable(runners);
    await this.#plot.show(
      rows,
      `Discharge capacity over ${Math.max(...runners.map((r) => r.cycles.length))} of ${cycles} cycles; the numbers are in the table below`,
    );
  }

  #showTable(runners: [Runner, Runner]): void {
    const both = (what: string, of: (r: Runner) => string): string[] => [what, ...runners.map(of)];
    const milliampereHours = (cycle?: AgedCycle): string => (cycle ? `${digits(1000 * cycle.capacity, 5)} mAh` : '');
    const rows = [
      both('cycles', (r) => String(r.cycles.length)),
      both('first capacity', (r) => milliampereHours(r.cycles[0])),
      both('last capacity', (r) => milliampereHours(r.cycles.at(-1))),
      both('kept', (r) => (r.cycles.length > 0 ? percent(r.cycles.at(-1)!.capacity / r.cycles[0].capacity) : '')),
    ];
    const fades = runners.map((r) => new Map(r.output?.fade));
    const names = [...new Set(fades.flatMap((fade) => [...fade.keys()]))].filter(
      (name) => !TOLD_OTHERWISE.includes(name),
    );
    const values = names.map((name) => [
      describeQuantity(name, 0)[0],
      ...fades.map((fade) => (fade.has(name) ? describeQuantity(name, fade.get(name)!)[1] : '')),
    ]);
    byId('ageing-table').replaceChildren(
      makeTable('Bare and coated', ['', ...runners.map((r) => r.name)], [...rows, ...values]),
    );
    const save = async ({ name, client }: Runner): Promise<void> =>
      download(`${this.setting().name}.${name}.csv`, await client.ask('csv', { table: 'fade' }), 'text/csv');
    const ready = runners.filter((r) => r.output && r.cycles.length > 0);
    byId('ageing-downloads').replaceChildren(
      ...ready.map((r) =>
        h(
          'button',
          { type: 'button', class: 'download', onclick: () => void save(r) },
          `Every cycle, ${r.name}, as csv`,
        ),
      ),
    );
    const early = runners.flatMap((r) =>
      r.output?.stopped
        ? [
            {
              level: 'warning' as const,
              code: 'ended-early',
              text: `the ${r.name} cell went through ${r.cycles.length} cycles: ${r.output.stopped}`,
            },
          ]
        : [],
    );
    showNotes(byId('ageing-notes'), [...early, ...(runners[0].output?.notes ?? [])]);
  }
}

/** Columns of the table of fade that the page shows in its own way, or not at all. */
const TOLD_OTHERWISE = ['cycle_count', 'step_count', 'test_time_second', 'discharge_current_ampere', 'capacity_ah'];
