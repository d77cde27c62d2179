import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { parseDocument } from 'yaml';
import { computeInterval, type Estimate } from '../../../core/index.js';
import { parseComparison } from '../../../evidence/parse-claim.js';
import { nameEvidence } from '../../../workbench/draft-evidence.js';
import { addDraft, addFilesToSample, newStudyText } from '../../../workbench/edit-study.js';
import { download } from '../../dom.js';
import { saveToStudy } from '../data/save-to-study.js';
import { go } from '../route.js';
import { complain, say } from '../say.js';
import { folder, namesIn, save, step, text } from '../study/study-store.js';
import { setValue } from '../study/yaml-values.js';
import type { GroupValue } from '../work/compare-files.js';
import { groups, kind, settings, written, type WrittenClaim } from './compare-store.js';

/** Makes of what is held against one another a claim: in the study that is open, or in one to be saved. */
export function ClaimForm({
  place,
  a,
  b,
  how,
  held,
}: {
  /** By which what was written is found again when the numbers are computed anew, or another view was looked at. */
  place: string;
  a: GroupValue;
  b: GroupValue;
  how: 'ratio' | 'difference';
  held: Estimate;
}): JSX.Element {
  const condition = a.at ? ` at ${a.at}` : '';
  const neutral = how === 'ratio' ? 1 : 0;
  const more = held.value > neutral;
  const own = written.value.get(place) ?? {};
  const {
    says = `${a.label[0].toUpperCase()}${a.label.slice(1)}${condition} is ${more ? 'higher' : 'lower'} in ${a.group} than in ${b.group}`,
    expect = `${more ? '>' : '<'} ${neutral}`,
  } = own;
  const write = (change: WrittenClaim): void => {
    written.value = new Map(written.peek()).set(place, { ...own, ...change });
  };
  const [busy, setBusy] = useState('');
  const open = folder.value !== '';
  const unnamable = [a.group, b.group].find((group) => !isNamable(group));
  const make = async (): Promise<void> => {
    const evidence = nameEvidence(kind.peek());
    const claim = {
      says,
      measure: `${evidence}.${a.id}${condition}`,
      compare: `${a.group} ${how === 'ratio' ? '/' : '-'} ${b.group}`,
      expect,
    };
    const name = `${evidence}-${a.id}${condition.replace(' at ', '-')}`.replaceAll(/[_\s.,/]+/g, '-');
    if (!open) {
      download('study.yaml', writeStudy(evidence, name, claim), 'application/yaml');
      say('study.yaml is saved: put the files into data/ beside it, then cermet run');
      return;
    }
    await saveToStudy(setBusy);
    const known = settings.peek()[kind.peek()] ?? {};
    const next = addDraft(text.peek(), 'study.yaml', {
      evidence: {},
      claims: { [freeName(name)]: claim },
    });
    step(`claim ${name}`, withSettings(next.text, evidence, known));
    await save();
    written.value = new Map([...written.peek()].filter(([key]) => key !== place));
    go({ view: 'study', item: `claims/${next.claims[0]}` });
  };
  return (
    <form
      class="wb-claim"
      aria-label="Claim"
      onSubmit={(event) => {
        event.preventDefault();
        make()
          .catch(complain)
          .finally(() => setBusy(''));
      }}
    >
      <label>
        Says <input type="text" value={says} onInput={(event) => write({ says: event.currentTarget.value })} />
      </label>
      <label>
        Expects <input type="text" value={expect} onInput={(event) => write({ expect: event.currentTarget.value })} />
      </label>
      <button type="submit" class="wb-primary" disabled={busy !== '' || unnamable !== undefined}>
        {busy || (open ? 'Make this a claim' : 'Save as study.yaml')}
      </button>
      {unnamable !== undefined && (
        <p class="complaint">
          a claim cannot name the group “{unnamable}”: there a stroke or a dash between spaces stands between two groups
        </p>
      )}
      {!computeInterval(held) && <p class="quiet">It will be undecided: there is no interval yet.</p>}
    </form>
  );
}

/** Whether a claim can name a group: it is then what stands beside the sign that compares. */
function isNamable(group: string): boolean {
  try {
    const read = parseComparison(group);
    return read.type === 'single' && read.group === group;
  } catch {
    return false;
  }
}

/** A name that no claim has yet. */
function freeName(name: string): string {
  const taken = namesIn('claims');
  let free = name;
  for (let k = 2; taken.includes(free); k++) free = `${name}-${k}`;
  return free;
}

/** A whole study of the groups that are compared, whose files will stand in `data/`. */
function writeStudy(evidence: string, name: string, claim: object): string {
  let study = newStudyText('Comparison');
  const places = Object.fromEntries(
    [...groups.peek()].map(([group, paths]) => [group, paths.map((path) => `data/${path.split('/').at(-1)}`)]),
  );
  for (const [group, files] of Object.entries(places)) study = addFilesToSample(study, 'study.yaml', group, files).text;
  return addDraft(study, 'study.yaml', {
    evidence: { [evidence]: { kind: kind.peek(), files: places, ...settings.peek()[kind.peek()] } },
    claims: { [name]: claim },
  }).text;
}

/** Puts what was said of cells and analyses into the evidence. */
function withSettings(study: string, evidence: string, own: Readonly<Record<string, string>>): string {
  if (Object.keys(own).length === 0) return study;
  const document = parseDocument(study);
  for (const [key, value] of Object.entries(own)) setValue(document, ['evidence', evidence, key], value);
  return document.toString({ lineWidth: 0 });
}
