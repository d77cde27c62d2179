import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { loadDrawing } from '../../load-drawing.js';
import type { SceneViewer } from '../../viewer/scene-viewer.js';
import { lab } from './files-store.js';

/** The atoms of a file in three dimensions, with all that the viewer of reports can. */
export function StructureView({ path }: { path: string }): JSX.Element {
  const figure = useRef<HTMLElement>(null);
  const [wrong, setWrong] = useState('');
  useEffect(() => {
    let current = true;
    let viewer: SceneViewer | undefined;
    const stage = figure.current!.querySelector<HTMLElement>('.stage')!;
    stage.replaceChildren();
    stage.className = 'stage';
    Promise.all([lab().ask('scene', { path }), loadDrawing()]).then(
      ([scene, drawing]) => {
        if (current) viewer = drawing.SceneViewer.open(figure.current!, scene);
      },
      (error: unknown) => current && setWrong((error as Error).message),
    );
    return () => {
      current = false;
      viewer?.close();
    };
  }, [path]);
  return (
    <figure class="scene" ref={figure}>
      <div class="stage" />
      {wrong && (
        <p class="complaint" role="alert">
          {wrong}
        </p>
      )}
    </figure>
  );
}
