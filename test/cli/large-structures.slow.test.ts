import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeSupercell, resolveCrystal } from '../../src/atoms/index.js';
import { toExtxyzFrame } from '../../src/io/index.js';
import { makeFolder, runCli } from './run-cli.js';

it('energy and bonds of 153,000 atoms are those of the cell that they repeat', async () => {
  const folder = makeFolder();
  const cell = { ...resolveCrystal('LiNiO2').structure, labels: undefined };
  const put = (name: string, times: readonly [number, number, number]) =>
    writeFileSync(join(folder, name), toExtxyzFrame(makeSupercell(cell, times)));
  put('large.extxyz', [30, 25, 17]);
  put('small.extxyz', [3, 3, 1]);
  const perAtom = async (name: string): Promise<number> => {
    const { code, stdout, stderr } = await runCli(['energy', name], folder);
    expect(stderr).not.toMatch(/bug|stack/i);
    expect(code).toBe(0);
    return Number(stdout.trim().split('\n')[1].trim().split(/\s+/)[3]);
  };
  expect(await perAtom('large.extxyz')).toBeCloseTo(await perAtom('small.extxyz'), 5);
  const bonds = await runCli(['bonds', 'large.extxyz', '--json'], folder);
  expect(bonds.code).toBe(0);
  const { bonds: found } = JSON.parse(bonds.stdout) as { bonds: { pair: string[]; count: { value: number } }[] };
  expect(found.find(({ pair }) => pair.join() === 'Ni,O')!.count.value).toBe(6 * 38_250);
});
