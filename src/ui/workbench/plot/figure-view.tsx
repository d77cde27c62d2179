import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { makeView, type Spec } from '../../make-view.js';
import type { PageFigure } from '../../../scene/page-data.js';
import { openSaveDialog } from '../../save-figure.js';
import { complain } from '../say.js';

/** A figure in print size, which can be taken away in the sizes and forms that journals ask for. */
export function FigureView({ figure, title }: { figure: PageFigure; title: string }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let view: ReturnType<typeof makeView> | undefined;
    try {
      view = makeView(structuredClone(figure.compiled) as Spec, 'svg');
      // The place has the figure's name; its parts have none.
      void view
        .initialize(place.current!)
        .runAsync()
        .then(() => place.current?.querySelector('svg')?.setAttribute('aria-hidden', 'true'))
        .catch(complain);
    } catch (error) {
      complain(error);
    }
    return () => void view?.finalize();
  }, [figure]);
  return (
    <figure class="wb-figure">
      <div class="drawing" ref={place} role="img" aria-label={title} />
      <p class="downloads">
        <button type="button" class="download" onClick={() => openSaveDialog(figure, [], title)}>
          Save …
        </button>
      </p>
    </figure>
  );
}
