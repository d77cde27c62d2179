import { InputError, parseFormula, type Note } from '../../core/index.js';
import { amountsOf } from '../crystal/crystal.js';
import { CRYSTALS } from '../crystal/library.js';
import { resolveSolidSolution } from '../crystal/order/solid-solution.js';
import { findCompound, makePhases, type EnergyScheme, type SchemeCompound } from './energy-scheme.js';
import { findEquilibrium } from './find-equilibrium.js';
import { countAtoms } from './phase.js';

/** [eV/atom] one sigma of the energy that mixing itself changes, and of an end member that the scheme lacks. */
const MIXING = 0.02;
const LACKING = 0.1;

/**
 * A scheme with a solid solution such as LiNi0.8Co0.1Mn0.1O2: the mean of its end members by amount, each from the
 * scheme or, where the scheme lacks it, from what the scheme's other compounds make of its composition, which lies at
 * or above the truth. Entropy of mixing is left out, as all entropy is.
 *
 * @returns the scheme as it is where it has the formula, or the formula is no solid solution
 */
export function addSolidSolution(scheme: EnergyScheme, formula: string): EnergyScheme {
  if (findCompound(scheme, formula)) return scheme;
  const solution = resolveSolidSolution(formula);
  if (!solution || solution.mixture.size < 2) return scheme;
  const amounts = parseFormula(formula);
  const host = amountsOf(CRYSTALS.find(({ name }) => name === solution.host.name)!);
  // Lithium on the shared site, or missing from its own, has no end member of this kind.
  if (
    solution.structure.disorder &&
    [...solution.mixture.keys()].some((element) => element !== solution.shared && host.has(element))
  )
    return scheme;
  if (Math.abs(countAtoms(amounts) / countAtoms(host) - (amounts.get('O') ?? 0) / (host.get('O') ?? 1)) > 0.02)
    return scheme;
  const phases = makePhases(scheme, new Set(amounts.keys()));
  let value = 0;
  let variance = MIXING ** 2;
  const parts: string[] = [];
  for (const [element, share] of solution.mixture) {
    const member = new Map([...host].map(([e, n]) => [e === solution.shared ? element : e, n]));
    const name = [...member].map(([e, n]) => `${e}${n === 1 ? '' : n}`).join('');
    const known = findCompound(scheme, name);
    if (known) {
      const mean = known.values.reduce((sum, v) => sum + v.value, 0) / known.values.length;
      const spread = Math.max(...known.values.map((v) => v.sigma ?? scheme.usual.oxide), scheme.usual.oxide);
      value += share * mean;
      variance += (share * spread) ** 2;
      parts.push(`${Number(share.toFixed(4))} ${name}`);
    } else {
      const { energy, phases: stands } = findEquilibrium(phases, member);
      if (stands.every(({ phase }) => phase.amounts.size < 2))
        throw new InputError(`the scheme "${scheme.id}" knows no compound of ${name}, an end member of ${formula}`, {
          value: formula,
          hint: `give one: --energy '${name}=VALUE' in eV/atom`,
        });
      value += (share * energy) / countAtoms(member);
      variance += (share * LACKING) ** 2;
      parts.push(
        `${Number(share.toFixed(4))} ${name} (not in the scheme: as ${stands.map(({ phase }) => phase.name).join(' + ')})`,
      );
    }
  }
  const compound: SchemeCompound = {
    name: formula,
    amounts,
    values: [{ value, sigma: Math.sqrt(variance), source: { text: `mean of end members: ${parts.join(', ')}` } }],
  };
  const note: Note = {
    level: 'warning',
    code: 'solid-solution-energy',
    text: `${formula} is at the mean of ${parts.join(', ')}: ${value.toFixed(3)} ± ${Math.sqrt(variance).toFixed(3)} eV/atom; what mixing changes is taken as ± ${MIXING} eV/atom`,
  };
  return { ...scheme, compounds: [...scheme.compounds, compound], notes: [...scheme.notes, note] };
}
