import { BARE_CELL, COATED_CELL, type CellPageData } from '../../study/cell-page/page-data.js';
import { byId } from '../dom.js';
import type { AgedCycle, AgeingInput, AgeingOutput } from './cell-tasks.js';
import { describeQuantity, digits, duration } from './format.js';
import { LivePlot } from './live-plot.js';
import { showNotes } from './note-list.js';
import { USUAL_CHOICE, type CoatingChoice } from './page-ageing.js';
import { linearScale, logarithmicScale, Slider } from './slider.js';
import { makeTable } from './table.js';
import { TaskClient } from './task-client.js';

const percent = (share: number): string => `${digits(100 * share, 3)} %`;

/** One of the two cells while it ages. */
interface Runner {
  name: string;
  client: TaskClient;
  cycles: AgedCycle[];
  output?: AgeingOutput;
}

/** Ages a bare and a coated cell side by side, each in a worker of its own, and draws their capacities as they come. */
export class AgeingPanel {
  readonly #cycle = byId<HTMLTextAreaElement>('cycle');
  readonly #sliders: Record<'outer' | 'boundary' | 'rates' | 'strength', Slider>;
  #plot?: LivePlot;
  #runners?: [Runner, Runner];
  #controller?: AbortController;

  /** @param setting cell, model and temperature of the moment */
  constructor(private readonly figures: CellPageData['figures'], private readonly setting: () => Pick<AgeingInput, 'cell' | 'model' | 'temperature'>) {
    const quiet = (): void => undefined;
    this.#sliders = { outer: new Slider('outer', quiet), boundary: new Slider('boundary', quiet), rates: new Slider('rates', quiet), strength: new Slider('strength', quiet) };
    const share = linearScale(0, 1, 200, percent);
    this.#sliders.outer.reset(share, USUAL_CHOICE.outerCoverage);
    this.#sliders.boundary.reset(share, USUAL_CHOICE.boundaryCoverage);
    this.#sliders.rates.reset(logarithmicScale(0.01, 1, 100, percent), USUAL_CHOICE.relativeRate);
    this.#sliders.strength.reset(linearScale(1, 5, 80, (v) => `× ${digits(v, 3)}`), USUAL_CHOICE.boundaryStrength);
    byId('coating').addEventListener('submit', (event) => event.preventDefault());
    byId('run').addEventListener('click', () => void this.#run());
    byId('cancel').addEventListener('click', () => this.#controller?.abort());
  }

  /** Another cell: its usual cycle, or none where it has no cathode to coat. */
  setCell(cycle: string | undefined): void {
    this.#controller?.abort();
    this.#cycle.value = cycle ?? '';
    byId('ageing').hidden = cycle === undefined;
    byId('ageing-result').hidden = true;
    byId('ageing-status').textContent = '';
  }

  async #run(): Promise<void> {
    const count = byId<HTMLInputElement>('cycles');
    const complaint = byId('cycle-error');
    complaint.textContent = count.checkValidity() ? '' : 'The number of cycles is a whole number from 1 to 5000.';
    if (complaint.textContent) return;
    const cycles = count.valueAsNumber;
    const controller = (this.#controller = new AbortController());
    const coating: CoatingChoice = { outerCoverage: this.#sliders.outer.value, boundaryCoverage: this.#sliders.boundary.value, relativeRate: this.#sliders.rates.value, boundaryStrength: this.#sliders.strength.value };
    const input = { ...this.setting(), cycle: this.#cycle.value, cycles, resistance: byId<HTMLSelectElement>('ageing-resistance').value as AgeingInput['resistance'] };
    const clients = this.#runners?.map((r) => r.client) ?? [new TaskClient(), new TaskClient()];
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
          runner.output = await runner.client.run('ageing', { ...input, coating: k === 1 ? coating : undefined }, { signal: controller.signal, onPart });
        }),
      );
      await this.#show(cycles);
      const done = runners.map((r) => r.cycles.length);
      const said = done[0] === done[1] ? `${done[0]} cycles of each` : `${done[0]} cycles of the bare and ${done[1]} of the coated cell`;
      byId('ageing-status').textContent = `${said}, in ${duration((performance.now() - began) / 1000)}`;
    } catch (error) {
      controller.abort();
      complaint.textContent = (error as Error).message;
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
    this.#plot ??= new LivePlot(byId('capacity-figure'), this.figures.capacity);
    const rows = runners.flatMap((r) => r.cycles.map(({ cycle, capacity }) => ({ which: r.name, cycle, capacity: 1000 * capacity })));
    this.#showTable(runners);
    await this.#plot.show(rows, `Discharge capacity over ${Math.max(...runners.map((r) => r.cycles.length))} of ${cycles} cycles; the numbers are in the table below`);
  }

  #showTable(runners: [Runner, Runner]): void {
    const both = (what: string, of: (r: Runner) => string): string[] => [what, ...runners.map(of)];
    const last = (r: Runner): AgedCycle | undefined => r.cycles.at(-1);
    const rows = [
      both('cycles', (r) => String(r.cycles.length)),
      both('first capacity', (r) => (r.cycles[0] ? `${digits(1000 * r.cycles[0].capacity, 5)} mAh` : '')),
      both('last capacity', (r) => (last(r) ? `${digits(1000 * last(r)!.capacity, 5)} mAh` : '')),
      both('kept', (r) => (last(r) ? percent(last(r)!.capacity / r.cycles[0].capacity) : '')),
    ];
    const names = Object.keys(runners[0].output?.quantities ?? {});
    for (const name of names) rows.push([describeQuantity(name, 0)[0], ...runners.map((r) => (r.output?.quantities[name] === undefined ? '' : describeQuantity(name, r.output.quantities[name])[1]))]);
    byId('ageing-table').replaceChildren(makeTable('Bare and coated', ['', ...runners.map((r) => r.name)], rows));
    showNotes(
      byId('ageing-notes'),
      runners.flatMap((r) => (r.output?.stopped ? [{ level: 'warning' as const, code: 'ended-early', text: `the ${r.name} cell went through ${r.cycles.length} cycles: ${r.output.stopped}` }] : [])),
    );
  }
}
