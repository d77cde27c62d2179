import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { computePoreSizes, findAdsorptive, findPoreMode, fitBet, listTPlots } from '../../../src/lab/index.js';

const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/lab/sorption/pygaps.json'), 'utf8'),
);
const nitrogen = findAdsorptive('N2');

it('the BET line of the same window is that of pyGAPS', () => {
  const { pressure, loading } = reference.rising;
  const [low, high] = reference.bet.window;
  const from = pressure.findIndex((p: number) => p >= low);
  const to = pressure.findLastIndex((p: number) => p <= high);
  const fit = fitBet(pressure, loading, from, to, nitrogen.crossSection);
  // Both are the same least squares: rounding only. pyGAPS takes the limits' nearest points, which may be one more at
  // the top.
  const longer = fitBet(pressure, loading, from, to + 1, nitrogen.crossSection);
  const off = [fit, longer].map((f) => Math.abs(f.area / 1000 / reference.bet.area_m2_per_g - 1));
  expect(Math.min(...off)).toBeLessThan(1e-6);
});

it('the t-plot agrees but for the density of liquid nitrogen that is taken', () => {
  const { pressure, loading } = reference.filmed;
  const all = listTPlots(pressure, loading, nitrogen, 'harkins-jura', [0.35e-9, 0.5e-9]);
  const line = all.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
  // 34.66 cm3/mol here, 34.75 there (CoolProp): 0.3 %.
  expect(Math.abs(line.externalArea / 1000 / reference.t_plot.area_m2_per_g - 1)).toBeLessThan(0.004);
  expect(Math.abs((1000 * line.microporeVolume) / reference.t_plot.micropore_volume_cm3_per_g - 1)).toBeLessThan(0.01);
});

it('pores: the volume that was put in, where pyGAPS is 0.3 % off, and a mode between steps, where it gives a step', () => {
  const pressure = [...reference.falling.pressure].reverse();
  const loading = [...reference.falling.loading].reverse();
  const sizes = computePoreSizes(pressure, loading, { adsorptive: nitrogen, temperature: 77.355 });
  const volume = 1000 * sizes.volume.reduce((s, v) => s + v, 0);
  expect(Math.abs(volume / 0.04 - 1)).toBeLessThan(0.002);
  expect(Math.abs(volume / reference.bjh.volume_cm3_per_g - 1)).toBeLessThan(0.01);
  const mode = 1e9 * findPoreMode(sizes).diameter;
  // The distribution is that of sin, highest at 8.5 nm.
  expect(Math.abs(mode / 8.5 - 1)).toBeLessThan(0.02);
  expect(Math.abs(mode / reference.bjh.mode_nm - 1)).toBeLessThan(0.06);
});
