import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseCell, parseProtocol, simulateCell } from '../../src/cells/index.js';
import type { JsonObject } from '../../src/io/bpx/index.js';
import { describeShared, sharedPath } from '../shared-data.js';

const pouch = (): Record<string, JsonObject> =>
  JSON.parse(readFileSync(new URL('../../data/cells/ncm811-graphite-pouch.json', import.meta.url), 'utf8')) as Record<
    string,
    JsonObject
  >;
const withDegradation = (degradation: JsonObject): string =>
  JSON.stringify({ ...pouch(), State: { ...pouch().State, Degradation: degradation } });
const fresh = { LLI: 0, 'LAM: Positive electrode': 0, 'LAM: Negative electrode': 0 };

it('a state without degradation is the fresh cell', () => {
  expect(parseCell(withDegradation(fresh))).toEqual(parseCell(JSON.stringify(pouch())));
});

it.each([
  [{ ...fresh, LLI: 0.1 }, 'BPX does not define what LLI and LAM count on'],
  [{ ...fresh, 'LAM: Negative electrode': 5 }, 'BPX does not define what LLI and LAM count on'],
  [{ LLI: 0, 'LAM: Positive electrode': 0 }, 'LAM: Negative electrode'],
  [{ ...fresh, 'LAM: Positive electrode': { a: 0 } }, 'LAM: Positive electrode'],
  [{ ...fresh, Fade: 1 }, 'Fade'],
] as [JsonObject, string][])('degradation %o is refused with its reason', (degradation, says) => {
  expect(() => parseCell(withDegradation(degradation))).toThrow(says);
});

describeShared('the start of a BPX file', () => {
  // bpx 1.1.1: get_electrode_stoichiometries(soc, parse_bpx_file('chen2020_BPX.json')).
  it.each([
    [0, 0.02634579027064577, 0.853974674630047],
    [0.3, 0.2888612726987026, 0.6787818919164893],
    [0.85, 0.7701396571501402, 0.3575951236083002],
    [1, 0.9013973983641687, 0.2699987322515214],
  ])('charge %f is where the bpx package puts it', async (charge, negative, positive) => {
    const json = JSON.parse(readFileSync(sharedPath('cells/inputs/chen2020_BPX.json'), 'utf8')) as {
      State: Record<string, JsonObject>;
    };
    json.State['Initial conditions']['Initial state-of-charge'] = charge;
    const cell = parseCell(JSON.stringify(json));
    const start = (['negative', 'positive'] as const).map((side) =>
      cell[side].kind === 'porous' ? cell[side].materials[0].initialStoichiometry : undefined,
    );
    expect(start[0]).toBeCloseTo(negative, 12);
    expect(start[1]).toBeCloseTo(positive, 12);
    // A run takes them: a cell that starts empty has no charge to give.
    const { recording } = await simulateCell(cell, parseProtocol('rest 1 s'), { model: 'spm', errorEstimate: false });
    expect(recording.notes.find((n) => n.code === 'initial-state')!.text).toContain(
      `negative ${Number(negative.toPrecision(6))} (as in the file)`,
    );
  });
});
