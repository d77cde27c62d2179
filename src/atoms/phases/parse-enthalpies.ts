import type { EnthalpySource } from './enthalpy-sources.js';
import type { EnthalpyTable } from './measured-enthalpies.js';

/** A table of one source, written as `MgO -2.9383, MgO2 -1.9869`, [eV/atom]. */
export function parseEnthalpies(source: EnthalpySource, text: string): EnthalpyTable {
  return Object.fromEntries(
    [...text.matchAll(/([A-Za-z0-9]+)\s+(-?[\d.]+)/g)].map(([, formula, value]) => [
      formula,
      [[source, Number(value)]],
    ]),
  );
}
