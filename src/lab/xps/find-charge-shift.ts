/** Charging of a sample from its adventitious carbon. */
export interface ChargeShift {
  /** [eV] to take off every binding energy */
  shift: number;
  /** [eV] of the fit, and of where the reference lies */
  fit: number;
  reference: number;
}

/**
 * [eV] C–C of adventitious carbon and its uncertainty: Swift, Surf. Interface Anal. 4 (1982) 47; Greczynski and
 * Hultman, Prog. Mater. Sci. 107 (2020) 100591.
 */
export const CARBON = { energy: 284.8, sigma: 0.2 };
/** [eV] charging beyond which the strongest line of C 1s is not believed to be it */
const MOST = 12;

/**
 * Charging from C 1s: the strongest line, unless one at least 40 % as strong lies 1–4 eV lower, is C–C.
 *
 * @param lines position [eV], its standard deviation [eV], area [count eV]
 */
export function findChargeShift(
  lines: readonly { position: number; sigma?: number; area: number }[],
  reference = CARBON.energy,
): ChargeShift | undefined {
  if (lines.length === 0) return undefined;
  const strongest = lines.reduce((a, b) => (b.area > a.area ? b : a));
  const lower = lines
    .filter(
      (l) =>
        l.area > 0.4 * strongest.area && strongest.position - l.position > 1 && strongest.position - l.position < 4,
    )
    .sort((a, b) => a.position - b.position)[0];
  const line = lower ?? strongest;
  const shift = line.position - reference;
  if (Math.abs(shift) > MOST) return undefined;
  return { shift, fit: line.sigma ?? 0, reference: CARBON.sigma };
}
