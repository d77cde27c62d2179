import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseCell } from '../../../src/cells/index.js';
import { fitResistance, isFitted, KEPT_AT_60, START } from '../../../src/studies/yoon-2021/calibrate.js';
import { CAMPAIGNS } from '../../../src/studies/yoon-2021/campaigns.js';
import { drawCell, NOMINAL_DRAW } from '../../../src/studies/yoon-2021/draw.js';
import { dischargeCapacities, valueAt } from '../../../src/studies/yoon-2021/measure.js';
import { runCampaign, type Campaign } from '../../../src/studies/yoon-2021/run-campaign.js';

const coin = parseCell(
  readFileSync(new URL('../../../data/cells/ncm811-coin-half-cell.json', import.meta.url), 'utf8'),
);
const LAYERS = { where: 'layers', value: START.layers } as const;
const harsh = CAMPAIGNS['seven-C-45'];
const pick = (piece: Awaited<ReturnType<typeof runCampaign>>, id: string, at: string): number =>
  piece.values.find((v) => v.id === id && v.at === at)!.value;

it('the fitted numbers give what they were fitted to', async () => {
  const resistance = await fitResistance(coin, NOMINAL_DRAW, LAYERS);
  const pristine = await runCampaign(coin, harsh, 'pristine', NOMINAL_DRAW, resistance);
  const coated = await runCampaign(coin, harsh, 'coated', NOMINAL_DRAW, resistance);
  // Either the fit says that it is met, and then the campaign keeps what it was to keep, or it says that nothing does
  // it.
  if (isFitted(resistance))
    expect(Math.abs(pick(pristine, 'retention', 'cycle 60') - 100 * KEPT_AT_60)).toBeLessThan(3);
  else expect(Math.abs(resistance.kept - KEPT_AT_60)).toBeGreaterThan(0.02);
  expect(Math.abs(pick(pristine, 'shell_thickness', 'cycle 200') - 13)).toBeLessThan(1); // the microscope does not say it to a nanometre
  expect(Math.abs(pick(coated, 'shell_thickness', 'cycle 200') - 2)).toBeLessThan(0.2);
});

it('a campaign gives the same twice, to the last bit', async () => {
  const run = () => runCampaign(coin, CAMPAIGNS['first-cycle'], 'pristine', drawCell(1), LAYERS);
  expect(await run()).toEqual(await run());
});

it('the resistance is fitted in other samples too, from far starts', async () => {
  for (const [sample, where, start] of [
    [3, 'layers', 0.02],
    [5, 'cracks', 0.1],
  ] as const) {
    const draw = drawCell(sample);
    const resistance = await fitResistance(coin, draw, { where, value: start });
    const { values } = await runCampaign(coin, harsh, 'pristine', draw, resistance);
    if (!isFitted(resistance)) continue;
    expect(
      Math.abs(values.find((v) => v.id === 'retention' && v.at === 'cycle 60')!.value - 100 * KEPT_AT_60),
    ).toBeLessThan(3);
  }
});

it('cycles that stand for nine give what cycles that stand for three give, within what the notes say', async () => {
  const x = Array.from({ length: 34 }, (_, k) => 1 + 3 * k);
  const finer: Campaign = {
    ...harsh,
    phases: harsh.phases
      .slice(0, 4)
      .map((p) =>
        p.factor === 9 ? { ...p, protocol: p.protocol.replace('repeat 11 times', 'repeat 33 times'), factor: 3 } : p,
      ),
    measure: ({ phase, mass }) =>
      Promise.resolve({
        values: [],
        curves: [{ curve: '7C', x, y: ['1', 'to 100'].flatMap((name) => dischargeCapacities(phase(name)!, mass)) }],
      }),
  };
  for (const group of ['pristine', 'coated'] as const) {
    const [coarse, fine] = [
      await runCampaign(coin, harsh, group, NOMINAL_DRAW, LAYERS),
      await runCampaign(coin, finer, group, NOMINAL_DRAW, LAYERS),
    ];
    for (const at of [28, 55, 100])
      expect(
        Math.abs(valueAt(coarse.curves[0].x, coarse.curves[0].y, at) - valueAt(x, fine.curves[0].y, at)),
        `${group} at ${at}`,
      ).toBeLessThan(3);
  }
});
