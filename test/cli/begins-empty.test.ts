import { expect, it } from 'vitest';
import { beginsEmpty } from '../../src/cli/begins-empty.js';

const step = (charge: number, by: string, endCurrent = charge) =>
  ({ charge, endCurrent, ending: { by, text: '' } }) as unknown as Parameters<typeof beginsEmpty>[0][number];

it.each([
  ['an empty cell that is discharged', [step(-1, 'voltage')], true],
  ['the same after a rest, charged later', [step(0, 'time'), step(-3, 'limit'), step(1500, 'voltage')], true],
  ['a full cell at a high rate', [step(-90, 'voltage')], false],
  ['salt that runs out within seconds', [step(-20, 'failure')], false],
  ['a short pulse', [step(-1, 'time')], false],
  ['a charge first', [step(1, 'voltage'), step(-1, 'voltage')], false],
] as const)('%s', (_, steps, empty) => {
  expect(beginsEmpty(steps, 1440)).toBe(empty);
});
