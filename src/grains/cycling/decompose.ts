import { type Figure, houseFigure } from '../../figure/index.js';
import type { CaseName, History } from './run-cycles.js';
import { groupHistories } from './particle-recording.js';

/** What the cases of a decomposition say about why a film helps. */
export interface Decomposition {
  /** [1] broken share at the last cycle, by case. */
  broken: Partial<Record<CaseName, number>>;
  /** [1] part of the broken share that a case spares, against a bare particle. */
  spared: Partial<Record<'bond' | 'shield' | 'both', number>>;
  /** [1] part of the bare particle's broken share that needs chemistry. */
  chemistry?: number;
  /** In words: which explanation the numbers force, and which they do not. */
  says: string;
}

/** Part of cracking that counts as most of it. */
const MOST = 0.5;

/**
 * Dry, bond only, shield only, both, against a bare particle: what each does alone. An explanation is forced only where
 * the other alone does not do.
 */
export function decompose(groups: Partial<Record<CaseName, readonly History[]>>): Decomposition {
  const broken: Decomposition['broken'] = {};
  for (const [name, histories] of Object.entries(groups) as [CaseName, readonly History[]][])
    broken[name] = groupHistories(histories).at(-1)!.broken_share.value;
  const spared: Decomposition['spared'] = {};
  if (broken.bare !== undefined && broken.bare > 0)
    for (const name of ['bond', 'shield', 'both'] as const)
      if (broken[name] !== undefined) spared[name] = 1 - broken[name] / broken.bare;
  const chemistry =
    broken.bare !== undefined && broken.dry !== undefined && broken.bare > 0 ? 1 - broken.dry / broken.bare : undefined;
  const parts: string[] = [];
  if (broken.bare === 0) parts.push('nothing breaks, so nothing is explained.');
  if (chemistry !== undefined)
    parts.push(
      chemistry > MOST
        ? `chemistry is needed for ${percent(chemistry)} of the cracking of a bare particle: strain alone does not do it.`
        : `strain alone breaks ${percent(1 - chemistry)} of what breaks in a bare particle: chemistry is not what decides.`,
    );
  const { bond, shield } = spared;
  if (bond !== undefined && shield !== undefined)
    parts.push(
      bond > MOST && shield > MOST
        ? `stronger bonds alone spare ${percent(bond)}, a shield alone ${percent(shield)}: either would do, and neither explanation is forced.`
        : bond > MOST
          ? `stronger bonds alone spare ${percent(bond)}, a shield alone ${percent(shield)}: the bonds are forced, the shield is not.`
          : shield > MOST
            ? `a shield alone spares ${percent(shield)}, stronger bonds alone ${percent(bond)}: the shield is forced, the bonds are not.`
            : `neither stronger bonds (${percent(bond)}) nor a shield (${percent(shield)}) does it alone.`,
    );
  return { broken, spared, ...(chemistry !== undefined && { chemistry }), says: parts.join(' ') };
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

const NAMES: Record<CaseName, string> = {
  bare: 'bare',
  dry: 'bare, dry',
  bond: 'film, bond only',
  shield: 'film, shield only',
  both: 'film, both',
};

/** Broken share against cycles, a line a case, with the interval over seeds. */
export function figureDecomposition(groups: Partial<Record<CaseName, readonly History[]>>): Figure {
  const values = (Object.entries(groups) as [CaseName, readonly History[]][]).flatMap(([name, histories]) =>
    groupHistories(histories).map((row) => ({
      case: NAMES[name],
      cycle: row.cycle_count,
      broken: 100 * row.broken_share.value,
      low: 100 * (row.broken_share.interval?.[0] ?? row.broken_share.value),
      high: 100 * (row.broken_share.interval?.[1] ?? row.broken_share.value),
    })),
  );
  const x = { field: 'cycle', type: 'quantitative', title: 'Cycle' };
  const color = { field: 'case', type: 'nominal', title: null };
  return {
    id: 'cracking',
    title: 'Broken boundaries by what a film does',
    caption:
      'Share of boundary area that is broken, mean over particles that differ by chance, with the 95 % interval of the mean.',
    spec: houseFigure({
      data: { values },
      layer: [
        {
          mark: { type: 'area', opacity: 0.2 },
          encoding: {
            x,
            y: { field: 'low', type: 'quantitative', title: 'Broken boundary area (%)' },
            y2: { field: 'high' },
            color,
          },
        },
        { mark: { type: 'line' }, encoding: { x, y: { field: 'broken', type: 'quantitative' }, color } },
      ],
    }),
  };
}
