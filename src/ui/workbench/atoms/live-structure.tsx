import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { packScene } from '../../../scene/pack-frames.js';
import { SceneViewer } from '../../viewer/scene-viewer.js';
import { drawWith, output, slab } from './atoms-store.js';

/** The slab, the atoms while they move, and at the end all that was kept of it, by the viewer of reports. */
export function LiveStructure(): JSX.Element {
  const figure = useRef<HTMLElement>(null);
  const scene = output.value?.scene ?? slab.value?.scene;
  useEffect(() => {
    let viewer: SceneViewer | undefined;
    let shown: unknown;
    const open = (packed: Parameters<typeof SceneViewer.open>[1]): void => {
      viewer?.close();
      const stage = figure.current!.querySelector<HTMLElement>('.stage')!;
      stage.replaceChildren();
      stage.className = 'stage';
      viewer = SceneViewer.open(figure.current!, packed);
    };
    if (scene) open(scene);
    const release = drawWith((atoms, { cell, positions }) => {
      if (atoms === shown) return viewer?.show(cell, positions.slice());
      shown = atoms;
      const { elements, pbc, groups } = atoms;
      const atomic = groups && { group: { width: 1, values: groups } };
      const frame = { elements, pbc, cell: Float64Array.from(cell), positions: Float64Array.from(positions), atomic };
      open(packScene({ id: 'live', title: 'Atoms that move', caption: '', frames: [frame] }, 'live', 'atoms'));
    });
    return () => {
      release();
      viewer?.close();
    };
  }, [scene]);
  return (
    <figure class="scene" ref={figure}>
      <div class="stage" />
    </figure>
  );
}
