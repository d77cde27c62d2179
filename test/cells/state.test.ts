import { describe, expect, it } from 'vitest';
import { makeLithiumPlating, parseProtocol, simulateCell } from '../../src/cells/index.js';
import { remapMeans } from '../../src/cells/model/remap-means.js';
import { AbortError, type Checkpoint } from '../../src/core/index.js';
import { withFastClock } from '../fast-clock.js';
import { makeLithiumCell, makeTestCell, ownCell } from './inputs.js';

const mesh = { nodes: 6, shells: 8, tolerance: 1e-4, errorEstimate: false };
const slow = parseProtocol('discharge at 0.5C for 30 min');
const fast = parseProtocol('rest 1 s; discharge at 6C for 1 s');
const still = parseProtocol('rest 1 s');

describe('a state that a run goes on from', () => {
  it.each(['dfn', 'spme', 'spm'] as const)('keeps lithium and salt where rates differ, %s', async (model) => {
    for (const cell of [makeTestCell(), makeLithiumCell(true)]) {
      const begun = await simulateCell(cell, slow, { ...mesh, model });
      const { system } = await simulateCell(cell, fast, { ...mesh, model });
      const y = begun.state.slice();
      system.adopt(y, begun.system.describeMesh());
      const view = system.inspect(y);
      expect(system.describeMesh().shells[0]).not.toEqual(begun.system.describeMesh().shells[0]);
      // Sums of eight shells and some twenty cells, by their roundings.
      view.materials.forEach(({ lithium }, k) =>
        expect(Math.abs(lithium / begun.view.materials[k].lithium - 1)).toBeLessThan(1e-13),
      );
      expect(Math.abs(view.salt - begun.view.salt)).toBeLessThanOrEqual(1e-13 * begun.view.salt);
    }
  });

  it('is as far on after a fast step as in one run', async () => {
    const cell = makeTestCell();
    const options = { ...mesh, shells: 30 };
    const at = (steps: string): ReturnType<typeof parseProtocol> => parseProtocol(steps);
    const whole = await simulateCell(cell, at('discharge at 0.5C for 30 min; discharge at 4C for 3 min'), options);
    const begun = await simulateCell(cell, slow, options);
    const rest = await simulateCell(cell, at('discharge at 4C for 3 min'), { ...options, state: begun.state });
    whole.view.materials.forEach(({ mean, surface }, k) => {
      const other = rest.view.materials[k];
      // The 0.5C step ran on two meshes; what its profile differs by is less than what a mesh of 30 shells errs by.
      expect(Math.abs(other.mean - mean)).toBeLessThan(1e-9);
      expect(Math.abs(other.surface - surface)).toBeLessThan(5e-4);
    });
  });

  it('keeps salt where pores have shrunk in the last step', async () => {
    const cell = makeTestCell();
    const mechanisms = [makeLithiumPlating()];
    const begun = await simulateCell(cell, parseProtocol('charge at 3C for 15 min'), {
      ...mesh,
      mechanisms,
      initial: { negative: 0.3, positive: 0.7 },
    });
    const next = await simulateCell(cell, still, { ...mesh, mechanisms, state: begun.state });
    expect(next.view.porosity).not.toEqual(begun.view.porosity);
    expect(Math.abs(next.view.salt / begun.view.salt - 1)).toBeLessThan(1e-10);
  });

  it('is saved with the pores that its salt is in', async () => {
    const cell = ownCell('ncm811-graphite-pouch.json');
    const protocol = parseProtocol(
      'discharge at 1C for 40 min; repeat 3 times: charge at 3C for 4 min; discharge at 3C for 4 min; end',
    );
    const options = { ...mesh, mechanisms: [makeLithiumPlating()], resume: true } as const;
    const store = new Map<string, unknown>();
    const checkpoint: Checkpoint = {
      load: async (key) => structuredClone(store.get(key)),
      save: async (key, state) => void store.set(key, structuredClone(state)),
    };
    const whole = await simulateCell(cell, protocol, options);
    const controller = new AbortController();
    await expect(
      withFastClock(() =>
        simulateCell(cell, protocol, options, {
          checkpoint,
          signal: controller.signal,
          progress: (done) => void (done === 2 && controller.abort()),
        }),
      ),
    ).rejects.toThrow(AbortError);
    const resumed = await simulateCell(cell, protocol, options, { checkpoint });
    expect(resumed.steps.length).toBe(whole.steps.length);
    // Pores that change by less than 1e-9 are left as they are, here or there.
    expect(Math.abs(resumed.view.salt / whole.view.salt - 1)).toBeLessThan(1e-8);
    const [a, b] = [resumed, whole].map(({ recording }) => recording.table.column('voltage_volt'));
    expect(a.length).toBe(b.length);
    expect(Math.max(...a.map((v, i) => Math.abs(v - b[i])))).toBeLessThan(1e-6);
  });

  it('stands on the mesh that a run has chosen by its error', async () => {
    const cell = makeTestCell();
    const begun = await simulateCell(cell, parseProtocol('discharge at 3C for 3 min'), { model: 'spm', nodes: 4 });
    const next = await simulateCell(cell, still, { model: 'spm', state: begun.state });
    expect(next.state.length).toBe(begun.state.length);
  });

  it('is refused where its mesh is not known or another', async () => {
    const cell = makeTestCell();
    const { state } = await simulateCell(cell, still, mesh);
    await expect(simulateCell(cell, still, { ...mesh, state: state.slice() })).rejects.toThrow(
      /`state` is not one that an earlier run returned/,
    );
    await expect(simulateCell(cell, still, { ...mesh, shells: 9, state })).rejects.toThrow(/other shells/);
    await expect(simulateCell(cell, still, { ...mesh, model: 'spme', state })).rejects.toThrow(/other model/);
    await expect(simulateCell(makeLithiumCell(true), still, { ...mesh, state })).rejects.toThrow(/other electrodes/);
    const mechanisms = [makeLithiumPlating()];
    await expect(simulateCell(cell, still, { ...mesh, mechanisms, state })).rejects.toThrow(/other mechanisms/);
  });
});

describe('means on another mesh', () => {
  const from = Float64Array.of(0.5, 1, 0.25, 0.25);
  const to = Float64Array.of(0.1, 0.2, 0.7, 1);
  const sum = (means: Float64Array, sizes: Float64Array): number => means.reduce((s, m, k) => s + m * sizes[k], 0);

  it('add up to the same, within what they were', () => {
    const old = Float64Array.of(1, 0, 0.7, 0.9);
    const now = old.slice();
    remapMeans(now, from, to);
    expect(sum(now, to)).toBeCloseTo(sum(old, from), 14);
    expect(Math.min(...now)).toBeGreaterThanOrEqual(-1e-15);
    expect(Math.max(...now)).toBeLessThanOrEqual(1 + 1e-15);
  });

  it('of a straight line stay its means, but for the flat ends', () => {
    const line = (sizes: Float64Array): Float64Array => {
      let at = 0;
      return sizes.map((size) => (at += size) - size / 2);
    };
    const even = new Float64Array(8).fill(0.25);
    const other = Float64Array.of(0.3, 0.3, 0.4, 0.1, 0.1, 0.3, 0.25, 0.25);
    const means = line(even);
    remapMeans(means, even, other);
    for (let k = 1; k < 7; k++) expect(means[k]).toBeCloseTo(line(other)[k], 14);
  });
});
