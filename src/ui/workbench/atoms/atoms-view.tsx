import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { route } from '../route.js';
import { cut, output, readFields, run, slabFailure, slabKey, warnings, working } from './atoms-store.js';
import { Controls } from './controls.js';
import { LiveStructure } from './live-structure.js';
import { Outcome } from './outcome.js';
import { Steps } from './steps.js';
import { Strip } from './strip.js';

/** A film molten onto a crystal, here and now: what it is made of, the atoms as they move, and what came of it. */
export function AtomsView(): JSX.Element {
  const fields = readFields(route.value.settings);
  const key = slabKey(fields);
  useEffect(() => {
    if (!run.peek()) void cut(fields);
  }, [key]);
  return (
    <div class="wb-columns wb-data-columns wb-atoms">
      <section class="wb-list" aria-label="Steps">
        <Steps fields={fields} />
        <Controls fields={fields} />
      </section>
      <section class="wb-centre" aria-label="Atoms">
        <h1 class="wb-file">
          {fields.film} on {fields.crystal}
        </h1>
        <p class="quiet wb-doing" role="status">
          {working.value?.label ?? (output.value ? 'done' : '')}
        </p>
        {working.value?.done !== undefined && (
          <progress aria-label="Share of the run that is done" value={working.value.done} max={1} />
        )}
        {slabFailure.value && (
          <p class="complaint" role="alert">
            {slabFailure.value}
          </p>
        )}
        <Stripe />
        <LiveStructure />
        <Strip />
      </section>
      <Outcome />
    </div>
  );
}

/** What the potential says of atoms that left its training, while they have. */
function Stripe(): JSX.Element | null {
  if (!run.value || warnings.value.length === 0) return null;
  const [first, ...others] = [...warnings.value].sort(
    (a, b) => Number(b.level === 'serious') - Number(a.level === 'serious'),
  );
  return (
    <p class="wb-stripe" role="status">
      <strong>Outside training</strong> {first.text}
      {others.length > 0 && `; ${others.length} more of the kind`}. Hot atoms leave it now and then and come back; what
      counts is the relaxed interface.
    </p>
  );
}
