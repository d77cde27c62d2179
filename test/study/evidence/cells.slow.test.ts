import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseCell } from '../../../src/cells/index.js';
import type { Table } from '../../../src/core/index.js';
import { particleEvidence } from '../../../src/grains/evidence/index.js';
import {
  fitResistance,
  isFitted,
  KEPT_AT_60,
  START,
  START_WITH_PARTICLE,
} from '../../../src/studies/yoon-2021/calibrate.js';
import type { ParticleCase, Particles } from '../../../src/studies/yoon-2021/ageing.js';
import { CAMPAIGNS } from '../../../src/studies/yoon-2021/campaigns.js';
import { drawCell, NOMINAL_DRAW } from '../../../src/studies/yoon-2021/draw.js';
import { dischargeCapacities, valueAt } from '../../../src/studies/yoon-2021/measure.js';
import { runCampaign, type Campaign } from '../../../src/studies/yoon-2021/run-campaign.js';
import { runEvidence } from '../run-evidence.js';

const coin = parseCell(
  readFileSync(new URL('../../../data/cells/ncm811-coin-half-cell.json', import.meta.url), 'utf8'),
);
const LAYERS = { where: 'layers', value: START.layers } as const;
const harsh = CAMPAIGNS['seven-C-45'];
const pick = (piece: Awaited<ReturnType<typeof runCampaign>>, id: string, at: string): number =>
  piece.values.find((v) => v.id === id && v.at === at)!.value;

/** Particles of the study's kind, fewer of them. */
const particles: Particles = await (async () => {
  const output = await runEvidence(particleEvidence, {
    groups: { pristine: 'bare', coated: 'both', bond: 'bond', shield: 'shield' },
    grains: 150,
    grain: '0.2 um',
    reach: '0.26 um',
    seeds: '1..2',
    cycles: 400,
    temperature: '45 degC',
    discharge: 7,
  });
  return Object.fromEntries(output.recordings.map(({ id, recording }) => [id, recording.table])) as Record<
    ParticleCase,
    Table
  >;
})();

it('the fitted numbers give what they were fitted to', async () => {
  const start = { where: 'cracks', value: START_WITH_PARTICLE.cracks } as const;
  const resistance = await fitResistance(coin, NOMINAL_DRAW, start, particles);
  const pristine = await runCampaign(coin, harsh, 'pristine', NOMINAL_DRAW, resistance, particles);
  const coated = await runCampaign(coin, harsh, 'coated', NOMINAL_DRAW, resistance, particles);
  expect(isFitted(resistance)).toBe(true);
  expect(Math.abs(pick(pristine, 'retention', 'cycle 60') - 100 * KEPT_AT_60)).toBeLessThan(3);
  expect(Math.abs(pick(pristine, 'shell_thickness', 'cycle 200') - 13)).toBeLessThan(1); // the microscope does not say it to a nanometre
  expect(Math.abs(pick(coated, 'shell_thickness', 'cycle 200') - 2)).toBeLessThan(0.2);
});

it('layers that stop the pristine cell in spite of its cracks stop the coated one too', async () => {
  const start = { where: 'layers', value: START_WITH_PARTICLE.layers } as const;
  const resistance = await fitResistance(coin, NOMINAL_DRAW, start, particles);
  expect(isFitted(resistance)).toBe(true);
  const coated = await runCampaign(coin, harsh, 'coated', NOMINAL_DRAW, resistance, particles);
  // Where nothing goes through from the start, there is no retention either.
  const kept = coated.values.find((v) => v.id === 'retention' && v.at === 'cycle 60')?.value ?? 0;
  expect(kept).toBeLessThan(35);
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
