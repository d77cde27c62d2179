import { InputError } from '../../core/index.js';

/**
 * Protocols that ship by name: those of Yoon et al. 2021 (doi:10.1038/s41560-021-00782-0). Rates count on the cell's
 * stated capacity.
 */
export const SHIPPED_PROTOCOLS: Readonly<Record<string, { title: string; text: string }>> = {
  formation: {
    title: 'First cycle at 0.1C, 3.0 to 4.4 V',
    text: 'charge at 0.1C to 4.4 V; rest 10 min; discharge at 0.1C to 3.0 V; rest 10 min',
  },
  'rate-test': {
    title: 'Charge at 0.5C, discharge at 0.5, 1, 2, 3, 5, 7 and 10C',
    text: [0.5, 1, 2, 3, 5, 7, 10]
      .map(
        (rate) =>
          `charge at 0.5C to 4.4 V; hold at 4.4 V to 0.05C; rest 10 min; discharge at ${rate}C to 3.0 V; rest 10 min`,
      )
      .join('; '),
  },
  'cycling-1C': {
    title: '100 cycles at 1C with a hold to 0.05C',
    text: 'repeat 100 times: charge at 1C to 4.4 V; hold at 4.4 V to 0.05C; discharge at 1C to 3.0 V; end',
  },
  gitt: {
    title: 'GITT in both directions: 8 min at 0.5C, 1 h of rest',
    text: [
      'repeat 15 times: charge at 0.5C for 8 min or to 4.4 V every 5 s; rest 1 h every 10 s; end',
      'repeat 15 times: discharge at 0.5C for 8 min or to 3.0 V every 5 s; rest 1 h every 10 s; end',
    ].join('; '),
  },
  eis: {
    title: 'Impedance at 4.4 V, 1 MHz to 10 mHz',
    text: 'charge at 0.5C to 4.4 V; hold at 4.4 V to 0.05C; rest 30 min; EIS 1 MHz..10 mHz, 60',
  },
  'seven-C-45': {
    title: '7C discharge at 45 °C, 200 cycles, six cycles at 0.2C after every 100',
    text: [
      'set temperature to 45 degC',
      'repeat 200 times: charge at 0.5C to 4.4 V; hold at 4.4 V to 0.05C; discharge at 7C to 3.0 V',
      'every 100 passes: repeat 6 times: charge at 0.2C to 4.4 V; discharge at 0.2C to 3.0 V; end; end; end',
    ].join('; '),
  },
  'pouch-500': {
    title: 'Two formations at 0.1C, then 500 cycles at 1C, 2.8 to 4.3 V, 25 °C',
    text: [
      'set temperature to 25 degC',
      'repeat 2 times: charge at 0.1C to 4.3 V; discharge at 0.1C to 2.8 V; end',
      'repeat 500 times: charge at 1C to 4.3 V; hold at 4.3 V to 0.05C; discharge at 1C to 2.8 V; end',
    ].join('; '),
  },
  symmetric: {
    title: 'Lithium-lithium cell: 2 mAh/cm2 each way at 1, then 2 mA/cm2',
    text: [1, 2]
      .map((i) => `repeat 25 times: charge at ${i} mA/cm2 for 2 mAh/cm2; discharge at ${i} mA/cm2 for 2 mAh/cm2; end`)
      .join('; '),
  },
};

/** Text of a shipped protocol. */
export function shippedProtocol(name: string): string {
  if (!Object.hasOwn(SHIPPED_PROTOCOLS, name))
    throw new InputError(`there is no protocol "${name}"`, { value: name, allowed: Object.keys(SHIPPED_PROTOCOLS) });
  return SHIPPED_PROTOCOLS[name].text;
}
