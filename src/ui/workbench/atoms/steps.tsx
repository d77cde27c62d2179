import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formatNumber } from '../../../study/report/format.js';
import { rows } from '../data/files-store.js';
import { isFailed } from '../data/rows.js';
import { complain } from '../say.js';
import type { SlabOutput } from '../work/atom-tasks.js';
import { atomWorker, run, setFields, slab, type FieldName, type Fields } from './atoms-store.js';

/** What the interface is made of, step by step. */
export function Steps({ fields }: { fields: Fields }): JSX.Element {
  const [library, setLibrary] = useState<{
    elements: readonly string[];
    crystals: { name: string; title: string }[];
  }>();
  useEffect(() => {
    atomWorker().ask('crystals', undefined).then(setLibrary, complain);
  }, []);
  const files = [...rows.value].flatMap(([path, row]) => (row && !isFailed(row) && row.structures > 0 ? [path] : []));
  const made = slab.value;
  const field = (
    name: FieldName,
    label: string,
    hint: string,
    more: { list?: string; placeholder?: string; inputMode?: 'numeric' } = {},
  ): JSX.Element => (
    <p class="wb-field">
      <label for={`atoms-${name}`}>{label}</label>
      <input
        id={`atoms-${name}`}
        type="text"
        {...more}
        value={fields[name]}
        aria-describedby={`atoms-${name}-hint`}
        onChange={(event) => setFields(label, { [name]: event.currentTarget.value.trim() })}
      />
      <span class="hint" id={`atoms-${name}-hint`}>
        {hint}
      </span>
    </p>
  );
  return (
    <fieldset class="wb-steps" disabled={run.value !== undefined}>
      <legend class="unseen">What the interface is made of</legend>
      <h2>Crystal</h2>
      {field('crystal', 'Crystal', 'a name of the library, a formula such as LiNi0.8Co0.1Mn0.1O2, or a file in Data', {
        list: 'atoms-crystals',
      })}
      <datalist id="atoms-crystals">
        {library?.crystals.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
        {files.map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      <h2>Face</h2>
      {field('plane', 'Plane', 'Miller indices; the usual non-polar one where empty', {
        placeholder: made?.miller.join(' '),
      })}
      {field('layers', 'Layers', 'atomic layers; whole repeats of at least 10 Å where empty')}
      {field('cells', 'Repeats', 'in the plane, such as 4x1; 60 Å² at least where empty', {
        placeholder: made?.supercell.join('x'),
      })}
      {made && <Ends made={made} chosen={fields.end} />}
      <h2>Coating</h2>
      {field('film', 'Composition', library ? `of ${library.elements.join(', ')}` : 'such as Co2.2B')}
      {field('thickness', 'Thickness', 'at the density that its glass finds for itself')}
      <h2>Melt and quench</h2>
      {field('temperature', 'Temperature', 'of the melt')}
      {field('melt', 'Molten for', 'with the oxide held')}
      {field('quench', 'Cooled in', 'to 300 K')}
      {field('seed', 'Seed', 'of everything random: the same seed gives the same numbers', { inputMode: 'numeric' })}
    </fieldset>
  );
}

/** How the crystal can end along the plane, and what dipole that leaves. */
function Ends({ made, chosen }: { made: SlabOutput; chosen: string }): JSX.Element {
  const { terminations, termination } = made;
  const describe = (k: number): string => {
    const { outermost, below, tasker, dipole, symmetric } = terminations[k];
    const polarity =
      tasker === undefined
        ? 'no formal charges, so nothing is known of dipoles'
        : `Tasker ${tasker}, ${dipole ? `a dipole of ${formatNumber(dipole, 3)} e·Å a repeat` : 'no dipole'}`;
    return `${outermost} above ${below}; ${polarity}${symmetric ? '' : '; the two faces differ'}`;
  };
  const at = chosen === '' ? termination : Math.min(Number(chosen) || 0, terminations.length - 1);
  return (
    <>
      {terminations.length > 1 && (
        <p class="wb-field">
          <label for="atoms-end">End</label>
          <input
            id="atoms-end"
            type="range"
            min={0}
            max={terminations.length - 1}
            step={1}
            value={at}
            aria-valuetext={describe(at)}
            onChange={(event) => {
              const end = event.currentTarget.value;
              setFields('End', { end: end === '0' ? '' : end });
            }}
          />
          <span class="hint">
            {at + 1} of {terminations.length}, the least polar first
          </span>
        </p>
      )}
      <p class={`wb-end${terminations[at].tasker === 'III' ? ' wb-polar' : ''}`}>{describe(at)}</p>
      <p class="quiet">
        {made.atoms} atoms, {formatNumber(made.area, 4)} Å², {formatNumber(made.thickness, 3)} Å thick
        {made.dipole ? `; the slab has a dipole of ${formatNumber(made.dipole, 3)} e·Å` : ''}
      </p>
    </>
  );
}
