import { InputError } from '../../core/index.js';
import type { EnergyScheme } from './energy-scheme.js';
import { isSameCompound } from './find-equilibrium.js';
import type { Phase } from './phase.js';

/** What competes with a coating on an oxide in a scheme. */
export interface Competitors {
  /** Compounds of the two's elements other than they themselves. */
  all: string[];
  /**
   * Of these, the ones that join an element that the oxide lacks to a metal of the oxide, as a product of a reaction
   * does; between two oxides only those with oxygen, since no alloy forms there.
   */
  joining: string[];
}

/** The compounds of a scheme that a coating and an oxide may turn into. */
export function listCompetitors(coating: Phase, oxide: Phase, phases: readonly Phase[]): Competitors {
  const coatingOnly = [...coating.amounts.keys()].filter((element) => !oxide.amounts.has(element));
  const partners = [...oxide.amounts.keys()].filter((element) => element !== 'O' || oxide.amounts.size === 1);
  const others = phases.filter(
    (phase) => phase.amounts.size > 1 && !isSameCompound(phase, coating) && !isSameCompound(phase, oxide),
  );
  const oxides = coating.amounts.has('O') && oxide.amounts.has('O');
  const holds = (phase: Phase, elements: readonly string[]): boolean => elements.some((e) => phase.amounts.has(e));
  return {
    all: others.map(({ name }) => name),
    joining: others
      .filter((phase) => coatingOnly.length === 0 || (holds(phase, coatingOnly) && holds(phase, partners)))
      .filter((phase) => !oxides || phase.amounts.has('O'))
      .map(({ name }) => name),
  };
}

/**
 * Refuses a verdict that a scheme cannot give: where nothing that the two could turn into has an energy, that they do
 * not react says nothing.
 *
 * @throws InputError with the coating as its value
 */
export function requireCompetitors(coating: Phase, oxide: Phase, phases: readonly Phase[], scheme: EnergyScheme): void {
  if (isSameCompound(coating, oxide)) return;
  const { all, joining } = listCompetitors(coating, oxide, phases);
  if (joining.length > 0) return;
  const elements = [...new Set([...coating.amounts.keys(), ...oxide.amounts.keys()])];
  throw new InputError(
    `the scheme "${scheme.id}" has no compound that ${coating.name} and ${oxide.name} could react to (${all.length > 0 ? `it knows ${all.slice(0, 6).join(', ')}` : 'it knows no other'} of ${elements.join(', ')}): that they coexist would mean nothing`,
    {
      value: coating.name,
      hint: 'give energies of such compounds with --energy or --entries, or take another scheme',
    },
  );
}
