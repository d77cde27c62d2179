import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { View } from 'vega';
import { loadDrawing } from '../../load-drawing.js';
import type { Spec } from '../../make-view.js';
import type { PageFigure } from '../../../scene/page-data.js';
import { complain } from '../say.js';

/** A figure in print size, which can be taken away in the sizes and forms that journals ask for. */
export function FigureView({ figure, title }: { figure: PageFigure; title: string }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let current = true;
    let view: View | undefined;
    const draw = async (): Promise<void> => {
      const { makeView } = await loadDrawing();
      if (!current) return;
      view = makeView(structuredClone(figure.compiled) as Spec, 'svg');
      await view.initialize(place.current!).runAsync();
      // The place has the figure's name; its parts have none.
      place.current?.querySelector('svg')?.setAttribute('aria-hidden', 'true');
    };
    draw().catch(complain);
    return () => {
      current = false;
      view?.finalize();
    };
  }, [figure]);
  return (
    <figure class="wb-figure">
      <div class="drawing" ref={place} role="img" aria-label={title} />
      <p class="downloads">
        <button
          type="button"
          class="download"
          onClick={() => void loadDrawing().then(({ openSaveDialog }) => openSaveDialog(figure, [], title))}
        >
          Save …
        </button>
      </p>
    </figure>
  );
}
