import { CermetError } from '../../core/index.js';
import { compileFigure, figureToCsv, renderFigureSvg, type Figure } from '../../figure/index.js';
import type { EvidenceOutput, Scene } from '../types.js';
import { drawScene } from './draw-scene.js';
import { drawTable } from './draw-table.js';
import { formatLike } from './format.js';
import { html, trusted, type Html } from './html.js';
import { describeEstimate, drawNotes, drawParameters, drawReplicates } from './report-parts.js';
import type { PlacedResult, Scope } from './report-scope.js';
import { packScene, toSceneFrame } from './scene-data.js';

/** One piece of evidence: what was asked for, the numbers, the figures, the structures, the tables, and what to beware of. */
export async function drawEvidence(scope: Scope, name: string, output: EvidenceOutput): Promise<Html> {
  const entry = Object.hasOwn(scope.report.study.evidence, name) ? scope.report.study.evidence[name] : undefined;
  const id = scope.ids.of('evidence', name);
  const kind = entry?.simulate ?? entry?.kind;
  const { kind: _kind, simulate: _simulate, ...parameters } = entry ?? {};
  const figures = await Promise.all(output.figures.map((figure) => drawFigure(scope, name, figure)));
  return html`<section id="${id}" class="evidence" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${name}${kind && html` <span class="kind">${entry?.simulate ? 'simulated' : 'measured'}: ${kind}</span>`}</h2>
    ${Object.keys(parameters).length > 0 && html`<details class="asked"><summary>What the study asks for</summary>${drawParameters(parameters)}</details>`}
    ${drawNotes(output.notes)}
    ${drawResults(scope.results.get(name) ?? [])}
    ${figures.length > 0 && html`<div class="figures">${figures}</div>`}
    ${output.scenes.filter((scene) => scene.frames.length > 0).map((scene) => drawSceneFigure(scope, name, scene))}
    ${output.tables.map(({ id: tableId, title, table }) => drawTable(table, title, scope.ids.of('table', `${name} ${tableId}`)))}
    ${output.recordings.map(({ id: recordingId, recording }) => drawTable(recording.table, [recording.kind, recordingId, recording.about.sample].filter(Boolean).join(', '), scope.ids.of('recording', `${name} ${recordingId}`)))}
  </section>`;
}

function drawResults(placed: readonly PlacedResult[]): Html | undefined {
  if (placed.length === 0) return undefined;
  const withReplicates = placed.some(({ result }) => Object.keys(result.replicates ?? {}).length > 1);
  const grouped = placed.some(({ result }) => result.group ?? result.at);
  return html`<table class="results"><caption class="unseen">Results</caption><thead><tr><th scope="col">Quantity</th>${grouped && html`<th scope="col">Where</th>`}<th scope="col">Value</th>${withReplicates && html`<th scope="col">Replicates</th>`}</tr></thead><tbody>
    ${placed.map(({ result, anchor }, i) => {
      const shown = describeEstimate(result.estimate);
      const replicates = Object.values(result.replicates ?? {});
      const repeated = placed[i - 1]?.result.label === result.label;
      return html`<tr${repeated && html` class="repeated"`}><th scope="row" data-label="Quantity">${result.label}</th>${grouped && html`<td data-label="Where">${[result.group, result.at].filter(Boolean).join(', ') || '–'}</td>`}
        <td class="number-cell" data-label="Value"><a class="number" href="#${anchor}" data-origin>${shown.number}</a><span class="aside">${shown.behind}</span></td>
        ${withReplicates && html`<td class="replicates" data-label="Replicates">${replicates.length > 1 && html`${drawReplicates(replicates, result.estimate.value)}<span class="aside">${replicates.slice(0, 8).map((v) => formatLike(v, result.estimate.sigma)).join(', ')}${replicates.length > 8 && ', …'}</span>`}</td>`}</tr>`;
    })}
  </tbody></table>`;
}

async function drawFigure(scope: Scope, evidence: string, figure: Figure): Promise<Html> {
  const id = scope.ids.of('figure', `${evidence} ${figure.id}`);
  const svg = await renderFigureSvg(figure, { theme: 'page' }).catch((error: unknown) => {
    if (error instanceof CermetError) return error;
    throw error;
  });
  if (typeof svg !== 'string') {
    return html`<figure id="${id}" class="chart narrow">${drawNotes([{ level: 'serious', code: 'figure-not-drawn', text: svg.message }])}<figcaption><strong>${figure.title}.</strong> ${figure.caption}</figcaption></figure>`;
  }
  const compiled = shareRows(scope, await compileFigure(figure, 'page'));
  scope.data.figures.push({ id, name: fileNameOf(`${evidence} ${figure.id}`), source: shareRows(scope, figure.spec), compiled, csv: figureToCsv(figure) });
  const width = Number(/ width="([\d.]+)"/.exec(svg)?.[1] ?? 336);
  return html`<figure id="${id}" class="chart ${width > 450 ? 'wide' : 'narrow'}">
    <div class="scroll" tabindex="0" role="group" aria-label="${figure.title}"><div class="drawing" role="img" aria-label="${`${figure.title}. ${figure.caption}`}"><div aria-hidden="true">${trusted(svg)}</div></div></div>
    <figcaption><strong>${figure.title}.</strong> ${figure.caption}</figcaption>
    <p class="downloads script-only">Download ${['SVG', 'PNG', 'CSV', 'JSON'].map((form) => html`<button type="button" class="download" data-form="${form}" aria-label="${`Download ${figure.title} as ${form}`}">${form}</button> `)}</p>
  </figure>`;
}

/** Puts equal data sets of all specifications in one place, so that the page carries each once. */
function shareRows(scope: Scope, node: unknown): unknown {
  if (Array.isArray(node)) return node.map((item) => shareRows(scope, item));
  if (!node || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === 'values' && Array.isArray(value) && value.length > 3 && value[0] && typeof value[0] === 'object' ? { $rows: indexOfRows(scope, value) } : shareRows(scope, value)]),
  );
}

function indexOfRows(scope: Scope, rows: unknown[]): number {
  const text = JSON.stringify(rows);
  const known = scope.data.rows.findIndex((other) => other.length === rows.length && JSON.stringify(other) === text);
  return known >= 0 ? known : scope.data.rows.push(rows) - 1;
}

function drawSceneFigure(scope: Scope, evidence: string, scene: Scene): Html {
  const id = scope.ids.of('scene', `${evidence} ${scene.id}`);
  const packed = packScene(scene, id, fileNameOf(`${evidence} ${scene.id}`));
  scope.data.scenes.push(packed);
  const last = scene.frames.at(-1)!;
  const atoms = `${last.elements.length} atoms`;
  const frames = scene.frames.length > 1 ? `, ${scene.frames.length} frames` : '';
  return html`<figure id="${id}" class="scene">
    <div class="stage">${drawScene(toSceneFrame(last), id)}</div>
    <figcaption><strong>${scene.title}.</strong> ${scene.caption} <span class="quiet">${atoms}${frames}.</span></figcaption>
  </figure>`;
}

const fileNameOf = (text: string): string => text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|-+$/g, '').slice(0, 80) || 'cermet';
