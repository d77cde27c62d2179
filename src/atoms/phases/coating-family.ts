import { parseFormula } from '../../core/index.js';
import { NETWORK_FORMERS } from './network-former.js';

const OXYGEN_FREE: Readonly<Record<string, string>> = { B: 'borides', P: 'phosphides', Si: 'silicides' };
const WITH_OXYGEN: Readonly<Record<string, string>> = { B: 'borates', P: 'phosphates', Si: 'silicates' };

/**
 * The chemical family of a coating: borides, phosphides, silicides; borates, phosphates, silicates (of a metal);
 * oxides; fluorides; others.
 */
export function nameFamily(formula: string): string {
  const amounts = parseFormula(formula);
  const former = NETWORK_FORMERS.find((element) => amounts.has(element));
  if (!amounts.has('O') && amounts.has('F')) return 'fluorides';
  if (!amounts.has('O')) return former && amounts.size > 1 ? OXYGEN_FREE[former] : 'others';
  const metals = [...amounts.keys()].filter((element) => element !== 'O' && !NETWORK_FORMERS.includes(element));
  return former && metals.length > 0 ? WITH_OXYGEN[former] : 'oxides';
}
