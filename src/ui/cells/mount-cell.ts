import { SHIPPED_PROTOCOLS } from '../../cells/index.js';
import type { CellPageData } from '../../workbench/cell-page/page-data.js';
import { AgeingPanel } from './ageing-panel.js';
import { changeCell, readCellDocument, suggestProtocol, type CellDocument } from './cell-document.js';
import type { cellTasks, CurveInput, TableInput } from './cell-tasks.js';
import { CurvePanel, type MeasuredCurve } from './curve-panel.js';
import { findDischargeRate, setDischargeRate } from './discharge-rate.js';
import { digits, withPrefix } from './format.js';
import { LatestRunner, SUPERSEDED } from './latest-runner.js';
import { linearScale, logarithmicScale, Slider } from './slider.js';
import { TaskWorker } from '../workbench/work/tasks.js';
import { byId, download, h } from '../dom.js';

/**
 * [ms] after the last change, until the error of the curve is looked for; and after the last letter, until a protocol
 * is run.
 */
const REST = 400;
/** [ms] that a run takes before a button to stop it comes. */
const LONG = 1000;

/** What is set, as an address holds it; what is as in the file is left out. */
export type CellSettings = Readonly<Record<string, string>>;

/** The cell of the page, once it lives. */
export interface MountedCell {
  /** Lays a measured curve over the computed one, or takes it away. */
  setMeasured(measured: MeasuredCurve | undefined): void;
}

/**
 * Brings controls and figures of the page's cell to life.
 *
 * @param asked what an address asks for
 * @param tell  called with what is set whenever a curve is asked for
 */
export function mountCell(
  data: CellPageData,
  asked: CellSettings,
  tell: (settings: CellSettings) => void,
): MountedCell {
  const cellChoice = byId<HTMLSelectElement>('cell');
  const model = byId<HTMLSelectElement>('model');
  const shipped = byId<HTMLSelectElement>('shipped');
  const protocol = byId<HTMLTextAreaElement>('protocol');
  const status = byId('status');
  const stop = byId<HTMLButtonElement>('stop');

  let chosen: CellDocument;
  let name = '';
  let took = 0;
  let resting: ReturnType<typeof setTimeout> | undefined;

  const sliders = {
    radius: new Slider('radius', () => submit()),
    thickness: new Slider('thickness', () => submit()),
    resistance: new Slider('resistance', () => submit()),
    temperature: new Slider('temperature', () => submit()),
    rate: new Slider('rate', () => {
      protocol.value = setDischargeRate(protocol.value, sliders.rate.value);
      shipped.value = '';
      submit();
    }),
  };
  const client = new TaskWorker<typeof cellTasks>();
  const saveTable = async (input: TableInput): Promise<void> =>
    download(
      `${name}${input.table === 'spectrum' ? `.eis-${input.index! + 1}` : ''}.bdf.csv`,
      await client.ask('csv', input),
      'text/csv',
    );
  const curves = new CurvePanel(data.figures, (table) => void saveTable(table));
  const ageing = new AgeingPanel(data.figures, () => ({
    name,
    cell: changedCell(),
    model: model.value as CurveInput['model'],
    temperature: temperature(),
  }));

  const runner = new LatestRunner<CurveInput>(async (input, signal) => {
    clearTimeout(resting);
    const show = setTimeout(() => (stop.hidden = false), LONG);
    if (input.errorEstimate) status.append(' …');
    else status.textContent = 'computing …';
    try {
      const onProgress = (done: number, total?: number): void =>
        void (total && total > 20 && (status.textContent = `${done} of ${total} steps`));
      const output = await client.ask('curve', input, { signal, onProgress });
      if (signal.reason === SUPERSEDED) return;
      byId('protocol-error').textContent = '';
      await curves.show(output, input.errorEstimate || signal.aborted);
      if (!input.errorEstimate) took = output.duration;
      status.textContent = `computed in ${digits(took, 2)} ms${output.error === undefined ? '' : `; error ${digits(1000 * output.error, 2)} mV`}`;
      if (!input.errorEstimate && !signal.aborted)
        resting = setTimeout(() => runner.submit({ ...input, errorEstimate: true }, 0), REST);
    } catch (error) {
      byId('protocol-error').textContent = (error as Error).message;
      status.textContent = '';
    } finally {
      clearTimeout(show);
      stop.hidden = true;
    }
  });
  stop.addEventListener('click', () => runner.stop());

  const changedCell = (): string =>
    changeCell(chosen, {
      contactResistance: sliders.resistance.value,
      radiusFactor: sliders.radius.value,
      thicknessFactor: sliders.thickness.value,
    });
  const temperature = (): number | undefined =>
    sliders.temperature.value === chosen.cell.initialTemperature ? undefined : sliders.temperature.value;

  /** What differs from the file, as an address holds it. */
  const currentSettings = (): CellSettings => {
    const numbers = {
      radius: 1,
      thickness: 1,
      resistance: chosen.cell.contactResistance,
      temperature: chosen.cell.initialTemperature,
    };
    return {
      cell: cellChoice.value === '' ? '' : data.cells[Number(cellChoice.value)].name,
      protocol: protocol.value,
      model: model.value,
      ...Object.fromEntries(
        Object.entries(numbers).flatMap(([key, own]) => {
          const { value } = sliders[key as keyof typeof numbers];
          return value === own ? [] : [[key, String(value)]];
        }),
      ),
    };
  };

  /** Takes what an address asks for, once its cell stands. */
  function applySettings(): void {
    if (asked.protocol) protocol.value = asked.protocol;
    if (asked.model && chosen.models.includes(asked.model as CurveInput['model'])) model.value = asked.model;
    readProtocol();
    for (const key of ['radius', 'thickness', 'resistance', 'temperature'] as const) {
      const value = Number(asked[key]);
      if (asked[key] !== undefined && Number.isFinite(value)) sliders[key].set(value);
    }
    submit();
  }

  /** Asks for the curve of what is set now. */
  function submit(): void {
    clearTimeout(resting);
    tell(currentSettings());
    runner.submit({
      cell: changedCell(),
      protocol: protocol.value,
      model: model.value as CurveInput['model'],
      temperature: temperature(),
      errorEstimate: false,
    });
  }

  /** Takes a parameter file, or says what is wrong with it. */
  function takeCell(text: string, file: string): boolean {
    try {
      chosen = readCellDocument(text, file);
    } catch (error) {
      byId('cell-error').textContent = (error as Error).message;
      return false;
    }
    byId('cell-error').textContent = '';
    name = file.replace(/\.json$/i, '');
    byId('cell-title').textContent = chosen.cell.title;
    for (const option of model.options) option.disabled = !chosen.models.includes(option.value as CurveInput['model']);
    if (!chosen.models.includes(model.value as CurveInput['model'])) model.value = chosen.models[0];
    shipped.value = '';
    protocol.value = suggestProtocol(chosen.cell);
    ageing.setCell(chosen.cell);
    curves.clear();
    resetSliders();
    submit();
    return true;
  }

  function resetSliders(): void {
    const { positive, contactResistance, nominalCapacity, initialTemperature } = chosen.cell;
    if (positive.kind === 'porous') {
      const { radius } = positive.materials[0];
      const blend = positive.materials.length > 1 ? 'all materials alike; shown is the first' : '';
      sliders.radius.reset(
        logarithmicScale(0.25, 4, 160, (v) => withPrefix(v * radius, 'm')),
        1,
        blend,
      );
      sliders.thickness.reset(
        logarithmicScale(0.5, 2, 120, (v) => withPrefix(v * positive.thickness, 'm')),
        1,
        'C-rates count on the capacity in the file',
      );
    } else {
      for (const slider of [sliders.radius, sliders.thickness]) slider.disable('lithium metal on both sides');
    }
    // Up to a drop of 0.3 V at 1C.
    const most = Number(((0.3 * 3600) / nominalCapacity).toPrecision(1));
    sliders.resistance.reset(
      linearScale(0, Math.max(most, 2 * contactResistance), 150, (v) => withPrefix(v, 'Ω')),
      contactResistance,
    );
    sliders.temperature.reset(
      linearScale(253.15, 333.15, 80, (v) => `${digits(v - 273.15)} °C`),
      initialTemperature,
    );
    readProtocol();
  }

  /** Lets the sliders of the test follow what the protocol says. */
  function readProtocol(): void {
    const rate = findDischargeRate(protocol.value);
    if (rate === undefined) sliders.rate.disable('the protocol discharges at no C-rate, or at several');
    else
      sliders.rate.reset(
        logarithmicScale(0.05, 10, 150, (v) => `${digits(v, 3)}C`),
        rate,
      );
    if (/set\s+(the\s+)?temperature/i.test(protocol.value)) sliders.temperature.disable('the protocol sets it');
    else
      sliders.temperature.reset(
        linearScale(253.15, 333.15, 80, (v) => `${digits(v - 273.15)} °C`),
        sliders.temperature.value,
      );
  }

  async function takeFile(file: File): Promise<void> {
    const text = await file.text();
    if (!takeCell(text, file.name)) return;
    cellChoice.append(h('option', { value: String(data.cells.length) }, `${file.name}: ${chosen.cell.title}`));
    data.cells.push({ name: file.name, title: chosen.cell.title, text });
    cellChoice.selectedIndex = data.cells.length - 1;
  }

  cellChoice.append(
    ...data.cells.map(({ name: file, title }, k) => h('option', { value: String(k) }, `${file}: ${title}`)),
  );
  cellChoice.addEventListener('change', () => {
    const { text, name: file } = data.cells[Number(cellChoice.value)];
    takeCell(text, file);
  });
  byId<HTMLInputElement>('cell-file').addEventListener('change', (event) => {
    const [file] = (event.target as HTMLInputElement).files ?? [];
    if (file) void takeFile(file);
  });
  for (const kind of ['dragover', 'drop'] as const) {
    byId('cell-view').addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      if (kind === 'drop' && event.dataTransfer.files[0]) void takeFile(event.dataTransfer.files[0]);
    });
  }
  model.addEventListener('change', submit);
  shipped.addEventListener('change', () => {
    protocol.value = shipped.value ? SHIPPED_PROTOCOLS[shipped.value].text : suggestProtocol(chosen.cell);
    readProtocol();
    submit();
  });
  let typing: ReturnType<typeof setTimeout> | undefined;
  protocol.addEventListener('input', () => {
    shipped.value = '';
    clearTimeout(typing);
    typing = setTimeout(() => (readProtocol(), submit()), REST);
  });
  byId('settings').addEventListener('submit', (event) => event.preventDefault());
  byId('reset').addEventListener('click', () => {
    resetSliders();
    submit();
  });
  byId('save-cell').addEventListener('click', () => download(`${name}.json`, changedCell(), 'application/json'));
  const first = Math.max(
    0,
    data.cells.findIndex((c) => c.name === asked.cell),
  );
  cellChoice.selectedIndex = first;
  takeCell(data.cells[first].text, data.cells[first].name);
  applySettings();
  return { setMeasured: (measured) => curves.setMeasured(measured) };
}
