import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { packScene } from '../../../scene/pack-frames.js';
import type { PackedScene } from '../../../scene/page-data.js';
import { loadDrawing } from '../../load-drawing.js';
import type { SceneViewer } from '../../viewer/scene-viewer.js';
import { drawWith, output, slab } from './atoms-store.js';

/** The slab, the atoms while they move, and at the end all that was kept of it, by the viewer of reports. */
export function LiveStructure(): JSX.Element {
  const figure = useRef<HTMLElement>(null);
  const scene = output.value?.scene ?? slab.value?.scene;
  useEffect(() => {
    let viewer: SceneViewer | undefined;
    let shown: unknown;
    let current = true;
    const open = async (packed: PackedScene): Promise<void> => {
      // What moves meanwhile is of other atoms than those that are drawn.
      viewer?.close();
      viewer = undefined;
      const { SceneViewer } = await loadDrawing();
      if (!current) return;
      const stage = figure.current!.querySelector<HTMLElement>('.stage')!;
      stage.replaceChildren();
      stage.className = 'stage';
      viewer = SceneViewer.open(figure.current!, packed);
    };
    if (scene) void open(scene);
    const release = drawWith((atoms, { cell, positions }) => {
      if (atoms === shown) return viewer?.show(cell, positions.slice());
      shown = atoms;
      const { elements, pbc, groups } = atoms;
      const atomic = groups && { group: { width: 1, values: groups } };
      const frame = { elements, pbc, cell: Float64Array.from(cell), positions: Float64Array.from(positions), atomic };
      void open(packScene({ id: 'live', title: 'Atoms that move', caption: '', frames: [frame] }, 'live', 'atoms'));
    });
    return () => {
      current = false;
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
