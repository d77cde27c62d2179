import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Rollup } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildSurface, resolveCrystal, writeSafetensors } from '../../src/atoms/index.js';
import { makeRng } from '../../src/core/index.js';
import { fetchChgnet, makeRandomTensors } from '../atoms/potential/chgnet-weights.js';
import { closeBrowser, openPage, type OpenPage } from './browser.js';
import { evaluatePlain, type PlainEvaluation, type PlainStructure } from './chgnet-page.js';

const fetched = await fetchChgnet();
let open: OpenPage;

beforeAll(async () => {
  const entry = resolve(import.meta.dirname, 'chgnet-page.ts');
  const [{ output }] = (await build({
    configFile: false,
    logLevel: 'warn',
    build: { write: false, target: 'es2022', minify: false, lib: { entry, formats: ['es'], fileName: 'page' } },
  })) as Rollup.RollupOutput[];
  open = await openPage(
    `<!doctype html><script type="module">${output[0].code.replaceAll('</script', '<\\/script')}</script>`,
  );
  await open.page.waitForFunction('typeof evaluateHere === "function"');
});

afterAll(async () => {
  await open?.close();
  await closeBrowser();
});

/** 80 atoms of LiNiO2 (104) with vacuum, shaken. */
async function makeSlab(): Promise<PlainStructure> {
  const { structure } = await buildSurface(resolveCrystal('LiNiO2').structure, [1, 0, 4], {
    layers: 5,
    supercell: [4, 1],
  });
  const rng = makeRng(5);
  return {
    elements: [...structure.elements],
    cell: [...structure.cell],
    positions: Array.from(structure.positions, (x) => x + 0.05 * rng.normal()),
  };
}

const evaluateInPage = async (weights: Uint8Array, slab: PlainStructure): Promise<PlainEvaluation> =>
  await open.page.evaluate(
    ([w, s]) =>
      (globalThis as unknown as { evaluateHere(w: string, s: PlainStructure): PlainEvaluation }).evaluateHere(w, s),
    [Buffer.from(weights).toString('base64'), slab] as const,
  );

function expectSame(there: PlainEvaluation, here: PlainEvaluation): void {
  const largest = (a: number[], b: number[]): number => a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
  // The same WebAssembly; the page's Math.hypot may round the last digit of a distance otherwise, which single
  // precision shows in its seventh.
  expect(Math.abs(there.energy - here.energy)).toBeLessThan(1e-4);
  expect(largest(there.forces, here.forces)).toBeLessThan(1e-5);
  expect(largest(there.stress, here.stress)).toBeLessThan(1e-7);
  expect(largest(there.magmoms, here.magmoms)).toBeLessThan(1e-5);
  expect(open.complaints).toEqual([]);
}

it('CHGNet gives an 80-atom slab the same numbers in a page as in Node, with weights drawn at random', async () => {
  const slab = await makeSlab();
  expect(slab.elements.length).toBe(80);
  const weights = writeSafetensors(makeRandomTensors(3), {});
  expectSame(await evaluateInPage(weights, slab), evaluatePlain(weights, slab));
});

it.skipIf(!fetched)('and with the published weights', async () => {
  const weights = readFileSync(join(process.env.CERMET_DATA!, 'potentials/chgnet.safetensors'));
  const slab = await makeSlab();
  const here = evaluatePlain(weights, slab);
  // −5.87 eV an atom in the crystal, less what two faces and shaking cost.
  expect(here.energy / 80).toBeGreaterThan(-5.87);
  expect(here.energy / 80).toBeLessThan(-5.5);
  expectSame(await evaluateInPage(weights, slab), here);
});
