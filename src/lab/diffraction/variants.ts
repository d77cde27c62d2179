import { type Context, breathe } from '../../core/index.js';
import { findLayeredSites } from './layered-oxide.js';
import { type Measured, measureRietveld, type Surroundings } from './measure-rietveld.js';
import { refineFrom, type Rietveld, type RietveldProblem } from './stage.js';

/** One other model that the same pattern was refined with. */
export interface Variant {
  id: string;
  title: string;
  /** Whether it counts in the spread: models that nobody can rule out from this pattern. */
  counts: boolean;
  rWp: number;
  goodness: number;
  measured: Measured[];
}

/** Refines a pattern with other models than the chosen one: what a number depends on that no esd knows of. */
export async function refineVariants(base: Rietveld, around: Surroundings, ctx?: Context): Promise<Variant[]> {
  const { problem, textured } = base;
  const choice = problem.formFactors ?? 'neutral';
  const background = base.model.spec.background;
  const held: RietveldProblem = { ...problem, background };
  const displacements = base.refined.free
    .map((i) => base.model.parameters[i].id)
    .filter((id) => /^\d+\.(u|tensor)\./.test(id));
  const runs: { id: string; title: string; counts: boolean; run: () => Rietveld }[] = [];
  const add = (id: string, title: string, run: () => Rietveld, counts = true) => runs.push({ id, title, counts, run });
  const hasOxygen = problem.phases.some((m) => m.sites.some((s) => s.occupants.some((o) => o.element === 'O')));
  if (hasOxygen && problem.radiation.kind === 'x-ray') {
    const other = choice === 'neutral' ? 'oxide' : 'neutral';
    add('form-factors', other === 'oxide' ? 'O2- in place of neutral oxygen' : 'neutral atoms', () =>
      refineFrom({ ...held, formFactors: other }, base, {}, ctx),
    );
    if (choice !== 'ionic')
      add('ionic', 'all atoms as ions', () => refineFrom({ ...held, formFactors: 'ionic' }, base, {}, ctx), false);
  }
  if (textured.length > 0) add('no-texture', 'no texture', () => refineFrom(held, base, { textured: [] }, ctx));
  else if (problem.phases[0].spaceGroup < 195)
    add('texture', 'texture refined', () => refineFrom(held, base, { textured: [0] }, ctx));
  const march = { axis: [0, 0, 1] } as const;
  if (textured.some((p) => base.model.spec.phases[p].harmonics !== undefined))
    add('march-dollase', 'March–Dollase along 001', () => refineFrom({ ...held, texture: march }, base, {}, ctx));
  if (displacements.length > 0) {
    const seed = new Map(displacements.map((id) => [id, base.model.parameters[base.model.at(id)].value]));
    add('held-displacements', 'displacements held', () => refineFrom(held, base, { drop: displacements, seed }, ctx));
  }
  add('background', `background of ${background + 3} coefficients`, () =>
    refineFrom({ ...problem, background: background + 3 }, base, {}, ctx),
  );
  if ((problem.mixing ?? 'exchange') === 'exchange' && problem.phases.some(findLayeredSites))
    add('deficient', 'Li deficient, nothing on the metal site', () =>
      refineFrom({ ...held, mixing: 'deficient' }, base, {}, ctx),
    );
  const variants: Variant[] = [];
  for (const [k, { id, title, counts, run }] of runs.entries()) {
    ctx?.progress?.(k, runs.length, title);
    if (ctx) await breathe(ctx);
    const r = run();
    variants.push({
      id,
      title,
      counts,
      rWp: r.agreement.rWp,
      goodness: r.agreement.goodness,
      measured: measureRietveld(r, around),
    });
  }
  return variants;
}

/** Key that a number has in every model. */
export const keyOf = (m: Measured): string => `${m.id} ${m.at?.phase ?? ''} ${m.at?.site ?? ''}`;

/** Half the range of each number over the models that count, the chosen one included. */
export function spreadOver(measured: readonly Measured[], variants: readonly Variant[]): Map<string, number> {
  const spread = new Map<string, number>();
  const counted = variants.filter((v) => v.counts).map((v) => new Map(v.measured.map((m) => [keyOf(m), m.value])));
  for (const m of measured) {
    const values = [m.value, ...counted.flatMap((v) => v.get(keyOf(m)) ?? [])];
    if (values.length > 1) spread.set(keyOf(m), (Math.max(...values) - Math.min(...values)) / 2);
  }
  return spread;
}
