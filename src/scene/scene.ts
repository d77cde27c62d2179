import type { Structure } from '../core/index.js';

/** A structure or a trajectory to be shown in 3D. */
export interface Scene {
  id: string;
  title: string;
  caption: string;
  frames: Structure[];
  /** [fs] time of each frame, where the frames are a trajectory. */
  times?: number[];
}
