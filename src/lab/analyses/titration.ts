import { measuredQuantity, number, quantity, required, Table, type Estimate, type Note } from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Finding, type Outcome } from '../../evidence/analysis.js';
import { houseFigure } from '../../figure/index.js';
import { makeEstimate } from '../make-estimate.js';
import { findEndPoints, fitAlkali, LI2CO3, LIOH, type AlkaliTitration } from '../solutions/titrate-alkali.js';

const settings = {
  powder: required(measuredQuantity('mass', undefined, 'powder that was washed')),
  water: required(measuredQuantity('volume', undefined, 'water that it was washed with')),
  aliquot: required(measuredQuantity('volume', undefined, 'filtrate that was titrated')),
  added: quantity('volume', '0 mL', 'water added to the filtrate'),
  acid: required(measuredQuantity('concentration', undefined, 'strong acid of the burette')),
  'carbon dioxide': quantity('amount', undefined, 'CO2 known to have been taken up by the aliquot', 'none'),
  stirring: quantity('time', undefined, 'how long the powder was washed', 'not said'),
  pKa1: number(6.35, 'first constant of carbonic acid'),
  pKa2: number(10.33, 'second constant of carbonic acid'),
  pKw: number(14, 'constant of water'),
};

/** Residual LiOH and Li2CO3 of a powder from a titration curve with strong acid. */
export const titrationAnalysis = defineAnalysis({
  id: 'titration',
  version: '2',
  title: 'Residual lithium by titration',
  inputs: { recording: { kind: 'titration', describe: 'pH against volume of acid' } },
  settings,
  quantities: {
    lioh: { label: 'LiOH', unit: 'wt%' },
    li2co3: { label: 'Li2CO3', unit: 'wt%' },
    total_lithium: { label: 'soluble lithium', unit: 'wt%', scale: 'log' },
    first_end_point: { label: 'volume at the first end point', unit: 'mL', scale: 'log' },
    second_end_point: { label: 'volume at the second end point', unit: 'mL', scale: 'log' },
    ph_scatter: { label: 'scatter of the pH about the curve, one standard deviation', unit: '1' },
  },
  async run({ recording }, settings): Promise<Outcome> {
    const { table } = recording;
    const [volume, ph] = [table.get('volume_millilitre'), table.get('ph')];
    const rows = Array.from({ length: table.length }, (_, i) => i).filter((i) =>
      [volume, ph].every((c) => !c.valid || c.valid[i] === 1),
    );
    const [v, p] = [table.column('volume_millilitre'), table.column('ph')];
    rows.sort((a, b) => v[a] - v[b]);
    const titration: AlkaliTitration = {
      volume: Float64Array.from(rows, (i) => 1e-6 * v[i]),
      ph: Float64Array.from(rows, (i) => p[i]),
      acid: settings.acid.value,
      powder: settings.powder.value,
      water: settings.water.value,
      aliquot: settings.aliquot.value,
      added: settings.added,
      constants: { pKa1: settings.pKa1, pKa2: settings.pKa2, pKw: settings.pKw },
    };
    const fit = fitAlkali(titration);
    const ends = findEndPoints(titration.volume, titration.ph);
    const n = rows.length;
    // mol in the aliquot to weight percent of the powder.
    const percent = (mol: number, molarMass: number): number =>
      (100 * mol * molarMass * 1e-3 * settings.water.value) / (settings.aliquot.value * settings.powder.value);
    const relative = Math.hypot(
      ...[settings.powder, settings.water, settings.aliquot, settings.acid].map((q) => (q.sigma ?? 0) / q.value),
    );
    const weight = (mol: number, variance: number, shifted: number, molarMass: number): Estimate =>
      makeEstimate(
        percent(mol, molarMass),
        'wt%',
        {
          fit: percent(Math.sqrt(variance), molarMass),
          model: percent(Math.abs(shifted - mol), molarMass),
          ...(relative > 0 && { calibration: relative * percent(mol, molarMass) }),
        },
        n,
      );
    const uptake = settings['carbon dioxide'] ?? 0;
    const [hydroxide, carbonate] = [fit.hydroxide + 2 * uptake, fit.carbonate - uptake];
    const total = fit.hydroxide + 2 * fit.carbonate;
    const totalVariance = fit.covariance[0] + 4 * fit.covariance[3] + 4 * fit.covariance[1];
    const findings: Finding[] = [
      { id: 'lioh', estimate: weight(hydroxide, fit.covariance[0], fit.shifted.hydroxide + 2 * uptake, LIOH) },
      { id: 'li2co3', estimate: weight(carbonate, fit.covariance[3], fit.shifted.carbonate - uptake, LI2CO3) },
      {
        id: 'total_lithium',
        estimate: weight(total, totalVariance, fit.shifted.hydroxide + 2 * fit.shifted.carbonate, 6.94),
      },
      ...(['first', 'second'] as const).map(
        (which): Finding => ({
          id: `${which}_end_point`,
          estimate: makeEstimate(
            1e6 * (which === 'first' ? fit.firstEndPoint : fit.secondEndPoint),
            'mL',
            {
              fit:
                (1e6 * Math.sqrt(which === 'first' ? sumVariance(fit.covariance, 1) : totalVariance)) / titration.acid,
            },
            n,
          ),
        }),
      ),
      // A standard deviation from n points less two amounts is itself known to one part in √(2(n − 2)).
      {
        id: 'ph_scatter',
        estimate: makeEstimate(fit.phScatter, '1', { fit: fit.phScatter / Math.sqrt(2 * (n - 2)) }, n),
      },
    ];
    const notes: Note[] = [...fit.notes];
    if (ends.first !== undefined && ends.second !== undefined) {
      const byEnds = [2 * ends.first - ends.second, ends.second - ends.first].map((x) => x * titration.acid);
      const error = ends.sigma * titration.acid * Math.sqrt(5);
      findings.push(
        {
          id: 'lioh',
          at: { method: 'from end points' },
          estimate: makeEstimate(percent(byEnds[0], LIOH), 'wt%', { counting: percent(error, LIOH) }, n),
        },
        {
          id: 'li2co3',
          at: { method: 'from end points' },
          estimate: makeEstimate(percent(byEnds[1], LI2CO3), 'wt%', { counting: percent(error, LI2CO3) }, n),
        },
      );
    }
    for (const [name, mol] of [
      ['LiOH', hydroxide],
      ['Li2CO3', carbonate],
    ] as const)
      if (mol < 0)
        notes.push({
          level: 'warning',
          code: 'amount-below-zero',
          text: `${name} comes out below zero: there is none, or CO2 or another base or acid is in the vessel`,
        });
    notes.push({
      level: 'info',
      code: 'carbon-dioxide',
      text: `total lithium does not change with CO2 taken up from air, the split does: 0.01 mmol in the aliquot turns ${percent(2e-5, LIOH).toPrecision(2)} wt% LiOH into ${percent(1e-5, LI2CO3).toPrecision(2)} wt% Li2CO3, and a curve cannot tell it from carbonate of the powder`,
    });
    notes.push({
      level: 'info',
      code: 'washing-time',
      text:
        settings.stirring === undefined
          ? 'long washing leaches lithium out of the lattice: the time belongs to the result (--set "stirring=15 min")'
          : `washed for ${Number((settings.stirring / 60).toPrecision(3))} min; longer washing leaches lithium out of the lattice`,
    });
    return makeOutcome({
      findings,
      tables: [
        {
          id: 'curve',
          title: 'Titration curve',
          table: new Table([
            { name: 'volume_millilitre', values: titration.volume.map((x) => 1e6 * x) },
            { name: 'ph', values: titration.ph },
          ]),
        },
      ],
      figures: [
        {
          id: 'titration',
          title: 'Titration curve',
          caption: 'Rules mark the two end points that the amounts say.',
          spec: houseFigure({
            layer: [
              {
                data: {
                  name: 'curve',
                  values: Array.from(titration.volume, (x, i) => ({ v: 1e6 * x, ph: titration.ph[i] })),
                },
                mark: { type: 'line' },
                encoding: {
                  x: { field: 'v', type: 'quantitative', title: 'acid / mL' },
                  y: { field: 'ph', type: 'quantitative', title: 'pH', scale: { zero: false } },
                },
              },
              {
                data: {
                  name: 'ends',
                  values: [{ v: 1e6 * fit.firstEndPoint }, { v: 1e6 * fit.secondEndPoint }],
                },
                mark: { type: 'rule', strokeDash: [4, 3] },
                encoding: { x: { field: 'v', type: 'quantitative' } },
              },
            ],
          }),
        },
      ],
      notes,
    });
  },
  cite: [
    { text: 'Schuer et al., J. Power Sources 525 (2022) 231111', doi: '10.1016/j.jpowsour.2022.231111' },
    { text: 'Harned and Scholes, J. Am. Chem. Soc. 63 (1941) 1706', doi: '10.1021/ja01851a058' },
  ],
});

/** Variance of hydroxide + factor · carbonate. */
function sumVariance(c: Float64Array, factor: number): number {
  return c[0] + 2 * factor * c[1] + factor * factor * c[3];
}
