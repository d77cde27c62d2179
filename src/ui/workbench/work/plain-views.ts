import type { Recording, Table } from '../../../core/index.js';
import type { Panel, Series } from '../plot/panel.js';
import { titleOfColumn } from './column-words.js';

/**
 * How recordings of a kind are drawn where two of their columns say it all: the first of each that is there is taken.
 */
interface PlainView {
  id: string;
  title: string;
  x: readonly string[];
  y: readonly (string | RegExp)[];
  logX?: boolean;
  reverse?: boolean;
  /** All columns that fit are drawn, not only the first. */
  all?: boolean;
  points?: boolean;
  /** Column of text by which rows are parts of their own. */
  by?: string;
}

export const PLAIN_VIEWS: Readonly<Record<string, PlainView>> = {
  diffraction: {
    id: 'pattern',
    title: 'Pattern',
    x: ['two_theta_degree', 'q_per_angstrom', 'd_angstrom'],
    y: ['counts', 'count_rate_per_second', 'intensity'],
  },
  xps: {
    id: 'spectrum',
    title: 'Spectrum',
    x: ['binding_energy_electronvolt', 'kinetic_energy_electronvolt'],
    y: [/intensity|count/],
    reverse: true,
  },
  eels: { id: 'spectrum', title: 'Spectrum', x: ['energy_loss_electronvolt'], y: ['intensity_count'] },
  eds: { id: 'spectrum', title: 'Spectrum', x: ['energy_electronvolt', 'position_nanometre'], y: [/count/], all: true },
  dsc: {
    id: 'thermogram',
    title: 'Thermogram',
    x: ['temperature_celsius'],
    y: ['heat_flow_watt_per_gram', 'heat_flow_watt'],
  },
  tga: { id: 'thermogram', title: 'Thermogram', x: ['temperature_celsius'], y: ['mass_percent', 'mass_gram'] },
  sorption: {
    id: 'isotherm',
    title: 'Isotherm',
    x: ['relative_pressure'],
    y: ['loading_millimole_per_gram'],
    by: 'branch',
  },
  dems: { id: 'gases', title: 'Gases', x: ['time_second'], y: [/^m\d+_(ampere|pa)$/], all: true },
  'mass-spectrum': { id: 'spectrum', title: 'Spectrum', x: ['mass_to_charge'], y: ['ion_current_ampere'] },
  titration: { id: 'titration', title: 'Titration', x: ['volume_millilitre'], y: ['ph'] },
  'particle-size': {
    id: 'sizes',
    title: 'Sizes',
    x: ['upper_micrometre', 'lower_micrometre'],
    y: [/_percent$/],
    all: true,
    logX: true,
  },
  dos: { id: 'dos', title: 'Density of states', x: ['energy_ev'], y: [/density_per_electronvolt$/], all: true },
  'charge-density': { id: 'average', title: 'Average along c', x: ['position_angstrom'], y: [/.*/] },
  md: { id: 'temperature', title: 'Temperature', x: ['time_fs'], y: ['temperature_kelvin'] },
  relaxation: { id: 'relaxation', title: 'Relaxation', x: ['step_count'], y: ['potential_energy_ev'] },
  ageing: { id: 'ageing', title: 'Ageing', x: ['cycle_count'], y: [/capacity/, /.*/] },
  particle: { id: 'area', title: 'Exposed area', x: ['cycle_count'], y: ['exposed_area_square_metre_per_gram'] },
  micrograph: { id: 'histogram', title: 'Grey values', x: ['grey_value'], y: [/.*/] },
};

/** The usual panel of a recording whose kind has one. */
export function drawPlain(view: PlainView, recording: Recording): Panel | undefined {
  const { table } = recording;
  const x = view.x.find((name) => table.has(name));
  if (x === undefined) return undefined;
  const wanted = view.y.flatMap((want) =>
    numbersOf(table).filter((name) => name !== x && (want instanceof RegExp ? want.test(name) : want === name)),
  );
  const names = view.all ? [...new Set(wanted)] : wanted.slice(0, 1);
  if (names.length === 0) return undefined;
  return drawColumns(recording, x, names, view);
}

/** Any columns of a recording against one of them. */
export function drawColumns(
  { table }: Recording,
  x: string,
  names: readonly string[],
  { id, title, logX, reverse, points, by }: Partial<PlainView> = {},
): Panel {
  return {
    id: id ?? 'columns',
    title: title ?? 'Columns',
    x: { title: titleOfColumn(x), log: logX, reverse },
    y: { title: names.length === 1 ? titleOfColumn(names[0]) : commonTitle(names) },
    series: names.flatMap((name) => pickSeries(table, x, name, by, points)),
  };
}

/** Names of columns that hold numbers. */
export const numbersOf = (table: Table): string[] =>
  table.columns.filter((c) => !Array.isArray(c.values)).map((c) => c.name);

/** Rows where both columns have a value, as one series or one for each word of a column of text. */
function pickSeries(table: Table, x: string, y: string, by: string | undefined, points?: boolean): Series[] {
  const [cx, cy] = [table.get(x), table.get(y)];
  const words = by !== undefined && table.has(by) ? table.text(by) : undefined;
  const [vx, vy] = [table.column(x), table.column(y)];
  const here = (i: number): boolean => (!cx.valid || cx.valid[i] === 1) && (!cy.valid || cy.valid[i] === 1);
  const parts = words ? [...new Set(words)] : [undefined];
  return parts.map((word) => {
    if (word === undefined && !cx.valid && !cy.valid)
      return { label: titleOfColumn(y), x: vx.slice(), y: vy.slice(), points };
    const rows: number[] = [];
    for (let i = 0; i < table.length; i++) if (here(i) && (word === undefined || words![i] === word)) rows.push(i);
    return {
      label: word ?? titleOfColumn(y),
      x: Float64Array.from(rows, (i) => vx[i]),
      y: Float64Array.from(rows, (i) => vy[i]),
      points,
    };
  });
}

function commonTitle(names: readonly string[]): string {
  const units = new Set(names.map((name) => / \/ (.+)$/.exec(titleOfColumn(name))?.[1] ?? ''));
  const [unit] = units;
  return units.size === 1 && unit ? `value / ${unit}` : 'value';
}
