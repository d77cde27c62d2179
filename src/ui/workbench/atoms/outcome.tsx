import type { ComponentChildren, JSX } from 'preact';
import { formatEstimate, formatNumber } from '../../../study/report/format.js';
import { download } from '../../dom.js';
import { FoldedNotes } from '../folded-notes.js';
import { PanelView } from '../plot/panel-view.js';
import type { RunOutput } from '../work/atom-tasks.js';
import { output, slab, type Fields } from './atoms-store.js';
import { IntoStudy } from './into-study.js';

/** What came of a run: bonds, strengths, notes; and before it what is to be said of the slab. */
export function Outcome(): JSX.Element {
  const made = output.value;
  const notes = made?.notes ?? slab.value?.notes ?? [];
  return (
    <aside class="wb-inspector wb-outcome" aria-label="What came of it">
      {made ? <Made made={made} fields={made.fields} /> : <p class="quiet">Run here: it takes less than a minute.</p>}
      <FoldedNotes notes={notes} open={notes.some((note) => note.level === 'serious')} />
    </aside>
  );
}

function Made({ made, fields }: { made: RunOutput; fields: Fields }): JSX.Element {
  const save = (name: string, text: string): void => download(name, text, 'chemical/x-xyz');
  return (
    <>
      <h2>{made.film}, relaxed</h2>
      <dl class="parameters">
        <Pair name="energy">{formatNumber(made.energy, 8)} eV</Pair>
        <Pair name="height">{formatNumber(made.heights.relaxed, 5)} Å</Pair>
        <Pair name="longest force left">
          {formatNumber(made.longestForce, 2)} eV/Å{made.converged ? '' : ': not at rest'}
        </Pair>
        <Pair name="glass at 300 K">{formatEstimate(made.glass.density)}</Pair>
      </dl>
      <Table
        caption="Bonds across the interface"
        head={['film', 'oxide', 'bonds', 'length', 'selectivity']}
        rows={made.bonds.map((b) => [
          b.film,
          b.oxide,
          formatNumber(b.count.value),
          b.length ? `${formatNumber(b.length.value)} Å` : '–',
          formatNumber(b.selectivity.value, 3),
        ])}
      />
      {made.oxygens.length > 0 && (
        <Table
          caption="Oxygens bonded to the film"
          head={['surroundings', 'oxygens']}
          rows={made.oxygens.map(([surroundings, n]) => [surroundings, String(n)])}
        />
      )}
      <Table
        caption="Opening in mode I, rigid"
        head={['where', 'strength', 'energy']}
        rows={made.strengths.map(({ where, peak, energy }) => [
          where,
          peak ? formatEstimate(peak) : '–',
          energy ? formatEstimate(energy) : '–',
        ])}
      />
      <PanelView panel={made.opening} />
      <p class="row">
        <button type="button" onClick={() => save('interface.extxyz', made.structure)}>
          Structure
        </button>
        <button type="button" onClick={() => save('melt.extxyz', made.trajectory)}>
          Film of it
        </button>
      </p>
      <IntoStudy made={made} fields={fields} />
      {made.steered || fields.end !== '' ? (
        <p class="quiet">
          No command gives these numbers:{' '}
          {made.steered ? 'the melt was steered by hand' : 'it takes the least polar end'}.
        </p>
      ) : (
        <p class="wb-command">
          The same on the command line <code>{toCommand(fields)}</code>
        </p>
      )}
    </>
  );
}

/** The command that gives the same numbers. */
function toCommand(f: Fields): string {
  const quote = (text: string): string => (/^[\w.+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
  return [
    'cermet interface',
    quote(f.crystal),
    quote(f.film),
    f.plane &&
      `--surface ${f.plane
        .split(/[\s,()]+/)
        .filter(Boolean)
        .join(' ')}`,
    f.layers && `--layers ${f.layers}`,
    f.cells && `--supercell ${f.cells}`,
    `--thickness ${quote(f.thickness)} --temperature ${quote(f.temperature)}`,
    `--melt ${quote(f.melt)} --quench ${quote(f.quench)} --seed ${f.seed}`,
  ]
    .filter(Boolean)
    .join(' ');
}

const Pair = ({ name, children }: { name: string; children: ComponentChildren }): JSX.Element => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

function Table({
  caption,
  head,
  rows,
}: {
  caption: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}): JSX.Element {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="data">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join(' ')}>
              {row.map((cell, k) =>
                k === 0 ? (
                  <th key={k} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={k}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
