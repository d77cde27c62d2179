import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  makeChgnet,
  extractCheckpoint,
  readCheckpoint,
  readSafetensors,
  resolveCrystal,
  writeSafetensors,
  type Potential,
} from '../../../src/atoms/index.js';
import { GraphKeeper } from '../../../src/atoms/potential/chgnet/graph-keeper.js';
import { readPickle } from '../../../src/atoms/potential/chgnet/pickle.js';
import { computeVolume, DomainError, InputError, makeRng, ReadError, type Structure } from '../../../src/core/index.js';
import { makeRandomTensors } from './chgnet-weights.js';
import { waitForHelpers } from './wait-for-helpers.js';

const tensors = makeRandomTensors(7);
const potential = makeChgnet('chgnet', tensors, 'random');

function rattle(structure: Structure, amount: number, seed: number): Structure {
  const rng = makeRng(seed);
  return { ...structure, positions: structure.positions.map((x) => x + amount * rng.normal()) };
}

const evaluate = (p: Potential, s: Structure) => p.bind(s).compute(s.cell, s.positions);

describe('the reverse pass is the derivative of the forward pass', () => {
  const structure = rattle(resolveCrystal('Co2B').structure, 0.08, 3);

  /**
   * Derivative along a path by five points; energies in single precision carry about 1e-6 eV each, divided by the step.
   */
  const slope = (at: (step: number) => number, h: number): number =>
    (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);

  it('forces: along directions in which every atom moves', () => {
    const calculator = potential.bind(structure);
    const f = calculator.compute(structure.cell, structure.positions).forces.slice();
    const rng = makeRng(5);
    for (let k = 0; k < 3; k++) {
      const direction = structure.positions.map(() => rng.normal());
      const moved = (step: number): number =>
        calculator.compute(
          structure.cell,
          structure.positions.map((x, i) => x + step * direction[i]),
        ).energy;
      const expected = -direction.reduce((sum, d, i) => sum + d * f[i], 0);
      expect(Math.abs(slope(moved, 1e-3) - expected)).toBeLessThan(3e-3 * Math.max(1, Math.abs(expected)));
    }
  });

  it('stress: along strains of every component', () => {
    const calculator = potential.bind(structure);
    const s = calculator.compute(structure.cell, structure.positions).stress.slice();
    const volume = computeVolume(structure.cell);
    const rng = makeRng(6);
    for (let k = 0; k < 2; k++) {
      const strain = Float64Array.from({ length: 9 }, () => rng.normal());
      const strained = (step: number): number => {
        const apply = (rows: Float64Array): Float64Array =>
          rows.map((x, i) => {
            const at = i - (i % 3);
            return x + step * [0, 1, 2].reduce((sum, c) => sum + rows[at + c] * strain[3 * c + (i % 3)], 0);
          });
        return calculator.compute(apply(structure.cell), apply(structure.positions)).energy;
      };
      const numeric = slope(strained, 2.5e-4) / volume;
      const expected = strain.reduce((sum, e, i) => sum + e * s[i], 0);
      expect(Math.abs(numeric - expected)).toBeLessThan(3e-3 * Math.max(0.02, Math.abs(expected)) + 4e-4); // as above, over the volume
    }
  });

  it('forces sum to zero and the energy is extensive', () => {
    const { forces, energy } = evaluate(potential, structure);
    for (let c = 0; c < 3; c++) {
      let sum = 0;
      for (let i = c; i < forces.length; i += 3) sum += forces[i];
      expect(Math.abs(sum)).toBeLessThan(1e-10); // each pair enters with both signs, in double
    }
    const n = structure.elements.length;
    const doubled: Structure = {
      ...structure,
      cell: structure.cell.map((v, i) => (i < 3 ? 2 * v : v)),
      elements: [...structure.elements, ...structure.elements],
      positions: Float64Array.from([
        ...structure.positions,
        ...structure.positions.map((x, i) => x + structure.cell[i % 3]),
      ]),
    };
    expect(evaluate(potential, doubled).energy / (2 * n)).toBeCloseTo(energy / n, 5); // single-precision rounding of sums in another order
  });
});

describe('a graph kept from step to step', () => {
  it('gives what a new one gives, to the last bit, and is built again only when a pair crosses a cutoff', () => {
    const { structure } = resolveCrystal('LiNiO2');
    const calculator = potential.bind(structure);
    for (const [step, amount] of [0, 1e-4, 0.1, 0.8, 0.1].entries()) {
      const { positions } = rattle(structure, amount, step);
      const cell = structure.cell.map((v) => v * (1 + 0.003 * step));
      const { energy, forces } = calculator.compute(cell, positions);
      const fresh = potential.bind(structure).compute(cell, positions);
      expect([energy, ...forces]).toEqual([fresh.energy, ...fresh.forces]);
    }
    const keeper = new GraphKeeper(structure.elements.length, structure.pbc, 6, 3);
    const built = [0, 1e-4, 2e-4, 0.1, 1e-4].map((amount, step) => {
      keeper.update(structure.cell, rattle(structure, amount, step).positions);
      return keeper.builds;
    });
    expect(built).toEqual([1, 1, 1, 2, 3]);
  });
});

it('two threads give what one gives, to the last bit', async () => {
  const structure = rattle(resolveCrystal('LiNiO2').structure, 0.1, 9);
  const one = evaluate(potential, structure);
  const calculator = potential.bind(structure, { threads: 2 });
  await waitForHelpers(() => calculator.compute(structure.cell, structure.positions));
  const two = calculator.compute(structure.cell, structure.positions);
  expect([two.energy, ...two.forces, ...two.stress]).toEqual([one.energy, ...one.forces, ...one.stress]);
  calculator.dispose();
});

describe('out of its depth', () => {
  it('refuses an element that it was never trained on', () => {
    const s: Structure = {
      cell: Float64Array.of(4, 0, 0, 0, 4, 0, 0, 0, 4),
      pbc: [true, true, true],
      elements: ['Po'],
      positions: new Float64Array(3),
    };
    expect(() => potential.bind(s)).toThrow(DomainError);
  });

  it('refuses atoms on top of one another and notes isolated ones', () => {
    const cell = Float64Array.of(20, 0, 0, 0, 20, 0, 0, 0, 20);
    const two: Structure = {
      cell,
      pbc: [true, true, true],
      elements: ['Ni', 'O'],
      positions: Float64Array.of(0, 0, 0, 0, 0, 0.001),
    };
    expect(() => evaluate(potential, two)).toThrow(InputError);
    const apart: Structure = { ...two, positions: Float64Array.of(0, 0, 0, 10, 10, 10) };
    const calculator = potential.bind(apart);
    const { energy, forces } = calculator.compute(cell, apart.positions);
    expect(Number.isFinite(energy)).toBe(true);
    expect(forces.every((f) => f === 0)).toBe(true);
    expect(calculator.notes().map((n) => n.code)).toContain('isolated-atom');
  });
});

describe('notes on what to trust', () => {
  const notesOf = (elements: string[], positions: number[], p: Potential = potential) => {
    const s: Structure = {
      cell: Float64Array.of(5, 0, 0, 0, 5, 0, 0, 0, 5),
      pbc: [true, true, true],
      elements,
      positions: Float64Array.from(positions),
    };
    const calculator = p.bind(s);
    calculator.compute(s.cell, s.positions);
    return calculator.notes();
  };

  it('elements rare in training, by how rare', () => {
    expect(notesOf(['Ni', 'O'], [0, 0, 0, 2, 0, 0])).toEqual([]);
    expect(notesOf(['Pu', 'O'], [0, 0, 0, 2.2, 0, 0])).toEqual([
      expect.objectContaining({
        level: 'warning',
        code: 'rare-element',
        text: expect.stringContaining('Pu is in only 4,496'),
      }),
    ]);
    expect(notesOf(['Ne', 'O'], [0, 0, 0, 2.2, 0, 0])).toEqual([
      expect.objectContaining({ level: 'serious', text: expect.stringContaining('Ne is in only 7 ') }),
    ]);
  });

  it('atoms closer than any bond, and the closest of several steps', () => {
    // 0.59 and 0.61 of the sum of the radii of Ni (1.24 Å) and O (0.66 Å).
    expect(notesOf(['Ni', 'O'], [0, 0, 0, 1.16, 0, 0]).map((n) => n.code)).toEqual([]);
    expect(notesOf(['Ni', 'O'], [0, 0, 0, 1.12, 0, 0])).toEqual([
      expect.objectContaining({ level: 'warning', code: 'closer-than-bonds', where: 'atoms 1 and 2' }),
    ]);
    const s: Structure = {
      cell: Float64Array.of(5, 0, 0, 0, 5, 0, 0, 0, 5),
      pbc: [true, true, true],
      elements: ['Ni', 'O'],
      positions: new Float64Array(6),
    };
    const calculator = potential.bind(s);
    for (const x of [2, 0.8, 1.1]) calculator.compute(s.cell, Float64Array.of(0, 0, 0, x, 0, 0));
    expect(calculator.notes().find((n) => n.code === 'closer-than-bonds')).toMatchObject({
      level: 'serious',
      text: expect.stringContaining('0.800 Å'),
    });
  });

  it('force spikes', () => {
    // The same network with its last layer ten thousand times as strong has forces as much larger.
    const last = tensors.get('mlp.layers.7.weight')!;
    const strong = makeChgnet(
      'chgnet',
      new Map(tensors).set('mlp.layers.7.weight', { ...last, values: last.values.map((v) => 1e4 * v) }),
      'x',
    );
    expect(notesOf(['Ni', 'O'], [0, 0, 0, 1.9, 0.3, 0], strong)).toEqual([
      expect.objectContaining({
        level: 'warning',
        code: 'force-spike',
        where: expect.stringMatching(/^(Ni, atom 1|O, atom 2)$/),
      }),
    ]);
  });
});

describe('checkpoints are read, never run', () => {
  const bitsOf = (values: ArrayLike<number>): Buffer => Buffer.from(Float32Array.from(values).buffer);
  const latin = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

  it('refuses a pickle that names a function', () => {
    expect(() => readPickle(latin('\x80\x02cos\nsystem\nX\x02\x00\x00\x00id\x85R.'), 'evil.pkl')).toThrow(
      /"os system", which is refused/,
    );
  });

  it('refuses instructions outside the subset', () => {
    expect(() => readPickle(latin('\x80\x02\x8c\x02os\x93.'), 'evil.pkl')).toThrow(ReadError);
  });

  it('ends with an error, never with a hang, wherever a pickle is cut or flipped', () => {
    const good = latin('\x80\x02}q\x00(X\x01\x00\x00\x00aq\x01K\x01X\x01\x00\x00\x00bq\x02]q\x03(K\x02K\x03eu.');
    expect(readPickle(good, 'x')).toEqual(
      new Map<string, unknown>([
        ['a', 1],
        ['b', [2, 3]],
      ]),
    );
    for (let cut = 0; cut < good.length; cut++) expect(() => readPickle(good.subarray(0, cut), 'x')).toThrow(ReadError);
    const rng = makeRng(11);
    for (let trial = 0; trial < 500; trial++) {
      const bad = good.slice();
      for (let k = 0; k <= rng.integer(3); k++) bad[rng.integer(bad.length)] = rng.integer(256);
      try {
        readPickle(bad, 'x');
      } catch (error) {
        expect(error).toBeInstanceOf(ReadError);
      }
    }
  });

  it('refuses a damaged wheel, one without the checkpoint, and one with another checkpoint', async () => {
    await expect(extractCheckpoint(latin('PK not a zip'), 'a.whl', 'chgnet')).rejects.toThrow(ReadError);
    await expect(extractCheckpoint(zipSync({ 'x.txt': latin('x') }), 'a.whl', 'chgnet')).rejects.toThrow(
      /holds no chgnet\/pretrained/,
    );
    const other = zipSync({ 'chgnet/pretrained/0.3.0/chgnet_0.3.0_e29f68s314m37.pth.tar': latin('other') });
    await expect(extractCheckpoint(other, 'a.whl', 'chgnet')).rejects.toThrow(/hash/);
    await expect(readCheckpoint(zipSync({ 'a/data.pkl': latin('\x80\x02}.') }), 'x')).rejects.toThrow(
      /no model.state_dict/,
    );
  });

  it('safetensors round trip exactly; cut files are refused', () => {
    const bytes = writeSafetensors(tensors, { name: 'random' });
    const { tensors: back, metadata } = readSafetensors(bytes, 'x');
    expect(metadata).toEqual({ name: 'random' });
    for (const read of [back, readSafetensors(Buffer.from(bytes), 'x').tensors]) {
      expect([...read].map(([name, { shape }]) => [name, shape])).toEqual(
        [...tensors].map(([name, { shape }]) => [name, shape]),
      );
      for (const [name, { values }] of read)
        expect(bitsOf(values).equals(bitsOf(tensors.get(name)!.values)), name).toBe(true);
    }
    expect(() => readSafetensors(bytes.subarray(0, bytes.length - 8), 'x')).toThrow(ReadError);
    expect(() => readSafetensors(bytes.subarray(0, 100), 'x')).toThrow(ReadError);
  });

  it('a missing or misshapen tensor is named', () => {
    const less = new Map(tensors);
    less.delete('site_wise.bias');
    expect(() => makeChgnet('chgnet', less, 'x')).toThrow(/"site_wise.bias"/);
    const wrong = new Map(tensors).set('site_wise.bias', { shape: [2], values: new Float32Array(2) });
    expect(() => makeChgnet('chgnet', wrong, 'x')).toThrow(/shape \(2\) where CHGNet 0.3.0 has \(1\)/);
  });
});
