import { describe, expect, it } from 'vitest';
import { computeRdf, findBondCutoff, selectRdfPair } from '../../../src/atoms/analysis/index.js';
import { makeRng, type Structure } from '../../../src/core/index.js';
import { makeFcc, makeRockSalt } from './crystals.js';

function makeGas(n: number, seed: number, edge = 20): Structure {
  const rng = makeRng(seed);
  return {
    cell: Float64Array.of(edge, 0, 0, 3, edge, 0, -2, 1, edge),
    pbc: [true, true, true],
    elements: Array.from({ length: n }, (_, i) => (i % 3 ? 'Co' : 'B')),
    positions: Float64Array.from({ length: 3 * n }, () => 3 * edge * (rng.uniform() - 0.5)),
  };
}

it('of an ideal gas is 1 for every pair, whatever the cell', () => {
  const rdf = computeRdf(
    [1, 2, 3, 4].map((seed) => makeGas(900, seed)),
    { cutoff: 8, binWidth: 0.5 },
  );
  for (const pair of rdf.pairs) {
    pair.g.forEach((g, k) => {
      // Counts are Poisson; N − 1 others in place of N is 0.3 % at most here.
      if (k > 1) expect(Math.abs(g - 1)).toBeLessThan(5 / Math.sqrt(pair.counts[k] / 2) + 0.004);
    });
  }
});

it('of a crystal has exactly its shells, also in a cell smaller than the cutoff', () => {
  const a = 3.607;
  const shells = [
    [Math.SQRT1_2, 12],
    [1, 6],
    [Math.sqrt(1.5), 24],
    [Math.SQRT2, 12],
  ];
  for (const structure of [makeFcc('Ni', a), makeFcc('Ni', a, [3, 2, 4])]) {
    const pair = selectRdfPair(computeRdf([structure], { cutoff: 5.4, binWidth: 0.01 }), 'Ni', 'Ni');
    const found = [...pair.counts].flatMap((count, k) => (count > 0 ? [[k, count / pair.centres] as const] : []));
    expect(found.map(([, n]) => n)).toEqual(shells.map(([, n]) => n));
    // Half a bin.
    found.forEach(([k], s) => expect(Math.abs((k + 0.5) * 0.01 - shells[s][0] * a)).toBeLessThan(0.005001));
  }
});

it('keeps g(r) and coordination apart: 6 neighbours of the other kind in rock salt, g symmetric in the pair', () => {
  const rdf = computeRdf([makeRockSalt(4.2, ['Ni', 'O'], [2, 2, 2])], { cutoff: 3 });
  const forward = selectRdfPair(rdf, 'Ni', 'O');
  expect(forward.coordination[forward.coordination.length - 1]).toBeCloseTo(6, 12);
  expect(forward.g).toEqual(selectRdfPair(rdf, 'O', 'Ni').g);
});

it('labels may replace elements, and leave atoms out', () => {
  const structure = makeRockSalt(4.2, ['Ni', 'O'], [2, 2, 2]);
  const rdf = computeRdf([structure], {
    label: (s, i) => (s.elements[i] === 'O' ? (s.positions[3 * i + 2] < 4 ? 'low' : 'high') : ''),
  });
  expect([...new Set(rdf.pairs.flatMap((p) => p.species))].sort()).toEqual(['high', 'low']);
});

describe('first minimum', () => {
  const rattle = (structure: Structure, sigma: number, seed: number): Structure => {
    const rng = makeRng(seed);
    return { ...structure, positions: structure.positions.map((x) => x + sigma * rng.normal()) };
  };

  it('lies midway in the empty range between two shells', () => {
    const frames = [1, 2, 3].map((seed) => rattle(makeFcc('Ni', 3.6, [3, 3, 3]), 0.06, seed));
    const rdf = computeRdf(frames);
    const found = findBondCutoff(rdf, rdf.pairs[0]);
    expect(found.peak).toBeCloseTo(3.6 * Math.SQRT1_2, 1);
    // The two shells lie at 2.55 and 3.60 Å.
    expect(Math.abs(found.cutoff! - 3.07)).toBeLessThan(0.1);
    expect(found.notes).toEqual([]);
  });

  it('is not led astray by ripples of few counts', () => {
    const few = [1].map((seed) => rattle(makeRockSalt(4.2, ['Ni', 'O']), 0.12, seed));
    const rdf = computeRdf(few);
    const { cutoff } = findBondCutoff(rdf, selectRdfPair(rdf, 'Ni', 'O'));
    expect(cutoff).toBeGreaterThan(2.45);
    expect(cutoff).toBeLessThan(3.4);
  });

  it('says when there is no minimum', () => {
    const rdf = computeRdf([makeGas(900, 7, 12)]);
    expect(findBondCutoff(rdf, selectRdfPair(rdf, 'Co', 'Co')).notes.map((n) => n.code)).toContain('no-clear-minimum');
  });
});
