import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseProtocol, simulateCell, type ModelName } from '../../src/cells/index.js';
import { ownCell } from './inputs.js';

interface Case {
  model: ModelName;
  rate: number;
  time_s: number[];
  voltage_V: number[];
  uncertainty_V: number[];
  end_s: number;
}
const { cases } = JSON.parse(
  readFileSync(new URL('../reference/cells/pouch-reference.json', import.meta.url), 'utf8'),
) as { cases: Record<string, Case> };

it.each(Object.entries(cases))(
  'the pouch cell’s %s is that of another code',
  async (_, { model, rate, time_s, voltage_V, uncertainty_V, end_s }) => {
    const { steps, recording } = await simulateCell(
      ownCell('ncm811-graphite-pouch.json'),
      parseProtocol(`discharge at ${rate}C to 2.8 V every 5 s`),
      { model, errorEstimate: false },
    );
    expect(Math.abs(steps[0].duration / end_s - 1)).toBeLessThan(2e-4); // the reference is known to about 1e-5
    const t = recording.table.column('test_time_second');
    const v = recording.table.column('voltage_volt');
    time_s.forEach((at, k) => {
      if (at > 0.95 * end_s) return;
      const i = Math.min(Math.floor(at / 5), t.length - 2);
      const here = v[i] + ((at - t[i]) / (t[i + 1] - t[i])) * (v[i + 1] - v[i]);
      expect(Math.abs(here - voltage_V[k]), `at ${at} s`).toBeLessThan(Math.max(5e-4, 3 * uncertainty_V[k])); // half a millivolt, as for the other references
    });
  },
);
