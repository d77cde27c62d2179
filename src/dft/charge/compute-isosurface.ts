import type { GridField } from './grid-field.js';

/** Triangles of a surface of equal value. */
export interface Isosurface {
  /** [Å] (n, 3) */
  vertices: Float32Array;
  /** (m, 3) indices of vertices, counter-clockwise seen from where the field is smaller. */
  triangles: Uint32Array;
}

/**
 * Corners of a cube and its six tetrahedra around one diagonal; neighbours split their common face alike, so no gap
 * opens.
 */
const CORNERS = [
  [0, 0, 0],
  [1, 0, 0],
  [0, 1, 0],
  [1, 1, 0],
  [0, 0, 1],
  [1, 0, 1],
  [0, 1, 1],
  [1, 1, 1],
] as const;
const TETRAHEDRA = [
  [0, 1, 3, 7],
  [0, 3, 2, 7],
  [0, 2, 6, 7],
  [0, 6, 4, 7],
  [0, 4, 5, 7],
  [0, 5, 1, 7],
] as const;

/**
 * Surface on which a periodic field has a value, by marching tetrahedra: closed but where it leaves the cell.
 *
 * @param level [unit of the field]
 */
export function computeIsosurface(field: GridField, level: number): Isosurface {
  const { shape, cell, at } = field;
  const vertices: number[] = [];
  const triangles: number[] = [];
  const known = new Map<number, number>();
  const ids = new Float64Array(8);
  const corner = new Float64Array(8);
  const span = shape.map((n) => n + 1);
  const place = (index: number): [number, number, number] => [
    index % span[0],
    Math.floor(index / span[0]) % span[1],
    Math.floor(index / (span[0] * span[1])),
  ];
  const cut = (a: number, b: number): number => {
    const [low, high] = ids[a] < ids[b] ? [a, b] : [b, a];
    // Corners of an edge differ in some of three bits: with the lower point they name the edge.
    const key = ids[low] * 8 + (a ^ b);
    const there = known.get(key);
    if (there !== undefined) return there;
    const t = (level - corner[low]) / (corner[high] - corner[low]);
    const p = place(ids[low]);
    const q = place(ids[high]);
    const f = [0, 1, 2].map((k) => (p[k] + t * (q[k] - p[k])) / shape[k]);
    for (let k = 0; k < 3; k++) vertices.push(f[0] * cell[k] + f[1] * cell[3 + k] + f[2] * cell[6 + k]);
    const id = vertices.length / 3 - 1;
    known.set(key, id);
    return id;
  };
  for (let k = 0; k < shape[2]; k++)
    for (let j = 0; j < shape[1]; j++)
      for (let i = 0; i < shape[0]; i++) {
        let above = 0;
        for (let c = 0; c < 8; c++) {
          const [x, y, z] = CORNERS[c];
          corner[c] = at(i + x, j + y, k + z);
          if (corner[c] >= level) above++;
          ids[c] = i + x + span[0] * (j + y + span[1] * (k + z));
        }
        if (above === 0 || above === 8) continue;
        for (const tetrahedron of TETRAHEDRA) {
          const inside = tetrahedron.filter((c) => corner[c] >= level);
          const outside = tetrahedron.filter((c) => corner[c] < level);
          if (inside.length === 1)
            face(
              [cut(inside[0], outside[0]), cut(inside[0], outside[1]), cut(inside[0], outside[2])],
              inside[0],
              outside[0],
            );
          else if (inside.length === 3)
            face(
              [cut(outside[0], inside[0]), cut(outside[0], inside[1]), cut(outside[0], inside[2])],
              inside[0],
              outside[0],
            );
          else if (inside.length === 2) {
            const [a, b] = inside;
            const [c, d] = outside;
            const ac = cut(a, c);
            const ad = cut(a, d);
            const bc = cut(b, c);
            const bd = cut(b, d);
            face([ac, ad, bd], a, c);
            face([ac, bd, bc], a, c);
          }
        }
      }
  /** Turns a triangle so that its normal points to where the field is smaller. */
  function face([p, q, r]: [number, number, number], inside: number, outside: number): void {
    if (p === q || q === r || p === r) return;
    const v = (index: number, c: number): number => vertices[3 * index + c];
    const u = [0, 1, 2].map((c) => v(q, c) - v(p, c));
    const w = [0, 1, 2].map((c) => v(r, c) - v(p, c));
    const normal = [u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]];
    const a = place(ids[inside]);
    const b = place(ids[outside]);
    const f = [0, 1, 2].map((c) => (b[c] - a[c]) / shape[c]);
    const out = [0, 1, 2].map((c) => f[0] * cell[c] + f[1] * cell[3 + c] + f[2] * cell[6 + c]);
    const forward = normal[0] * out[0] + normal[1] * out[1] + normal[2] * out[2] >= 0;
    triangles.push(p, forward ? q : r, forward ? r : q);
  }
  return { vertices: Float32Array.from(vertices), triangles: Uint32Array.from(triangles) };
}
