import { fromBase64, toBase64, type Structure } from '../core/index.js';
import type { Scene, SceneSurface } from './scene.js';
import type { PackedFrame, PackedScene } from './page-data.js';

/** One frame of a scene as the viewer needs it. */
export interface SceneFrame {
  elements: string[];
  /** [Å] (3, 3) */
  cell: ArrayLike<number>;
  pbc: readonly [boolean, boolean, boolean];
  /** [Å] (n, 3) */
  positions: Float32Array | Float64Array;
  /** [μB] (n) */
  moments?: ArrayLike<number>;
  /** (n) */
  groups?: ArrayLike<number>;
  /** [eV/Å] (n) how far members of a committee disagree on the force. */
  disagreements?: ArrayLike<number>;
  /** [eV] */
  energy?: number;
  disorder?: Record<number, string>;
}

/** A structure as a frame of a scene. */
export function toSceneFrame(structure: Structure): SceneFrame {
  return {
    elements: [...structure.elements],
    cell: structure.cell,
    pbc: structure.pbc,
    positions: structure.positions,
    moments: scalarOf(structure, 'magmoms'),
    groups: scalarOf(structure, 'group'),
    disagreements: scalarOf(structure, 'force_disagreement'),
    energy: Number.isFinite(structure.energy) ? structure.energy : undefined,
    disorder:
      structure.disorder &&
      Object.fromEntries(
        [...structure.disorder].map(([i, sites]) => [i, sites.map((s) => `${s.element} ${s.occupancy}`).join(' + ')]),
      ),
  };
}

/** One number for each atom; of a vector its length. */
function scalarOf(structure: Structure, name: string): Float64Array | undefined {
  const quantity = structure.atomic?.[name];
  if (!quantity) return undefined;
  const { width, values } = quantity;
  if (width === 1) return values;
  return Float64Array.from(structure.elements, (_, i) => Math.hypot(...values.subarray(i * width, (i + 1) * width)));
}

/** Packs a scene for the page: positions as float32 (good to 2 µÅ at 30 Å), elements only where they change. */
export function packScene(scene: Scene, id: string, name: string): PackedScene {
  const palette = [...new Set(scene.frames.flatMap((frame) => [...frame.elements]))];
  let before = '';
  const frames = scene.frames.map(toSceneFrame).map((frame): PackedFrame => {
    const species = toBase64(Uint8Array.from(frame.elements, (element) => palette.indexOf(element)));
    const changed = species !== before;
    before = species;
    return {
      species: changed ? species : undefined,
      cell: Array.from(frame.cell, (x) => Number(x.toFixed(6))),
      positions: toBase64(Float32Array.from(frame.positions)),
      moments: frame.moments && toBase64(Float32Array.from(frame.moments)),
      groups: frame.groups && toBase64(Float32Array.from(frame.groups)),
      disagreements: frame.disagreements && toBase64(toMilli(frame.disagreements)),
      energy: frame.energy,
      disorder: frame.disorder,
    };
  });
  const pbc = scene.frames[0]?.pbc ?? [false, false, false];
  return {
    id,
    name,
    title: scene.title,
    times: scene.times,
    palette,
    pbc: [...pbc] as [boolean, boolean, boolean],
    frames,
    surfaces: scene.surfaces?.map(({ label, colour, vertices, triangles }) => ({
      label,
      colour,
      vertices: toBase64(vertices),
      triangles: toBase64(triangles),
    })),
  };
}

const toMilli = (values: ArrayLike<number>): Uint8Array =>
  new Uint8Array(Uint16Array.from(values, (value) => Math.min(65_535, Math.round(1000 * value))).buffer);

const fromMilli = (bytes: Uint8Array): Float64Array =>
  Float64Array.from(new Uint16Array(bytes.slice().buffer), (milli) => milli / 1000);

/** Gives back the frames of a packed scene. */
export function unpackFrames(scene: PackedScene): SceneFrame[] {
  let elements: string[] = [];
  return scene.frames.map((frame) => {
    if (frame.species !== undefined) elements = Array.from(fromBase64(frame.species), (i) => scene.palette[i]);
    const floats = (text: string): Float32Array => new Float32Array(fromBase64(text).buffer);
    return {
      elements,
      cell: frame.cell,
      pbc: scene.pbc,
      positions: floats(frame.positions),
      moments: frame.moments === undefined ? undefined : floats(frame.moments),
      groups: frame.groups === undefined ? undefined : floats(frame.groups),
      disagreements: frame.disagreements === undefined ? undefined : fromMilli(fromBase64(frame.disagreements)),
      energy: frame.energy,
      disorder: frame.disorder,
    };
  });
}

/** Gives back the surfaces of a packed scene. */
export function unpackSurfaces(scene: PackedScene): SceneSurface[] {
  return (scene.surfaces ?? []).map(({ label, colour, vertices, triangles }) => ({
    label,
    colour,
    vertices: new Float32Array(fromBase64(vertices).buffer),
    triangles: new Uint32Array(fromBase64(triangles).buffer),
  }));
}
