import type { Note } from '../../core/index.js';
import type { CrystalModel } from './crystal-model.js';
import { findLayeredSites } from './layered-oxide.js';
import { boxMean } from './search-cell.js';
import { type Rietveld, USUAL_ZERO } from './stage.js';
import { computeTextureIndex } from './texture-index.js';

/** [%] Rwp below which there is no noise: 250,000 counts at every point would leave as much. */
const NOISELESS = 0.2;

/** What a reader of a refinement must know, and did not ask. */
export function judgeRefinement(r: Rietveld, counting: boolean): Note[] {
  const { model, refined, agreement, problem } = r;
  const notes: Note[] = [...problem.phases.flatMap((p) => p.notes)];
  const add = (level: Note['level'], code: string, text: string) => notes.push({ level, code, text });
  if (!refined.converged)
    add(
      'serious',
      'not-converged',
      `the refinement stopped before it settled (Rwp ${agreement.rWp.toFixed(2)} %); what is shown is the best so far`,
    );
  if (counting && agreement.goodness > 5 && agreement.rWp > 25)
    add(
      'serious',
      'not-described',
      `the phases do not describe this pattern (Rwp ${agreement.rWp.toFixed(0)} %, goodness of fit ${agreement.goodness.toFixed(1)}): wavelength, range or phases are wrong, and no number here means anything`,
    );
  const unseen = findUnseen(r);
  if (unseen.length === problem.phases.length)
    add('serious', 'no-phase', 'no phase is seen in this pattern: there is nothing to tell cells and amounts from');
  else
    for (const { name } of unseen)
      add(
        'warning',
        'phase-not-seen',
        `${name} is not seen in this pattern: its amount lies within three esds of none, and its cell and atoms mean nothing`,
      );
  if (refined.loose.length > 0)
    add(
      'serious',
      'no-influence',
      `the pattern says nothing of ${refined.loose.map((i) => model.parameters[i].label).join(', ')}: no esd`,
    );
  for (const i of refined.bound)
    add('warning', 'on-bound', `${model.parameters[i].label} ended on its bound ${refined.values[i]}: it has no esd`);
  for (const i of refined.free)
    if (/^\d+\.u\./.test(model.parameters[i].id) && refined.values[i] < 0)
      add(
        'warning',
        'negative-displacement',
        `${model.parameters[i].label} = ${refined.values[i].toFixed(4)} Å2 is below zero: texture, absorption or a wrong occupancy is taken up by it`,
      );
  if (r.shift === 'auto')
    add(
      'info',
      'zero-restrained',
      `zero and displacement are both free, the zero within ${USUAL_ZERO} deg of 0: they trade off, and the cell carries it; say which with shift=displacement or shift=zero for smaller esds`,
    );
  const { free, covariance } = refined;
  const q = free.length;
  const named = (i: number) => model.parameters[i].label;
  for (let a = 0; a < q; a++)
    for (let b = 0; b < a; b++) {
      const both = Math.sqrt(covariance[a * q + a] * covariance[b * q + b]);
      const rho = both > 0 ? covariance[a * q + b] / both : 0;
      const dull = [a, b].every((k) =>
        (r.shift === 'auto'
          ? /^(background|U$|V$|W$|hump|zero|displacement|\d+\.metric)/
          : /^(background|U$|V$|W$|hump)/
        ).test(model.parameters[free[k]].id),
      );
      if (Math.abs(rho) > 0.9 && !dull)
        add(
          'warning',
          'strong-correlation',
          `${named(free[b])} and ${named(free[a])} trade off (correlation ${rho.toFixed(3)}): quote them together`,
        );
    }
  if (agreement.serial > 1.3)
    add(
      'warning',
      'serial-correlation',
      `neighbouring residuals go together: the model misses the shape of lines or background, and esds are true only when multiplied by ${agreement.serial.toFixed(2)} (Bérar and Lelann)`,
    );
  if (counting && agreement.goodness > 1.5 && agreement.serial < 1.2)
    add(
      'warning',
      'more-than-counting',
      `goodness of fit ${agreement.goodness.toPrecision(3)}, and residuals scatter without any order: the noise is ${agreement.goodness.toPrecision(3)} times that of counting, as where counts were multiplied or divided by something; esds are taken from the scatter`,
    );
  if (counting && agreement.goodness < 0.9)
    add(
      'serious',
      'too-good',
      `goodness of fit ${agreement.goodness.toFixed(3)}: better than counting allows, so the data were smoothed, averaged or are no counts, and every esd is too small`,
    );
  else if (agreement.rWp < NOISELESS)
    add(
      'serious',
      'no-noise',
      `Rwp is ${agreement.rWp.toPrecision(2)} %, less than the noise of any measurement: the pattern was computed or smoothed, and esds say how closely the model follows it, not how far a measurement could be off`,
    );
  const high = problem.angles[problem.angles.length - 1];
  const longest = problem.radiation.lines[0].wavelength;
  const spacing = longest / (2 * Math.sin((high / 2 / 180) * Math.PI));
  if (spacing > 1.05 && free.some((i) => /^\d+\.(u|mixing)/.test(model.parameters[i].id)))
    add(
      'warning',
      'short-range',
      `the pattern ends at ${high.toFixed(1)} deg (d = ${spacing.toFixed(2)} Å): displacements, occupancies and scale hardly part; measure to 110 deg with copper`,
    );
  problem.phases.forEach((crystal, p) => {
    if (r.textured.includes(p)) {
      const { axis, harmonics } = model.spec.phases[p];
      const how =
        harmonics === undefined
          ? `March–Dollase ${refined.values[model.at(`${p}.texture`)].toFixed(3)} along ${axis.join(' ')}`
          : `harmonics up to order ${harmonics}, index ${computeTextureIndex(model, refined, p, 1).value.toFixed(3)}`;
      add(
        'warning',
        'texture',
        `${crystal.name} is textured (${how}): ratios of intensities such as 003/104 do not tell its occupancies`,
      );
    }
    if (findLayeredSites(crystal) && model.has(`${p}.mixing`))
      add(
        'info',
        'mixing-kinds',
        `${crystal.name}: exchange of Li and Ni and a lack of Li filled by Ni are one thing to X-rays from one pattern; ${(problem.mixing ?? 'exchange') === 'exchange' ? 'exchange' : 'lack of Li'} is assumed, the table of models has the other`,
      );
  });
  const negative = model.reflections(refined.values).filter((h) => h.texture < 0 && h.bragg < high);
  if (negative.length > 0)
    add(
      'warning',
      'negative-pole-density',
      `the harmonics give a density of grains below zero to ${negative.map((h) => `${h.hkl.join(' ')} of ${problem.phases[h.phase].name} (${h.texture.toFixed(2)})`).join(', ')}: they end too early for this texture, or follow noise; take another order`,
    );
  for (const line of findUnmodelledLines(r))
    add(
      'warning',
      'unmodelled-line',
      `a line at ${line.position.toFixed(2)} deg, ${line.height.toFixed(0)} counts high (${line.significance.toFixed(0)} σ), belongs to no phase given`,
    );
  return notes;
}

/** Phases whose amount lies within three esds of none. */
function findUnseen({ refined, model, agreement, problem }: Rietveld): readonly CrystalModel[] {
  const { free, covariance, values } = refined;
  return problem.phases.filter((_, p) => {
    const at = model.at(`${p}.scale`);
    const k = free.indexOf(at);
    const sigma = k < 0 ? 0 : Math.sqrt(covariance[k * free.length + k]) * Math.max(1, agreement.goodness);
    return !(values[at] > 3 * sigma);
  });
}

/** Maxima of what was measured above what was computed, where little was computed; strongest first. */
export function findUnmodelledLines(r: Rietveld): { position: number; height: number; significance: number }[] {
  const { refined, problem, model } = r;
  const { angles, data } = problem;
  const n = angles.length;
  const step = (angles[n - 1] - angles[0]) / (n - 1);
  const width = Math.max(0.08, Math.sqrt(Math.abs(refined.values[model.at('W')])) + 0.05);
  const half = Math.max(1, Math.round(width / step / 2));
  const difference = data.counts.map((v, i) => (refined.weights[i] > 0 ? v - refined.calculated[i] : 0));
  const mean = boxMean(difference, half);
  const noise = boxMean(
    refined.weights.map((w) => (w > 0 ? 1 / w : 0)),
    half,
  ).map((v) => Math.sqrt(v / (2 * half + 1)));
  const background = model.background(refined.values);
  const scale = Math.max(1, r.agreement.goodness);
  const lines: { position: number; height: number; significance: number }[] = [];
  for (let i = half; i < n - half; i++) {
    const z = mean[i] / (noise[i] * scale || 1);
    if (z < 6 || mean[i] < refined.calculated[i] - background[i]) continue;
    let top = true;
    for (let k = Math.max(0, i - 4 * half); k <= Math.min(n - 1, i + 4 * half) && top; k++) top = mean[k] <= mean[i];
    if (top) lines.push({ position: angles[i], height: mean[i], significance: z });
  }
  return lines.sort((a, b) => b.significance - a.significance).slice(0, 8);
}
