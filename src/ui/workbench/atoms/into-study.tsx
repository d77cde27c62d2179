import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { addDraft, newStudyText } from '../../../workbench/edit-study.js';
import { download } from '../../dom.js';
import { lab, rows } from '../data/files-store.js';
import { go } from '../route.js';
import { complain, say } from '../say.js';
import { studyApi } from '../study/api.js';
import { folder, namesIn, readOnly, save, step, text } from '../study/study-store.js';
import type { RunOutput } from '../work/atom-tasks.js';
import type { Fields } from './atoms-store.js';

/** Writes what was run as evidence of the study that is open, or of one to be saved. */
export function IntoStudy({ made, fields }: { made: RunOutput; fields: Fields }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const open = folder.value !== '';
  const refusal =
    fields.end !== ''
      ? 'evidence of a study takes the least polar end of a plane, not this one'
      : fields.melt !== fields.quench
        ? 'evidence of a study melts for as long as it cools: give both the same time'
        : open && readOnly.value
          ? 'the study was opened to read only'
          : '';
  const write = async (): Promise<void> => {
    const evidence = toEvidence(made, fields, await placeOf(fields.crystal, open));
    const name = freeName(`${fields.crystal}-${made.film}`.replaceAll(/[^\w]+/g, '-'));
    const draft = { evidence: { [name]: evidence }, claims: {} };
    if (!open) {
      download('study.yaml', addDraft(newStudyText('Interface'), 'study.yaml', draft).text, 'application/yaml');
      say('study.yaml is saved: cermet run runs it');
      return;
    }
    step(`evidence ${name}`, addDraft(text.peek(), 'study.yaml', draft).text);
    await save();
    go({ view: 'study', item: `evidence/${name}` });
  };
  return (
    <p>
      <button
        type="button"
        class="wb-primary"
        disabled={busy || refusal !== ''}
        onClick={() => {
          setBusy(true);
          write()
            .catch(complain)
            .finally(() => setBusy(false));
        }}
      >
        {open ? 'Into the study' : 'Save as study.yaml'}
      </button>
      {refusal && <span class="complaint"> {refusal}</span>}
    </p>
  );
}

/** The evidence that does the same, with three seeds. */
function toEvidence(made: RunOutput, fields: Fields, oxide: string): Record<string, unknown> {
  const seed = Number(fields.seed) || 1;
  return {
    simulate: 'atoms/interface',
    oxide,
    ...(fields.plane && { plane: fields.plane }),
    coating: made.film,
    ...(made.potential && { potential: made.potential }),
    ...(fields.layers && { layers: Number(fields.layers) }),
    ...(fields.cells && { supercell: fields.cells }),
    temperature: fields.temperature,
    hold: fields.melt,
    film_density: `${made.glass.relaxedDensity.toFixed(3)} g/cm3`,
    seeds: `${seed}..${seed + 2}`,
  };
}

/** A crystal's name, or the place in the study of its file. */
async function placeOf(crystal: string, open: boolean): Promise<string> {
  if (!rows.peek().has(crystal)) return crystal;
  const name = crystal.split('/').at(-1)!;
  if (!open) return `data/${name}`;
  return (await studyApi.keepFile(name, await lab().ask('blob', { path: crystal }))).place;
}

/** A name that no evidence has yet. */
function freeName(name: string): string {
  const taken = namesIn('evidence');
  let free = name;
  for (let k = 2; taken.includes(free); k++) free = `${name}-${k}`;
  return free;
}
