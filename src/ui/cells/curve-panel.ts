import { BEFORE, MEASURED, NOW, type CellFigureName, type CellPageData } from '../../workbench/cell-page/page-data.js';
import { byId, h } from '../dom.js';
import type { Curve, CurveOutput, TableInput } from './cell-tasks.js';
import { digits, duration } from './format.js';
import { loadDrawing } from '../load-drawing.js';
import type { LivePlot } from './live-plot.js';
import { showNotes } from './note-list.js';
import { makeTable } from './table.js';

/** [V] Below this a voltage is what floating-point arithmetic leaves of zero. */
const DUST = 1e-9;
const withoutDust = (voltage: number): number => (Math.abs(voltage) < DUST ? 0 : voltage);

type Axis = 'byTime' | 'byCharge';

/** A curve that was measured: [h], [V] and [mAh] within the step, [V]. */
export type MeasuredCurve = Record<Axis, Curve>;

/** The voltage of the setting shown, faintly that of the one before, and what else a run gives. */
export class CurvePanel {
  readonly #place = byId('voltage-figure');
  readonly #figures: CellPageData['figures'];
  #plot?: { axis: Axis; plot: LivePlot };
  #impedance?: LivePlot;
  #measured?: MeasuredCurve;
  #now?: CurveOutput;
  #before?: CurveOutput;
  #settled = false;
  #pinned = false;

  constructor(
    figures: CellPageData['figures'],
    private readonly save: (table: TableInput) => void,
  ) {
    this.#figures = figures;
    byId('axis').addEventListener('change', () => void this.#draw());
    const pin = byId('pin');
    pin.addEventListener('click', () => {
      this.#pinned = !this.#pinned;
      if (this.#pinned) this.#before = this.#now;
      pin.setAttribute('aria-pressed', String(this.#pinned));
      pin.textContent = this.#pinned ? 'Unpin' : 'Pin this curve';
      void this.#draw();
    });
  }

  /** Forgets all curves: those of another cell are nothing to compare with. */
  clear(): void {
    this.#now = this.#before = undefined;
    if (this.#pinned) byId('pin').click();
  }

  /** Lays a measured curve over the others, or takes it away. */
  setMeasured(measured: MeasuredCurve | undefined): void {
    this.#measured = measured;
    void this.#draw();
  }

  /** Shows a run. The curve that stood while nothing moved stays as the one before. */
  async show(output: CurveOutput, settled: boolean): Promise<void> {
    if (this.#settled && !settled && !this.#pinned) this.#before = this.#now;
    this.#settled = settled;
    this.#now = output;
    this.#showTables(output);
    await this.#draw();
    this.#place.dataset.drawn = String(Number(this.#place.dataset.drawn ?? 0) + 1);
  }

  async #draw(): Promise<void> {
    const { LivePlot } = await loadDrawing();
    const now = this.#now;
    if (!now) return;
    const axis = byId<HTMLSelectElement>('axis').value as Axis;
    if (this.#plot?.axis !== axis) {
      this.#plot?.plot.dispose();
      this.#plot = { axis, plot: new LivePlot(this.#place, this.#figures[axis]) };
    }
    const { y } = now.byTime;
    const label = `Voltage against ${axis === 'byTime' ? 'time' : 'charge'}: ${digits(y[0])} V at the beginning, ${digits(y[y.length - 1])} V at the end; lowest ${digits(Math.min(...y))} V, highest ${digits(Math.max(...y))} V`;
    await this.#plot.plot.show(
      toRows(axis === 'byTime' ? 'time' : 'charge', 'voltage', now[axis], this.#before?.[axis], this.#measured?.[axis]),
      label,
    );
    byId('impedance-part').hidden = now.spectra === 0;
    if (now.spectra === 0) return;
    this.#impedance ??= new LivePlot(byId('impedance-figure'), this.#figures['impedance' satisfies CellFigureName]);
    await this.#impedance.show(
      toRows('real', 'imaginary', now.impedance, this.#before?.impedance),
      `Impedance: real part from ${digits(Math.min(...now.impedance.x))} to ${digits(Math.max(...now.impedance.x))} Ω`,
    );
  }

  #showTables({ steps, stepCount, notes, spectra }: CurveOutput): void {
    const hidden = stepCount - steps.length;
    const rows = steps.map((s) => [
      String(s.step),
      String(s.cycle),
      s.label,
      duration(s.duration),
      digits(withoutDust(s.endVoltage), 5),
      digits(1000 * s.endCurrent),
      digits(s.charge / 3.6),
      s.ending,
    ]);
    byId('steps').replaceChildren(
      makeTable(
        hidden > 0 ? `Steps; ${hidden} between the first and the last ${steps.length / 2} are not shown` : 'Steps',
        ['step', 'cycle', 'what', 'for', 'end / V', 'end / mA', 'charge / mAh', 'ended because'],
        rows,
      ),
    );
    showNotes(byId('notes'), notes);
    const button = (label: string, table: TableInput): HTMLElement =>
      h('button', { type: 'button', class: 'download', onclick: () => this.save(table) }, label);
    byId('downloads').replaceChildren(
      button('Table as BDF csv', { table: 'cycling' }),
      ...Array.from({ length: spectra }, (_, k) => button(`Spectrum ${k + 1} as csv`, { table: 'spectrum', index: k })),
    );
  }
}

/** Rows of a figure, the line before first, so that it lies below. */
function toRows(x: string, y: string, now: Curve, before?: Curve, measured?: Curve): { which: string }[] {
  const rows = (which: string, curve?: Curve): { which: string }[] =>
    curve ? Array.from(curve.x, (v, i) => ({ which, [x]: v, [y]: curve.y[i], part: curve.part[i] })) : [];
  return [...rows(BEFORE, before), ...rows(MEASURED, measured), ...rows(NOW, now)];
}
