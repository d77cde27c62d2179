import { ReadError } from '../../core/index.js';

/**
 * A tessellation as Neper's `.tess` files hold it; lengths in the file's own unit, numbers of vertices and faces from
 * 0.
 */
export interface TessFile {
  format: string;
  /** (cells, 3) and (cells), where the file has seeds. */
  seeds?: Float64Array;
  weights?: Float64Array;
  /** (vertices, 3) */
  vertices: Float64Array;
  /** Vertices around each face. */
  faces: Int32Array[];
  /** Faces of each cell. */
  cells: Int32Array[];
  /** Descriptor and numbers of the orientations, where there are any. */
  orientations?: { descriptor: string; values: number[][] };
  periodic: boolean;
}

/**
 * Reads a three-dimensional tessellation of Neper (formats 2 to 4).
 *
 * @throws ReadError with the line where the file breaks off or contradicts itself
 */
export function parseTess(text: string, file: string): TessFile {
  const lines = text.split(/\r?\n/);
  let at = 0;
  const fail = (what: string, hint?: string): never => {
    throw new ReadError(what, { file, line: at + 1 }, { hint });
  };
  if (!lines[0]?.trim().startsWith('***tess')) fail('this is no tessellation of Neper', 'its first line is ***tess');
  const sections = new Map<string, { line: number; words: string[] }>();
  for (let i = 1, name = ''; i < lines.length; i++) {
    const line = lines[i]!.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('***end')) break;
    if (line.startsWith('*')) {
      const own = line.startsWith('**') ? line.slice(2).trim() : `${name.split(' ')[0]} ${line.slice(1).trim()}`;
      name = own;
      sections.set(own, { line: i, words: [] });
      continue;
    }
    for (const word of line.split(/\s+/)) sections.get(name)?.words.push(word);
  }
  const words = (name: string): { take(what: string): number; word(): string; left(): number } => {
    const section = sections.get(name);
    if (!section) fail(`the tessellation has no section **${name}`);
    let k = 0;
    at = section!.line;
    return {
      left: () => section!.words.length - k,
      word: () => section!.words[k++] ?? fail(`section **${name} ends early`),
      take(what) {
        const word = section!.words[k++];
        const value = Number(word);
        if (word === undefined) fail(`section **${name} ends where ${what} should follow`);
        if (!Number.isFinite(value)) fail(`"${word}" is no number for ${what}`);
        return value;
      },
    };
  };
  const general = words('general');
  const dimension = general.take('the dimension');
  if (dimension !== 3) fail(`this tessellation has ${dimension} dimensions; particles have three`);
  const count = words('cell').take('the number of cells');
  const vertexWords = words('vertex');
  const nv = checkCount(vertexWords.take('the number of vertices'), vertexWords.left() / 4);
  const vertices = new Float64Array(3 * nv);
  const vertexAt = new Map<number, number>();
  // Older files also list the edges of each vertex.
  const perVertex = vertexWords.left() / nv;
  for (let i = 0; i < nv; i++) {
    vertexAt.set(vertexWords.take('a vertex'), i);
    if (perVertex > 5.5) for (let k = vertexWords.take('its edges'); k > 0; k--) vertexWords.take('an edge');
    for (let k = 0; k < 3; k++) vertices[3 * i + k] = vertexWords.take('a coordinate');
    vertexWords.take('the state of a vertex');
  }
  const faceWords = words('face');
  const nf = checkCount(faceWords.take('the number of faces'), faceWords.left() / 12);
  const faces: Int32Array[] = [];
  const faceAt = new Map<number, number>();
  for (let i = 0; i < nf; i++) {
    faceAt.set(faceWords.take('a face'), i);
    const n = checkCount(faceWords.take('its number of vertices'), faceWords.left());
    faces.push(
      Int32Array.from({ length: n }, () => {
        const id = faceWords.take('a vertex of a face');
        return vertexAt.get(id) ?? fail(`face ${i + 1} has the vertex ${id}, which there is not`);
      }),
    );
    for (let k = faceWords.take('its number of edges'); k > 0; k--) faceWords.take('an edge');
    for (let k = 0; k < 4; k++) faceWords.take('its equation');
    for (let k = 0; k < 5; k++) faceWords.take('its state');
  }
  const polyWords = words('polyhedron');
  const np = checkCount(polyWords.take('the number of cells'), polyWords.left() / 2);
  if (np !== count) fail(`the file announces ${count} cells and describes ${np}`);
  const cells = Array.from({ length: np }, () => {
    polyWords.take('a cell');
    const n = checkCount(polyWords.take('its number of faces'), polyWords.left());
    return Int32Array.from({ length: n }, () => {
      const id = Math.abs(polyWords.take('a face of a cell'));
      return faceAt.get(id) ?? fail(`a cell has the face ${id}, which there is not`);
    });
  });
  const out: TessFile = {
    format: sections.get('format')?.words[0] ?? 'unknown',
    vertices,
    faces,
    cells,
    periodic: (sections.get('periodicity general')?.words ?? sections.get('periodicity')?.words ?? []).length > 0,
  };
  if (sections.has('cell seed')) {
    const seedWords = words('cell seed');
    out.seeds = new Float64Array(3 * np);
    out.weights = new Float64Array(np);
    for (let i = 0; i < np; i++) {
      seedWords.take('a seed');
      for (let k = 0; k < 3; k++) out.seeds[3 * i + k] = seedWords.take('a coordinate of a seed');
      out.weights[i] = seedWords.take('the weight of a seed');
    }
  }
  if (sections.has('cell ori')) {
    const oriWords = words('cell ori');
    const descriptor = oriWords.word();
    const each = oriWords.left() / np;
    if (Number.isInteger(each) && each > 0)
      out.orientations = {
        descriptor,
        values: Array.from({ length: np }, () => Array.from({ length: each }, () => oriWords.take('an orientation'))),
      };
  }
  return out;

  function checkCount(value: number, most: number): number {
    if (!Number.isInteger(value) || value < 1 || value > Math.max(1, most))
      fail(`a count of ${value} cannot be`, 'the file ends early, or is no tessellation of Neper');
    return value;
  }
}

/** Writes a tessellation as Neper reads it, format 3.4, without a domain. */
export function formatTess(t: TessFile): string {
  const out: string[] = [
    '***tess',
    ' **format',
    '   3.4',
    ' **general',
    '   3 standard',
    ' **cell',
    `   ${t.cells.length}`,
  ];
  const number = (x: number): string => x.toPrecision(15).replace(/\.?0+(e|$)/, '$1');
  if (t.seeds) {
    out.push('  *seed');
    for (let i = 0; i < t.cells.length; i++)
      out.push(
        `   ${i + 1} ${[0, 1, 2].map((k) => number(t.seeds![3 * i + k]!)).join(' ')} ${number(t.weights?.[i] ?? 0)}`,
      );
  }
  if (t.orientations) {
    out.push('  *ori', `   ${t.orientations.descriptor}`);
    for (const row of t.orientations.values) out.push(`   ${row.map(number).join(' ')}`);
  }
  const nv = t.vertices.length / 3;
  out.push(' **vertex', `   ${nv}`);
  for (let i = 0; i < nv; i++)
    out.push(`   ${i + 1} ${[0, 1, 2].map((k) => number(t.vertices[3 * i + k]!)).join(' ')} 0`);
  const edgeOf = new Map<string, number>();
  const edges: [number, number][] = [];
  const signed = t.faces.map((loop) =>
    Array.from(loop, (v, k) => {
      const w = loop[(k + 1) % loop.length]!;
      const key = v < w ? `${v} ${w}` : `${w} ${v}`;
      let id = edgeOf.get(key);
      if (id === undefined) {
        edges.push([v, w]);
        edgeOf.set(key, (id = edges.length));
      }
      return edges[id - 1]![0] === v ? id : -id;
    }),
  );
  out.push(' **edge', `   ${edges.length}`);
  edges.forEach(([v, w], i) => out.push(`   ${i + 1} ${v + 1} ${w + 1} 0`));
  out.push(' **face', `   ${t.faces.length}`);
  t.faces.forEach((loop, i) => {
    const [d, n] = planeOf(t.vertices, loop);
    out.push(
      `   ${i + 1} ${loop.length} ${Array.from(loop, (v) => v + 1).join(' ')}`,
      `        ${loop.length} ${signed[i]!.join(' ')}`,
      `        ${[d, ...n].map(number).join(' ')}`,
      '        0 0 0 0 0',
    );
  });
  out.push(' **polyhedron', `   ${t.cells.length}`);
  t.cells.forEach((faces, i) => out.push(`   ${i + 1} ${faces.length} ${Array.from(faces, (f) => f + 1).join(' ')}`));
  out.push('***end', '');
  return out.join('\n');
}

/** Plane of a polygon: n·x = d. */
function planeOf(v: Float64Array, loop: Int32Array): [number, number[]] {
  const n = [0, 0, 0];
  const c = [0, 0, 0];
  for (let k = 0; k < loop.length; k++) {
    const [a, b] = [3 * loop[k]!, 3 * loop[(k + 1) % loop.length]!];
    for (let i = 0; i < 3; i++) {
      const [j, l] = [(i + 1) % 3, (i + 2) % 3];
      n[i]! += v[a + j]! * v[b + l]! - v[a + l]! * v[b + j]!;
      c[i]! += v[a + i]! / loop.length;
    }
  }
  const size = Math.hypot(...n) || 1;
  const unit = n.map((x) => x / size);
  return [unit[0]! * c[0]! + unit[1]! * c[1]! + unit[2]! * c[2]!, unit];
}
