import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { parseQuantity } from '../../../core/index.js';
import { complain } from '../say.js';
import { ahead, command, paused, run, slab, start, stop, type Fields } from './atoms-store.js';

/** Starts a run, holds it, cools it now, heats it. */
export function Controls({ fields }: { fields: Fields }): JSX.Element {
  const [hot, setHot] = useState('3000 K');
  const running = run.value !== undefined;
  const [first] = ahead.value;
  const steerable = running && first !== undefined;
  return (
    <div class="wb-controls" role="group" aria-label="Run">
      <p class="row">
        <button
          type="button"
          class="wb-primary"
          disabled={running || slab.value === undefined}
          onClick={() => void start(fields)}
        >
          Run here
        </button>
        <button type="button" disabled={!running} onClick={stop}>
          Stop
        </button>
        <button
          type="button"
          disabled={!running}
          aria-pressed={paused.value}
          onClick={() => command(paused.value ? 'go on' : 'pause')}
        >
          Pause
        </button>
      </p>
      <div class="row">
        <button type="button" disabled={!steerable || first[0] !== 'melt'} onClick={() => command('quench')}>
          Quench now
        </button>
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            try {
              command({ heat: parseQuantity(hot, 'temperature').value });
            } catch (error) {
              complain(error);
            }
          }}
        >
          <button type="submit" disabled={!steerable}>
            Heat to
          </button>
          <input
            type="text"
            class="wb-hot"
            aria-label="Temperature to heat to"
            value={hot}
            onInput={(event) => setHot(event.currentTarget.value)}
          />
        </form>
      </div>
      {steerable && (
        <p class="quiet">
          {ahead.value
            .map(([label, left, from]) => `${label} for ${(left / 1000).toFixed(2)} ps from ${Math.round(from)} K`)
            .join(', then ')}
        </p>
      )}
    </div>
  );
}
