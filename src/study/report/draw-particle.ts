import { FACE_STATES, seenOn, type ParticleScene } from '../../scene/particle-scene.js';
import { FIRST_VIEW } from './draw-scene.js';
import { html, trusted } from './html.js';

/** Of the radius: where the first picture cuts a particle, towards the eye. */
export const FIRST_CUT = 0.1;

/** [1] of 255 above which a facet is broken. */
const BROKEN = 0.9 * 255;
const SHADES = 5;

/**
 * The first history of a particle at its end, cut open, for readers without a script and for print: faces from the back
 * to the front, those of one colour and depth as one path.
 */
export function drawParticle(scene: ParticleScene): string {
  const { vertices, start, items, histories } = scene;
  const radius = radiusOf(scene);
  const row = (k: number): readonly number[] => FIRST_VIEW.slice(3 * k, 3 * k + 3);
  const eye = row(2);
  const plane = [...eye, FIRST_CUT * radius];
  const scale = 100 / radius;
  const project = (v: number, k: number): number =>
    scale * (row(k)[0] * vertices[3 * v] + row(k)[1] * vertices[3 * v + 1] + row(k)[2] * vertices[3 * v + 2]);
  const history = histories[0];
  const faces: { depth: number; markup: string }[] = [];
  for (let face = 0; face < start.length - 1; face++) {
    if (seenOn(scene, face, plane) < 0) continue;
    const loop = Array.from(items.subarray(start[face], start[face + 1]));
    const corners = loop.map((v) => [project(v, 0), -project(v, 1), project(v, 2)]);
    const normal = normalOf(corners);
    const shade = Math.round(SHADES * Math.abs(normal[2])) / SHADES;
    faces.push({
      depth: corners.reduce((sum, c) => sum + c[2] / corners.length, 0),
      markup: `<path d="M${corners.map((c) => `${short(c[0])} ${short(c[1])}`).join('L')}Z" fill="${darken(FACE_STATES[stateOf(history, face)].colour, 0.62 + 0.38 * shade)}"/>`,
    });
  }
  faces.sort((a, b) => a.depth - b.depth);
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-118 -118 236 236"><g stroke="#303840" stroke-width="0.4" stroke-linejoin="round">${trusted(faces.map((f) => f.markup).join(''))}</g></svg>`
    .text;
}

/** Which of the states a face is in at the end of a history. */
function stateOf(history: ParticleScene['histories'][number], face: number): number {
  if (face >= history.film.length) return history.outerFilm ? 1 : 4;
  const last = history.frames[history.frames.length - 1];
  if (last.damage[face] > BROKEN) return last.wet[face] === 1 ? 3 : 2;
  return history.film[face] === 1 ? 1 : 0;
}

/** [m] of the farthest corner. */
export function radiusOf({ vertices }: ParticleScene): number {
  let square = 0;
  for (let v = 0; v < vertices.length; v += 3)
    square = Math.max(square, vertices[v] ** 2 + vertices[v + 1] ** 2 + vertices[v + 2] ** 2);
  return Math.sqrt(square) || 1;
}

/** Newell's sum over the sides, of unit length. */
function normalOf(corners: readonly number[][]): number[] {
  const n = [0, 0, 0];
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % corners.length];
    for (let k = 0; k < 3; k++) {
      const [p, q] = [(k + 1) % 3, (k + 2) % 3];
      n[k] += (a[p] - b[p]) * (a[q] + b[q]);
    }
  });
  const size = Math.hypot(...n) || 1;
  return n.map((v) => v / size);
}

const short = (x: number): string => String(Math.round(x * 10) / 10);

function darken(colour: string, share: number): string {
  const channels = [1, 3, 5].map((i) => Math.round(Number.parseInt(colour.slice(i, i + 2), 16) * share));
  return `#${channels.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
}
