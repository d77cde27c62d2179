import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { loadDrawing } from '../../load-drawing.js';
import { lab } from './files-store.js';

/** Opens a file in a figure of the page; gives what lets go of it. */
const OPEN = {
  async structure(figure: HTMLElement, path: string) {
    const [scene, { SceneViewer }] = await Promise.all([lab().ask('scene', { path }), loadDrawing()]);
    return SceneViewer.open(figure, scene);
  },
  async particle(figure: HTMLElement, path: string) {
    const [particle, { ParticleViewer }] = await Promise.all([lab().ask('particle scene', { path }), loadDrawing()]);
    return ParticleViewer.open(figure, particle);
  },
};

/** The atoms or the grains of a file in three dimensions, with all that the viewers of reports can. */
export function StructureView({ path, of }: { path: string; of: keyof typeof OPEN }): JSX.Element {
  const figure = useRef<HTMLElement>(null);
  const [wrong, setWrong] = useState('');
  useEffect(() => {
    let current = true;
    let viewer: { close(): void } | undefined;
    const stage = figure.current!.querySelector<HTMLElement>('.stage')!;
    stage.replaceChildren();
    stage.className = 'stage';
    OPEN[of](figure.current!, path).then(
      (opened) => {
        if (current) viewer = opened;
        else opened?.close();
      },
      (error: unknown) => current && setWrong((error as Error).message),
    );
    return () => {
      current = false;
      viewer?.close();
    };
  }, [path, of]);
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
