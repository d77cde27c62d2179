import { Table, type Estimate, type Origin } from '../../core/index.js';
import { houseFigure, nominal, quantitative, type Figure } from '../../figure/index.js';
import type { EvidenceOutput } from '../../evidence/index.js';

/** What is found of one coating on one oxide; absent where it could not be had. */
export interface CoatingRow {
  coating: string;
  family: string;
  /** Seeds that are results, and seeds held back. */
  seeds: number;
  held: number;
  verdict?: string;
  drivingForce?: Estimate;
  oxygenTaken?: Estimate;
  opening?: Estimate;
  separation?: Estimate;
  wetting?: Estimate;
  selectivity?: Estimate;
  formerBonds?: Estimate;
  oxygenBound?: Estimate;
}

const endsOf = ({ value, interval }: Estimate): [number, number] => interval ?? [value, value];

/** Energy gained against opening strength, coloured by the oxygen that the film holds; of those with both. */
export function drawPareto(rows: readonly CoatingRow[], bulk: Estimate, oxide: string): Figure {
  const values = rows.flatMap(({ coating, family, drivingForce, opening, oxygenBound }) => {
    if (!drivingForce || !opening) return [];
    const [weakest, strongest] = endsOf(drivingForce);
    const [low, high] = endsOf(opening);
    return [
      {
        coating,
        family,
        gain: -drivingForce.value,
        least: -strongest,
        most: -weakest,
        opening: opening.value,
        low,
        high,
        bound: oxygenBound?.value ?? 0,
      },
    ];
  });
  const x = quantitative('gain', 'energy gained by reaction (eV/atom)');
  const y = quantitative('opening', 'opening strength (GPa)');
  const fields = [
    nominal('coating', 'coating'),
    nominal('family', 'family'),
    quantitative('gain', 'energy gained (eV/atom)'),
    quantitative('opening', 'opening strength (GPa)'),
    quantitative('bound', 'oxygen bound (nm⁻²)'),
  ];
  return {
    id: 'pareto',
    title: `Reaction and strength on ${oxide}`,
    caption: `Weakest plane of the interface against the energy that the coating gains at the strongest kink, both with their 95 % intervals; colour is the number of the oxide's oxygens that B, P or Si of the film hold. The broken line is the bulk oxide (${bulk.value.toFixed(1)} GPa). Up and to the right is what the rule looks for.`,
    spec: houseFigure(
      {
        data: { values },
        layer: [
          {
            mark: { type: 'rule', opacity: 0.35 },
            encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
          },
          {
            mark: { type: 'rule', opacity: 0.35 },
            encoding: { x: { ...x, field: 'least' }, x2: { field: 'most' }, y },
          },
          {
            mark: { type: 'point', filled: true, size: 60 },
            encoding: {
              x,
              y,
              color: quantitative('bound', 'oxygen bound (nm⁻²)', { scale: { scheme: 'viridis' } }),
              tooltip: fields,
            },
          },
          {
            mark: { type: 'text', align: 'left', dx: 6, dy: -5, fontSize: 7 },
            encoding: { x, y, text: nominal('coating', null) },
          },
          {
            data: { values: [{ bulk: bulk.value }] },
            mark: { type: 'rule', strokeDash: [3, 2] },
            encoding: { y: { ...y, field: 'bulk' } },
          },
        ],
      },
      { width: 'double', height: 80 },
    ),
  };
}

/** Harder to open than the bulk oxide, softer, or not to be told: by 95 % intervals of the two. */
function compareWithBulk(opening: Estimate | undefined, bulk: Estimate): string {
  if (!opening?.interval) return '';
  const [low, high] = opening.interval;
  const [least, most] = endsOf(bulk);
  return low > most ? 'harder' : high < least ? 'softer' : 'undecided';
}

/** One row for each coating, with its errors of seed and of model apart. */
export function tabulateCoatings(
  rows: readonly CoatingRow[],
  bulk: Estimate,
  oxide: string,
  origin: Origin,
): EvidenceOutput['tables'][number] {
  // One seed has a value without an error: the two are columns of their own.
  const columns = (name: string, pick: (row: CoatingRow) => Estimate | undefined) =>
    (['value', 'sigma'] as const).map((part) => ({
      name: part === 'value' ? name : `${name}_sigma`,
      values: Float64Array.from(rows, (row) => pick(row)?.[part] ?? 0),
      valid: Uint8Array.from(rows, (row) => (pick(row)?.[part] === undefined ? 0 : 1)),
    }));
  const part = (name: string, kind: 'replicates' | 'model') => ({
    name,
    values: Float64Array.from(rows, ({ opening }) => opening?.budget?.[kind] ?? 0),
    valid: Uint8Array.from(rows, ({ opening }) => (opening?.budget?.[kind] === undefined ? 0 : 1)),
  });
  return {
    id: 'coatings',
    title: `Coatings on ${oxide}; bulk opens at ${bulk.value.toFixed(1)} GPa`,
    origin,
    table: new Table([
      { name: 'coating', values: rows.map(({ coating }) => coating) },
      { name: 'family', values: rows.map(({ family }) => family) },
      { name: 'screen', values: rows.map(({ verdict }) => verdict ?? 'no data') },
      ...columns('driving_force_electronvolt_per_atom', (row) => row.drivingForce),
      ...columns('opening_gpa', (row) => row.opening),
      part('opening_seed_error_gpa', 'replicates'),
      part('opening_model_error_gpa', 'model'),
      { name: 'against_bulk', values: rows.map(({ opening }) => compareWithBulk(opening, bulk)) },
      ...columns('separation_joule_per_square_metre', (row) => row.separation),
      ...columns('adhesion_over_cohesion', (row) => row.wetting),
      ...columns('selectivity_oxygen', (row) => row.selectivity),
      ...columns('former_bonds_per_square_nanometre', (row) => row.formerBonds),
      ...columns('oxygen_bound_per_square_nanometre', (row) => row.oxygenBound),
      { name: 'seeds', values: Int32Array.from(rows, ({ seeds }) => seeds) },
      { name: 'held_back', values: Int32Array.from(rows, ({ held }) => held) },
    ]),
  };
}
