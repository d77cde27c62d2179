import { expect, it } from 'vitest';
import { CELL_PARAMETERS, fitCell, parseProtocol, simulateCell } from '../../src/cells/index.js';
import { makeLithiumCell } from './inputs.js';
import { noisy } from './noisy.js';

const cell = makeLithiumCell(true);
const contact = CELL_PARAMETERS.contact_resistance_ohm;
const coarse = { model: 'spm', shells: 12, tolerance: 1e-6, errorEstimate: false } as const;

it('a charge transfer is told from a contact by a second, higher rate', async () => {
  const exchange = CELL_PARAMETERS.positive_exchange_current_factor;
  const made = exchange.apply(contact.apply(cell, 4), 0.5);
  const free = [
    { parameter: contact, initial: 10, lower: 0.05, upper: 100 },
    { parameter: exchange, initial: 1, lower: 0.05, upper: 20 },
  ];
  const record = async (rate: string) => {
    const protocol = parseProtocol(`discharge at ${rate} for 10 min every 20 s`);
    const { recording } = await simulateCell(made, protocol, coarse);
    return { recording: noisy(recording, 5e-4), protocol, options: coarse, sigma: 5e-4 };
  };
  const slow = await record('C/20');
  const alone = await fitCell(cell, free, [slow]);
  expect(alone.tradeOffs.map((t) => t.names)).toEqual([[contact.name, exchange.name]]);
  const both = await fitCell(cell, free, [slow, await record('2C')]);
  expect(both.identifiability).toEqual({ [contact.name]: 'identified', [exchange.name]: 'identified' });
  expect(Math.abs(both.estimates[contact.name].value - 4)).toBeLessThan(3 * both.estimates[contact.name].sigma!);
  expect(Math.abs(both.estimates[exchange.name].value - 0.5)).toBeLessThan(3 * both.estimates[exchange.name].sigma!);
});
