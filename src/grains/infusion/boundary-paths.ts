import type { Polycrystal } from '../polycrystal/polycrystal.js';

/**
 * Shortest way along boundaries from the particle's surface to the middle of each facet (Dijkstra over facets that
 * share triple lines).
 *
 * @returns [m] (F); Infinity where no way leads
 */
export function computeBoundaryPaths(p: Polycrystal): Float64Array {
  const { areas, atSurface, centroids } = p.facets;
  const { start, items } = p.neighbours;
  const paths = new Float64Array(areas.length).fill(Infinity);
  const heap = makeHeap();
  for (let f = 0; f < areas.length; f++)
    if (atSurface[f]) {
      paths[f] = 0.5 * Math.sqrt(areas[f]);
      heap.push(f, paths[f]);
    }
  for (let f = heap.pop(); f >= 0; f = heap.pop()) {
    for (let e = start[f]; e < start[f + 1]; e++) {
      const g = items[e];
      let square = 0;
      for (let k = 0; k < 3; k++) {
        let d = centroids[3 * f + k] - centroids[3 * g + k];
        if (p.periodic) d -= 2 * p.halfAxes[k] * Math.round(d / (2 * p.halfAxes[k]));
        square += d * d;
      }
      const way = paths[f] + Math.sqrt(square);
      if (way >= paths[g]) continue;
      paths[g] = way;
      heap.push(g, way);
    }
  }
  return paths;
}

/** A binary heap of numbers with keys; −1 from an empty one. */
function makeHeap() {
  const ids: number[] = [];
  const keys: number[] = [];
  const swap = (i: number, j: number): void => {
    [ids[i], ids[j]] = [ids[j], ids[i]];
    [keys[i], keys[j]] = [keys[j], keys[i]];
  };
  return {
    push(id: number, key: number): void {
      ids.push(id);
      keys.push(key);
      for (let i = ids.length - 1; i > 0; ) {
        const up = (i - 1) >> 1;
        if (keys[up] <= keys[i]) break;
        swap(i, up);
        i = up;
      }
    },
    pop(): number {
      if (ids.length === 0) return -1;
      const top = ids[0];
      swap(0, ids.length - 1);
      ids.pop();
      keys.pop();
      for (let i = 0; ; ) {
        let least = i;
        for (const c of [2 * i + 1, 2 * i + 2]) if (c < ids.length && keys[c] < keys[least]) least = c;
        if (least === i) break;
        swap(i, least);
        i = least;
      }
      return top;
    },
  };
}
