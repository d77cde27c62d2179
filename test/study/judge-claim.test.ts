import { describe, expect, it } from 'vitest';
import { estimateMean, type Estimate } from '../../src/core/index.js';
import { judgeClaim, type ClaimEntry, type Result } from '../../src/study/index.js';

const origin: Result['origin'] = { type: 'derived', from: [], analysis: 'test', parameters: {}, cermet: '0' };
const result = (estimate: Estimate, more: Partial<Result> = {}): Result => ({
  id: 'e.q',
  label: 'Q',
  estimate,
  origin,
  ...more,
});
const judge = (claim: Partial<ClaimEntry>, ...results: Result[]) =>
  judgeClaim('c', { says: 'S', measure: 'e.q', ...claim }, results);
const mean = (...values: number[]): Estimate => estimateMean(values, 'GPa');

describe('judgeClaim', () => {
  it.each([
    ['> 2', 'supported'],
    ['> 3.2', 'undecided'],
    ['> 4', 'not supported'],
    ['< 4', 'supported'],
    ['2..4', 'supported'],
    ['= 3 ± 1', 'supported'],
    ['= 3', 'undecided'],
    ['= 9', 'not supported'],
    ['> 2000 MPa', 'supported'],
    ['> 4000 MPa', 'not supported'],
  ])('3.2 ± 0.1 of four against %s: %s', (expectation, word) => {
    const verdict = judge({ expect: expectation }, result(mean(3.0, 3.2, 3.3, 3.3)));
    expect(verdict.word).toBe(word);
    expect(verdict.measured!.interval).toBeDefined();
    expect(verdict.results).toEqual(['e.q']);
  });

  it('is strict about open ends and exact numbers', () => {
    const exact = result({ value: 80, sigma: 0, n: 1, unit: '1' });
    expect(judge({ expect: '= 80' }, exact).word).toBe('supported');
    expect(judge({ expect: '= 81' }, exact).word).toBe('not supported');
    expect(judge({ expect: '> 80' }, exact).word).toBe('not supported');
    expect(judge({ expect: '>= 80' }, exact).word).toBe('supported');
  });

  it('does not decide on one observation of unknown uncertainty, however far off', () => {
    const verdict = judge({ expect: '> 2' }, result({ value: 1e6, n: 1, unit: '1' }));
    expect(verdict).toMatchObject({ word: 'undecided', because: expect.stringMatching(/one observation/) as string });
  });

  it('never lets a fitted number support its claim, but lets it fail it', () => {
    expect(judge({ expect: '> 2', fitted: true }, result(mean(3, 3.1, 3.2)))).toMatchObject({
      word: 'undecided',
      because: expect.stringMatching(/fitted/) as string,
    });
    expect(judge({ expect: '> 4', fitted: true }, result(mean(3, 3.1, 3.2))).word).toBe('not supported');
  });

  it('never lets a simulation support what it assumes, but lets it fail it', () => {
    expect(judge({ expect: '> 2', assumed: true }, result(mean(3, 3.1, 3.2)))).toMatchObject({
      word: 'undecided',
      because: expect.stringMatching(/assumes/) as string,
    });
    expect(judge({ expect: '> 4', assumed: true }, result(mean(3, 3.1, 3.2))).word).toBe('not supported');
  });

  it('compares groups, and says which there are', () => {
    const groups = [result(mean(41, 39, 44), { group: 'interface' }), result(mean(9.1, 8.8, 9.3), { group: 'bulk' })];
    expect(judge({ expect: '> 2', compare: 'interface / bulk' }, ...groups)).toMatchObject({
      word: 'supported',
      measured: { unit: '1' },
      results: ['e.q [interface]', 'e.q [bulk]'],
    });
    expect(judge({ expect: '> 10', compare: 'interface - bulk' }, ...groups)).toMatchObject({
      word: 'supported',
      measured: { unit: 'GPa' },
    });
    expect(judge({ expect: '< 20', compare: 'bulk' }, ...groups).word).toBe('supported');
    expect(judge({ expect: '> 2', compare: 'film' }, ...groups)).toMatchObject({
      word: 'not measured',
      because: expect.stringMatching(/no group "film".*interface, bulk/) as string,
    });
    expect(judge({ expect: '> 2' }, ...groups)).toMatchObject({
      word: 'not measured',
      because: expect.stringMatching(/differs by group/) as string,
    });
  });

  it('tells a difference of temperatures in kelvin, and holds it against either unit', () => {
    const onset = (...values: number[]): Estimate => estimateMean(values, 'degC');
    const groups = [
      result(onset(231, 232, 230), { group: 'coated' }),
      result(onset(219, 220, 221), { group: 'pristine' }),
    ];
    for (const expect_ of ['> 5', '> 5 K', '> 5 degC']) {
      const verdict = judge({ expect: expect_, compare: 'coated - pristine' }, ...groups);
      expect(verdict, expect_).toMatchObject({ word: 'supported', measured: { unit: 'K' } });
      expect(verdict.measured!.value).toBeCloseTo(11, 12);
    }
    expect(judge({ expect: '> 225 degC' }, result(onset(231, 232, 230))).measured!.unit).toBe('degC');
  });

  it('finds conditions however they are written', () => {
    const at = [
      result(mean(150, 151, 152), { at: { rate: '7C' } }),
      result(mean(200, 201, 202), { at: { rate: '0.50 C' } }),
    ];
    expect(judge({ measure: 'e.q at 7 C', expect: '< 160' }, ...at).word).toBe('supported');
    expect(judge({ measure: 'e.q at 0.5C', expect: '> 160' }, ...at).word).toBe('supported');
    expect(judge({ measure: 'e.q at 9C', expect: '> 160' }, ...at)).toMatchObject({
      word: 'not measured',
      because: expect.stringMatching(/known at 7C, 0.50 C/) as string,
    });
  });

  it('says what is not measured', () => {
    expect(judge({ measure: undefined }).word).toBe('not measured');
    expect(judge({ expect: '> 2' }, result(mean(1, 2), { id: 'e.other' }))).toMatchObject({ word: 'not measured' });
  });
});
