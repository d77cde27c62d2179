import { ballRadius, elementColour } from '../../scene/appearance.js';
import { computeWrapShifts, findBonds, type Bonds } from '../../scene/find-drawn-bonds.js';
import { toSceneFrame, type SceneFrame } from '../../scene/pack-frames.js';
import type { Scene, SceneSurface } from '../../scene/scene.js';
import { escapeHtml, html, trusted } from './html.js';

/** Directions of the first view, as rows: to the right, upwards, towards the eye. The viewer begins with the same. */
export const FIRST_VIEW: readonly number[] = makeView(25, 12);

/** View with z upwards, turned about it by `azimuth` and raised by `elevation`, both in degrees. */
function makeView(azimuth: number, elevation: number): number[] {
  const a = (azimuth * Math.PI) / 180;
  const e = (elevation * Math.PI) / 180;
  const right = [Math.cos(a), Math.sin(a), 0];
  const eye = [Math.sin(a) * Math.cos(e), -Math.cos(a) * Math.cos(e), Math.sin(e)];
  const up = [
    eye[1] * right[2] - eye[2] * right[1],
    eye[2] * right[0] - eye[0] * right[2],
    eye[0] * right[1] - eye[1] * right[0],
  ];
  return [...right, ...up, ...eye];
}

/** The twelve edges of a cell as pairs of corners, each corner as three 0/1 multiples of the lattice vectors. */
export const CELL_EDGES: readonly (readonly [number[], number[]])[] = [0, 1, 2].flatMap((axis) =>
  [0, 1, 2, 3].map((k): [number[], number[]] => {
    const from = [0, 0, 0];
    from[(axis + 1) % 3] = k & 1;
    from[(axis + 2) % 3] = k >> 1;
    const to = [...from];
    to[axis] = 1;
    return [from, to];
  }),
);

/** [Å] Cartesian position of a corner of a cell. */
export function cornerOf(cell: ArrayLike<number>, corner: readonly number[]): number[] {
  return [0, 1, 2].map((k) => corner[0] * cell[k] + corner[1] * cell[3 + k] + corner[2] * cell[6 + k]);
}

const BOND_WIDTH = 0.22;

/** Draws a frame as balls and sticks in parallel projection, for readers without a script and for print. */
export function drawScene(frame: SceneFrame, surfaces: readonly SceneSurface[] = []): string {
  const shifts = computeWrapShifts(frame);
  const n = frame.elements.length;
  const project = (p: ArrayLike<number>): [number, number, number] => {
    const along = (row: number): number =>
      FIRST_VIEW[row] * p[0] + FIRST_VIEW[row + 1] * p[1] + FIRST_VIEW[row + 2] * p[2];
    return [along(0), -along(3), along(6)];
  };
  const at = (i: number): number[] => [0, 1, 2].map((k) => frame.positions[3 * i + k] + shifts[3 * i + k]);

  const bounds = [Infinity, Infinity, -Infinity, -Infinity];
  const include = ([x, y]: readonly number[], margin: number): void => {
    bounds[0] = Math.min(bounds[0], x - margin);
    bounds[1] = Math.min(bounds[1], y - margin);
    bounds[2] = Math.max(bounds[2], x + margin);
    bounds[3] = Math.max(bounds[3], y + margin);
  };
  const edges = frame.pbc.some(Boolean)
    ? CELL_EDGES.map(([a, b]) => [project(cornerOf(frame.cell, a)), project(cornerOf(frame.cell, b))])
    : [];
  for (const ends of edges) for (const end of ends) include(end, 0.2);

  const bonds = n <= 1500 ? bondsOrNone(frame) : undefined;
  const pieces: { depth: number; markup: string }[] = [];
  for (let i = 0; i < n; i++) {
    const element = frame.elements[i];
    const position = at(i);
    const [x, y, depth] = project(position);
    if (!Number.isFinite(x + y + depth)) continue;
    const radius = ballRadius(element);
    include([x, y], radius + 0.1);
    pieces.push({
      depth,
      markup: `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" fill="url(#k${kindOf(frame, element)})"/>`,
    });
    if (!bonds) continue;
    // Half bonds of one atom that lie on the same side of it are one line.
    const sides = { behind: '', before: '' };
    for (let k = bonds.offsets[i]; k < bonds.offsets[i + 1]; k++) {
      const [mx, my, middle] = project(position.map((p, axis) => p + bonds.vectors[3 * k + axis] / 2));
      include([mx, my], 0.1);
      sides[middle - radius > depth ? 'before' : 'behind'] += `M${short(x)} ${short(y)}L${short(mx)} ${short(my)}`;
    }
    for (const [side, offset] of [
      ['behind', -radius / 2],
      ['before', radius / 2],
    ] as const)
      if (sides[side])
        pieces.push({ depth: depth + offset, markup: `<path d="${sides[side]}" stroke="${elementColour(element)}"/>` });
  }
  for (const surface of surfaces) pieces.push(...drawSurface(surface, project, include));
  pieces.sort((a, b) => a.depth - b.depth);

  const kinds = [...new Set(frame.elements)];
  const gradients = kinds.map(
    (element) =>
      html`<radialGradient id="k${kindOf(frame, element)}" cx="0.36" cy="0.32" r="0.72"><stop offset="0" stop-color="${mix(elementColour(element), 255, 0.55)}"/><stop offset="0.55" stop-color="${elementColour(element)}"/><stop offset="1" stop-color="${mix(elementColour(element), 0, 0.38)}"/></radialGradient>`,
  );
  if (!(bounds[2] > bounds[0])) bounds.splice(0, 4, 0, 0, 1, 1);
  const box = `${short(bounds[0])} ${short(bounds[1])} ${short(bounds[2] - bounds[0])} ${short(bounds[3] - bounds[1])}`;
  const cellLines = edges.map(([a, b]) => `M${short(a[0])} ${short(a[1])}L${short(b[0])} ${short(b[1])}`).join('');
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}"><defs>${gradients}</defs><path d="${cellLines}" fill="none" stroke="currentColor" stroke-opacity="0.45" stroke-width="0.07"/><g stroke-width="${BOND_WIDTH}" stroke-linecap="round">${trusted(pieces.map((p) => p.markup).join(''))}</g></svg>`
    .text;
}

/** The last frame of a scene as a picture of its own, on white. */
export function drawSceneSvg({ title, frames, surfaces }: Scene): string {
  const look = `width="600" height="600" style="background:#fff;color:#222" role="img" aria-label="${escapeHtml(title)}"`;
  return `${drawScene(toSceneFrame(frames.at(-1)!), surfaces).replace('<svg ', `<svg ${look} `)}\n`;
}

/** Steps of depth and of brightness in which a surface is drawn: triangles of one step are one path. */
const DEPTHS = 24;
const SHADES = 6;

/** The triangles of a surface that look towards the eye, see-through, brighter where they face it. */
function drawSurface(
  { vertices, triangles, colour }: SceneSurface,
  project: (p: ArrayLike<number>) => [number, number, number],
  include: (point: readonly number[], margin: number) => void,
): { depth: number; markup: string }[] {
  const seen = Array.from({ length: vertices.length / 3 }, (_, i) => project(vertices.subarray(3 * i, 3 * i + 3)));
  const depths = seen.map(([, , depth]) => depth);
  const [low, high] = depths.reduce(([a, b], d) => [Math.min(a, d), Math.max(b, d)], [Infinity, -Infinity]);
  const paths = new Map<number, string>();
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [seen[triangles[t]], seen[triangles[t + 1]], seen[triangles[t + 2]]];
    // On the screen y runs down: what turns counter-clockwise to the eye has a positive third component here.
    const [ux, uy, uz] = [b[0] - a[0], a[1] - b[1], b[2] - a[2]];
    const [vx, vy, vz] = [c[0] - a[0], a[1] - c[1], c[2] - a[2]];
    const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    const facing = nz / Math.hypot(nx, ny, nz);
    if (!(facing > 0)) continue;
    const depth = (a[2] + b[2] + c[2]) / 3;
    const step = Math.min(DEPTHS - 1, Math.floor((DEPTHS * (depth - low)) / (high - low || 1)));
    const key = step * SHADES + Math.min(SHADES - 1, Math.floor(facing * SHADES));
    paths.set(
      key,
      `${paths.get(key) ?? ''}M${short(a[0])} ${short(a[1])}L${short(b[0])} ${short(b[1])}L${short(c[0])} ${short(c[1])}Z`,
    );
    for (const corner of [a, b, c]) include(corner, 0.1);
  }
  return [...paths].map(([key, d]) => {
    const shade = (key % SHADES) / (SHADES - 1);
    return {
      depth: low + ((Math.floor(key / SHADES) + 0.5) / DEPTHS) * (high - low),
      markup: `<path d="${d}" fill="${mix(mix(colour, 0, 0.4 * (1 - shade)), 255, 0.25 * shade)}" fill-opacity="0.55"/>`,
    };
  });
}

/** A structure with broken positions is still shown, without its lines. */
function bondsOrNone(frame: SceneFrame): Bonds | undefined {
  try {
    return findBonds(frame);
  } catch {
    return undefined;
  }
}

const kindOf = (frame: SceneFrame, element: string): number => frame.elements.indexOf(element);
const short = (x: number): string => String(Math.round(x * 100) / 100);

/** A colour mixed with black (0) or white (255). */
function mix(colour: string, target: number, share: number): string {
  const channels = [1, 3, 5].map((i) =>
    Math.round(parseInt(colour.slice(i, i + 2), 16) * (1 - share) + target * share),
  );
  return `#${channels.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
}
