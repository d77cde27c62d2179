import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CermetError, makeRng, ReadError } from '../../../src/core/index.js';
import { loadNep } from '../../../src/atoms/potential/index.js';
import { parseNep } from '../../../src/atoms/potential/parse-nep.js';

const read = (name: string) => readFileSync(new URL(`../../reference/nep/models/${name}.txt`, import.meta.url), 'utf8');
const text = read('nep4-zbl-typewise');
const lines = text.split('\n');
const withLine = (index: number, line: string) => lines.map((old, i) => (i === index ? line : old)).join('\n');

describe('parseNep', () => {
  it('brings all versions to one layout', () => {
    const four = parseNep(text);
    expect(four).toMatchObject({
      version: 4,
      elements: ['Co', 'B', 'O'],
      radialCount: 3,
      radialBasis: 5,
      angularCount: 3,
      angularBasis: 4,
      lMax: 4,
      fourBody: true,
      fiveBody: false,
      neurons: 5,
      dimension: 18,
    });
    // 0.7 times the sum of the radii of boron and oxygen, 1.02667 and 0.84 Å, is less than 2 Å; that of two cobalts, 1.33333 Å each, too.
    expect(four.repulsion!.outer[1 * 3 + 2]).toBeCloseTo(0.7 * (1.02667 + 0.84), 10);
    const three = parseNep(read('nep3'));
    const size = three.neurons * three.dimension;
    expect([...three.inputWeights.subarray(size, 2 * size)]).toEqual([...three.inputWeights.subarray(0, size)]);
    const cutoffs = parseNep(read('nep4-element-cutoffs'));
    expect([cutoffs.radialCutoff[0], cutoffs.radialCutoff[1], cutoffs.angularCutoff[5]]).toEqual([4.8, 4.4, 3.1]);
    expect(parseNep(read('nep5')).outputBias[0]).not.toBe(parseNep(read('nep5')).outputBias[1]);
  });

  it('takes any line ending, blank lines and several numbers to a line', () => {
    const plain = parseNep(text);
    const head = lines.slice(0, 7).join('\r\n');
    expect(parseNep(`${head}\r\n\r\n${lines.slice(7).join(' ')}\r\n`)).toEqual(plain);
  });

  it.each([
    ['an empty file', '', /the file is empty — nep.txt:1/],
    ['another file', 'data_LiNiO2\n', /is not the beginning of a NEP file/],
    ['NEP2', 'nep2 1 C\n', /NEP version 2 is not one that Cermet reads/],
    ['a dipole model', 'nep4_dipole 1 C\n', /model with "dipole"/],
    ['a missing element', withLine(0, 'nep4_zbl 3 Co B'), /names 2 elements after announcing 3 — nep.txt:1/],
    ['no element', withLine(0, 'nep4_zbl 3 Co B Xx'), /"Xx" is not a chemical element — nep.txt:1/],
    ['a doubled element', withLine(0, 'nep4_zbl 3 Co B B'), /named twice/],
    ['a swapped line', withLine(2, 'n_max 2 2'), /"n_max" stands where the "cutoff" line .* — nep.txt:3/],
    [
      'a cutoff too many',
      withLine(2, 'cutoff 4.5 3.6 90'),
      /"cutoff" line holds 3 values, not 2, 4, 7 or 8 — nep.txt:3/,
    ],
    ['an angular cutoff beyond the radial one', withLine(2, 'cutoff 3 4 90 50'), /angular cutoff exceeds/],
    ['terms it has not', withLine(5, 'l_max 4 1 0 1'), /terms beyond 222 and 1111/],
    ['two layers', withLine(6, 'ANN 5 5'), /second hidden layer/],
    ['half a neuron', withLine(6, 'ANN 5.5 0'), /not a whole number/],
    ['a word among the numbers', withLine(100, 'abc'), /"abc" is not a number — nep.txt:101/],
    ['an infinity', withLine(100, 'Infinity'), /"Infinity" is not a number — nep.txt:101/],
    [
      'a file cut short',
      lines.slice(0, 300).join('\n'),
      /the file ends within its radial coefficients|the file ends within its .* — nep.txt:300/,
    ],
    ['a file too long', `${text}1.0\n`, /goes on after its last parameter — nep.txt:/],
    [
      'a header with millions of parameters',
      withLine(6, 'ANN 1000 0').replace('n_max 2 2', 'n_max 24 24').replace('nep4_zbl 3 Co B O', 'nep4_zbl 3 Co B O'),
      /ends within/,
    ],
  ])('refuses %s, naming the line', (_, broken, message) => {
    expect(() => parseNep(broken)).toThrow(ReadError);
    expect(() => parseNep(broken)).toThrow(message);
  });

  it('ten thousand damaged files give a clear error or a model of finite numbers, quickly', () => {
    const rng = makeRng(17);
    const small = lines
      .slice(0, 7)
      .join('\n')
      .replace('nep4_zbl 3 Co B O', 'nep4_zbl 1 B')
      .replace('n_max 2 2', 'n_max 0 0')
      .replace('basis_size 4 3', 'basis_size 1 1')
      .replace('ANN 5 0', 'ANN 1 0');
    const whole = `${small}\n${Array.from({ length: 19 }, (_, k) => (0.1 * k).toFixed(3)).join('\n')}\n`;
    expect(parseNep(whole).dimension).toBe(6);
    let refused = 0;
    for (let k = 0; k < 10_000; k++) {
      let broken = whole;
      for (let times = 1 + rng.integer(3); times > 0; times--) {
        const at = rng.integer(broken.length);
        const what = rng.integer(4);
        if (what === 0) broken = broken.slice(0, at) + broken.slice(at + 1 + rng.integer(8));
        else if (what === 1)
          broken = broken.slice(0, at) + String.fromCharCode(32 + rng.integer(95)) + broken.slice(at + 1);
        else if (what === 2) broken = broken.slice(0, at) + broken.slice(Math.max(0, at - rng.integer(20)));
        else broken = broken.slice(0, at);
      }
      try {
        const model = parseNep(broken);
        if (
          ![model.inputWeights, model.radialCoefficients, model.scaler, model.radialCutoff].every((values) =>
            values.every(Number.isFinite),
          )
        )
          throw new Error(`not finite: ${JSON.stringify(broken)}`);
      } catch (error) {
        if (!(error instanceof CermetError))
          throw new Error(`a damaged file raised ${String(error)}: ${JSON.stringify(broken)}`, { cause: error });
        if (!error.where?.line) throw new Error(`no line is named for ${JSON.stringify(broken)}`, { cause: error });
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(5000);
  });
});

describe('loadNep', () => {
  it('says that a bare file has no element energies, and adds those it is given', async () => {
    const structure = {
      cell: Float64Array.of(4, 0, 0, 0, 4, 0, 0, 0, 4),
      pbc: [true, true, true] as const,
      elements: ['Co', 'O'],
      positions: Float64Array.of(0, 0, 0, 2, 2, 2),
    };
    const bare = (await loadNep(text, undefined, { name: 'bare.txt' })).bind(structure);
    const whole = (await loadNep(text, { Co: -1, B: -2, O: -3 }, { name: 'whole' })).bind(structure);
    const difference =
      whole.compute(structure.cell, structure.positions).energy -
      bare.compute(structure.cell, structure.positions).energy;
    expect(difference).toBeCloseTo(-4, 10);
    expect(bare.notes().map((n) => n.code)).toEqual(['no-element-energies', 'training-unknown']);
    expect(whole.notes().map((n) => n.code)).toEqual(['training-unknown']);
  });
});
