import type { Structure } from '../core/index.js';

/** A structure or a trajectory to be shown in 3D. */
export interface Scene {
  id: string;
  title: string;
  caption: string;
  frames: Structure[];
  /** [fs] time of each frame, where the frames are a trajectory. */
  times?: number[];
  /** Surfaces drawn with the last frame. */
  surfaces?: SceneSurface[];
}

/** Triangles in a scene: where a density has one value, for example. */
export interface SceneSurface {
  /** What it is, for the legend. */
  label: string;
  /** `#rrggbb` */
  colour: string;
  /** [Å] (n, 3) */
  vertices: Float32Array;
  /** (m, 3) indices of vertices, counter-clockwise seen from outside. */
  triangles: Uint32Array;
}
