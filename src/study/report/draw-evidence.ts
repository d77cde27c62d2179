import { CermetError, formatCondition, type Recording } from '../../core/index.js';
import { compileFigure, renderCompiledSvg, type Figure } from '../../figure/index.js';
import type { EvidenceEntry, EvidenceOutput, Scene } from '../types.js';
import { drawParticle } from './draw-particle.js';
import { drawScene } from './draw-scene.js';
import { drawTable } from './draw-table.js';
import { beginSentence, formatLike } from './format.js';
import { compactSvg } from './compact-svg.js';
import { drawStill } from './draw-still.js';
import { html, type Html } from './html.js';
import { describeEstimate, drawFoldedNotes, drawNotes, drawParameters, drawReplicates } from './report-parts.js';
import type { PlacedResult, Scope } from './report-scope.js';
import { packScene, toSceneFrame } from '../../scene/pack-frames.js';
import { packParticle } from '../../scene/pack-particle.js';
import type { ParticleScene } from '../../scene/particle-scene.js';

/**
 * One piece of evidence: what was asked for, the numbers, the figures, the structures, the tables, and what to beware
 * of.
 */
export async function drawEvidence(scope: Scope, name: string, output: EvidenceOutput): Promise<Html> {
  const entry = Object.hasOwn(scope.report.study.evidence, name) ? scope.report.study.evidence[name] : undefined;
  const id = scope.ids.of('evidence', name);
  const kind = entry?.simulate ?? entry?.kind;
  const { kind: _kind, simulate: _simulate, title: _title, ...parameters } = entry ?? {};
  const title = scope.titles.get(name)!;
  const labels = new Map(
    output.results.map(({ id: quantity, label }) => [quantity.slice(quantity.indexOf('.') + 1), label]),
  );
  const claims = [
    ...new Set((scope.results.get(name) ?? []).flatMap((placed) => scope.decides.get(placed.name) ?? [])),
  ];
  const figures = await Promise.all(output.figures.map((figure) => drawFigure(scope, name, figure)));
  const { first, rest } = splitResults(scope, scope.results.get(name) ?? []);
  return html`<section id="${id}" class="evidence" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}${kind && html` <span class="kind">${title !== name && `${name}, `}${describeKind(entry)}</span>`}</h2>
    ${claims.length > 0 && html`<p class="quiet decides">Decides ${claims.map((claim, i) => html`${i > 0 && ', '}<a href="#${scope.ids.of('claim', claim)}">${claim}</a>`)}.</p>`}
    ${Object.keys(parameters).length > 0 && html`<details class="asked"><summary>What the study asks for</summary>${drawParameters(parameters)}</details>`}
    ${drawFoldedNotes(output.notes)}
    ${drawResults(first, 'Results')}
    ${figures.length > 0 && html`<div class="figures">${figures}</div>`}
    ${output.scenes.filter((scene) => scene.frames.length > 0).map((scene) => drawSceneFigure(scope, name, scene))}
    ${output.particles?.map((scene) => drawParticleFigure(scope, name, scene))}
    ${output.tables.map(({ id: tableId, title, table }) => drawTable(table, title, scope.ids.of('table', `${name} ${withoutEvidence(name, tableId)}`), labels))}
    ${rest.length > 0 && foldResults(scope, scope.ids.of('more', name), rest)}
    ${output.recordings.length > 0 && html`<details class="recordings"><summary>${output.recordings.length === 1 ? '1 recording' : `${output.recordings.length} recordings`}</summary>${output.recordings.map(({ id: recordingId, recording }) => drawTable(recording.table, titleOfRecording(name, recordingId, recording), scope.ids.of('recording', `${name} ${withoutEvidence(name, recordingId)}`)))}</details>`}
  </section>`;
}

/** Values that others give are neither measured here nor simulated here. */
function describeKind(entry: EvidenceEntry | undefined): string {
  if (entry?.simulate) return `simulated: ${entry.simulate}`;
  return entry?.kind === 'values' ? 'quoted values' : `measured: ${entry?.kind}`;
}

/** Numbers that decide nothing, as lines of text; the script draws their table when it is opened. */
function foldResults(scope: Scope, id: string, rest: readonly PlacedResult[]): Html {
  scope.data.folded.push({ id, entries: rest.map((placed) => placed.entry) });
  const lines = rest.map(({ result }, i) => {
    const { number, behind } = describeEstimate(result.estimate);
    const label = rest[i - 1]?.result.label === result.label ? '' : `${result.label}\n`;
    const where = [result.group, formatCondition(result.at)].filter(Boolean).join(', ');
    return `${label}    ${where && `${where}: `}${number}  (${behind})`;
  });
  return html`<details id="${id}" class="more-results"><summary>${rest.length === 1 ? '1 more number' : `${rest.length} more numbers`}</summary><pre>${lines.join('\n')}</pre></details>`;
}

/** A name without that of its evidence, which a run puts before it. */
const withoutEvidence = (evidence: string, id: string): string =>
  id.startsWith(`${evidence}.`) ? id.slice(evidence.length + 1) : id;

/** What a recording is called beside its evidence, whose name it need not repeat. */
export function titleOfRecording(evidence: string, id: string, { about }: Recording): string {
  return [withoutEvidence(evidence, id), about.sample].filter(Boolean).join(', ');
}

/** Results shown at once when there are more; the others are folded away. */
const SHOWN = 12;

/** Those that decide claims come first; where none does, the first few. */
function splitResults(
  scope: Scope,
  placed: readonly PlacedResult[],
): { first: readonly PlacedResult[]; rest: readonly PlacedResult[] } {
  if (placed.length <= SHOWN) return { first: placed, rest: [] };
  const used = new Set(scope.report.verdicts.flatMap((verdict) => verdict.results));
  const deciding = placed.filter(({ name }) => used.has(name));
  const first = deciding.length > 0 ? deciding : placed.slice(0, SHOWN / 2);
  const shown = new Set(first);
  return { first, rest: placed.filter((p) => !shown.has(p)) };
}

function drawResults(placed: readonly PlacedResult[], caption: string): Html | undefined {
  if (placed.length === 0) return undefined;
  const withReplicates = placed.some(({ result }) => Object.keys(result.replicates ?? {}).length > 1);
  const grouped = placed.some(({ result }) => result.group ?? result.at);
  return html`<table class="results"><caption class="unseen">${caption}</caption><thead><tr><th scope="col">Quantity</th>${grouped && html`<th scope="col">Where</th>`}<th scope="col">Value</th>${withReplicates && html`<th scope="col">Replicates</th>`}</tr></thead><tbody>
    ${placed.map(({ result, anchor, entry }, i) => {
      const shown = describeEstimate(result.estimate);
      const replicates = Object.values(result.replicates ?? {});
      const repeated = placed[i - 1]?.result.label === result.label;
      return html`<tr${repeated && html` class="repeated"`}><th scope="row" data-label="Quantity">${result.label}</th>${grouped && html`<td data-label="Where">${[result.group, formatCondition(result.at)].filter(Boolean).join(', ') || '–'}</td>`}
        <td class="number-cell" data-label="Value"><a class="number" href="#${anchor}" data-origin="${entry}">${shown.number}</a><span class="${result.estimate.interval ? 'aside' : 'beside'}">${shown.behind}</span></td>
        ${
          withReplicates &&
          html`<td class="replicates" data-label="Replicates">${
            replicates.length > 1 &&
            html`${drawReplicates(replicates, result.estimate.value)}<span class="aside">${replicates
              .slice(0, 8)
              .map((v) => formatLike(v, replicates.every(Number.isInteger) ? undefined : result.estimate.sigma))
              .join(', ')}${replicates.length > 8 && ', …'}</span>`
          }</td>`
        }</tr>`;
    })}
  </tbody></table>`;
}

async function drawFigure(scope: Scope, evidence: string, figure: Figure): Promise<Html> {
  const id = scope.ids.of('figure', `${evidence} ${figure.id}`);
  let compiled: Record<string, unknown>;
  let svg: string;
  try {
    compiled = await compileFigure(figure, 'page');
    // Vega marks the rows it is given; it draws from a copy.
    svg = await renderCompiledSvg(figure, structuredClone(compiled));
  } catch (error) {
    if (!(error instanceof CermetError)) throw error;
    return html`<figure id="${id}" class="chart narrow">${drawNotes([{ level: 'serious', code: 'figure-not-drawn', text: error.message }])}<figcaption><strong>${beginSentence(figure.title)}.</strong> ${figure.caption}</figcaption></figure>`;
  }
  scope.data.figures.push({
    id,
    name: fileNameOf(`${evidence} ${withoutEvidence(evidence, figure.id)}`),
    source: shareRows(scope, figure.spec),
    compiled: shareRows(scope, compiled),
  });
  const width = Number(/ width="([\d.]+)"/.exec(svg)?.[1] ?? 336);
  return html`<figure id="${id}" class="chart ${width > 450 ? 'wide' : 'narrow'}">
    <div class="scroll" tabindex="0" role="group" aria-label="${figure.title}"><div class="drawing" role="img" aria-label="${`${figure.title}. ${figure.caption}`}"><div aria-hidden="true">${drawStill(compactSvg(svg))}</div></div></div>
    <figcaption><strong>${beginSentence(figure.title)}.</strong> ${figure.caption}</figcaption>
    <p class="downloads script-only"><button type="button" class="download save" data-title="${figure.title}" aria-label="${`Save ${figure.title}`}">Save …</button></p>
  </figure>`;
}

/** Puts equal data sets of all specifications in one place, so that the page carries each once. */
function shareRows(scope: Scope, node: unknown): unknown {
  if (Array.isArray(node)) return node.map((item) => shareRows(scope, item));
  if (!node || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'values' && Array.isArray(value) && value.length > 3 && value[0] && typeof value[0] === 'object'
        ? { $rows: indexOfRows(scope, value) }
        : shareRows(scope, value),
    ]),
  );
}

function indexOfRows(scope: Scope, rows: unknown[]): number {
  const text = JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'number' ? roundForPage(value) : value,
  );
  const known = scope.rowsByText.get(text) ?? scope.data.rows.push(JSON.parse(text) as unknown[]) - 1;
  scope.rowsByText.set(text, known);
  return known;
}

/** More digits than a figure shows only make the page heavy; all of them are in the study's results. */
const roundForPage = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(6)));

function drawSceneFigure(scope: Scope, evidence: string, scene: Scene): Html {
  const id = scope.ids.of('scene', `${evidence} ${scene.id}`);
  const packed = packScene(scene, id, fileNameOf(`${evidence} ${withoutEvidence(evidence, scene.id)}`));
  scope.data.scenes.push(packed);
  const last = scene.frames.at(-1)!;
  const atoms = `${last.elements.length} atoms`;
  const frames = scene.frames.length > 1 ? `, ${scene.frames.length} frames` : '';
  return html`<figure id="${id}" class="scene">
    <div class="stage">${drawStill(drawScene(toSceneFrame(last), scene.surfaces))}</div>
    <figcaption><strong>${beginSentence(scene.title)}.</strong> ${scene.caption} <span class="quiet">${atoms}${frames}.</span></figcaption>
  </figure>`;
}

function drawParticleFigure(scope: Scope, evidence: string, scene: ParticleScene): Html {
  const id = scope.ids.of('particle', `${evidence} ${scene.id}`);
  scope.data.particles.push(packParticle(scene, id, fileNameOf(`${evidence} ${withoutEvidence(evidence, scene.id)}`)));
  return html`<figure id="${id}" class="scene">
    <div class="stage">${drawStill(drawParticle(scene))}</div>
    <figcaption><strong>${scene.title}.</strong> ${scene.caption} <span class="quiet">${scene.centres.length / 3} grains, ${scene.histories[0].film.length} boundaries.</span></figcaption>
  </figure>`;
}

const fileNameOf = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|-+$/g, '')
    .slice(0, 80) || 'cermet';
