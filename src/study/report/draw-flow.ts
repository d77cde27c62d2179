import { formatCondition } from '../../core/index.js';
import type { Taken } from '../types.js';
import { html, type Html } from './html.js';
import { describeEstimate } from './report-parts.js';
import type { Scope } from './report-scope.js';

/** [px] of a box and of the room between. */
const BOX = { width: 150, height: 30, across: 70, down: 14 };

/** Which evidence takes what from which, as a drawing and in words; nothing where none does. */
export function drawFlow(scope: Scope): Html | undefined {
  const { taken } = scope.report;
  if (taken.length === 0) return undefined;
  const edges = taken.map((t) => ({ ...t, from: t.result.split('.')[0] }));
  const depth = depthsOf(edges);
  const byDepth: string[][] = [];
  for (const [name, d] of depth) (byDepth[d] ??= []).push(name);
  const columns = byDepth.filter((names) => names.length > 0);
  const place = new Map(
    columns.flatMap((names, c) =>
      names.map((name, r) => [name, { x: c * (BOX.width + BOX.across), y: r * (BOX.height + BOX.down) }] as const),
    ),
  );
  const width = columns.length * (BOX.width + BOX.across) - BOX.across + 2;
  const height = Math.max(...columns.map((names) => names.length)) * (BOX.height + BOX.down) - BOX.down + 2;
  const pairs = [...new Map(edges.map((e) => [`${e.from}\n${e.by}`, e])).values()];
  return html`<section id="flow" aria-labelledby="flow-title"><h2 id="flow-title">Numbers that flow</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Numbers that flow, drawn"><svg class="flow" viewBox="-1 -1 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Evidence that takes numbers from other evidence">
<defs><marker id="flow-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>
${pairs.map(({ from, by }) => {
  const [a, b] = [place.get(from)!, place.get(by)!];
  return html`<path d="M${a.x + BOX.width} ${a.y + BOX.height / 2}C${a.x + BOX.width + BOX.across / 2} ${a.y + BOX.height / 2} ${b.x - BOX.across / 2} ${b.y + BOX.height / 2} ${b.x - 1} ${b.y + BOX.height / 2}" fill="none" stroke="currentColor" marker-end="url(#flow-tip)"/>`;
})}
${[...place].map(([name, { x, y }]) => html`<g><rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="4" fill="none" stroke="currentColor"/><text x="${x + BOX.width / 2}" y="${y + BOX.height / 2 + 4}" text-anchor="middle" font-size="12" fill="currentColor">${name}</text></g>`)}
</svg></div>
<ul>${taken.map((t) => html`<li><a href="#${scope.ids.of('evidence', t.by)}">${scope.titles.get(t.by) ?? t.by}</a> takes ${t.setting.replaceAll('_', ' ')} from ${sayResult(scope, t.result)}: ${t.estimate ? describeEstimate(t.estimate).number : `its recordings ${t.recordings?.join(', ')}`}</li>`)}</ul></section>`;
}

/** A result as tables call it, with its evidence's title; evidence by its title. */
function sayResult(scope: Scope, name: string): string {
  const [evidence] = name.split('.');
  const title = scope.titles.get(evidence) ?? evidence;
  const placed = scope.results.get(evidence)?.find((p) => p.name === name);
  if (!placed) return name === evidence ? title : name;
  const { label, group, at } = placed.result;
  // Some labels say their group themselves.
  const own = group !== undefined && label.endsWith(group) ? undefined : group;
  return [`${title}, ${label}`, own, formatCondition(at)].filter(Boolean).join(', ');
}

/** How many steps each evidence stands behind what it takes nothing from. */
function depthsOf(edges: readonly (Taken & { from: string })[]): Map<string, number> {
  const depth = new Map<string, number>();
  const visit = (name: string): number => {
    const known = depth.get(name);
    if (known !== undefined) return known;
    // What takes from itself, by whatever way, stands at the beginning.
    depth.set(name, 0);
    const above = edges.filter((e) => e.by === name && e.from !== name).map((e) => visit(e.from));
    const own = above.length === 0 ? 0 : 1 + Math.max(...above);
    depth.set(name, own);
    return own;
  };
  for (const { by, from } of edges) for (const name of [from, by]) visit(name);
  return depth;
}
