import { stringify } from 'yaml';
import type { Citation } from '../../core/index.js';
import { collectCitations } from '../report/collect-citations.js';
import type { StudyReport } from '../types.js';

/** What a study is cited by. */
export type Cited = Pick<StudyReport, 'study' | 'date' | 'cermet' | 'evidence'>;

const TEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};
const toTex = (text: string): string => text.replaceAll(/[\\{}&%$#_~^]/g, (c) => TEX[c]).replaceAll(/\s+/g, ' ');

/** The last year that a text names, which is that of the print. */
const yearOf = (text: string): string | undefined => text.match(/\b(?:1[89]|20)\d\d\b/g)?.at(-1);

/** The first word of a text, its year: a key, with letters of the alphabet behind it where it is taken. */
function makeKeys(citations: readonly Citation[]): string[] {
  const taken = new Set<string>();
  return citations.map(({ text }) => {
    const word =
      text
        .normalize('NFKD')
        .replaceAll(/[^A-Za-z ]/g, '')
        .trim()
        .split(' ')[0]
        .toLowerCase() || 'source';
    const base = `${word}${yearOf(text) ?? ''}`;
    let key = base;
    for (let k = 0; taken.has(key); k++)
      key = `${base}${String.fromCharCode(97 + (k % 26)).repeat(1 + Math.floor(k / 26))}`;
    taken.add(key);
    return key;
  });
}

/** Sources of a study as BibTeX. They are known as text, which stands whole in each entry; digital identifiers stay as they are. */
export function toBibtex(report: Cited): string {
  const citations = collectCitations(report);
  const keys = makeKeys(citations);
  return citations
    .map(({ text, doi, url }, k) => {
      const fields: [string, string | undefined][] = [
        ['note', toTex(text)],
        ['year', yearOf(text)],
        ['doi', doi],
        ['url', url],
      ];
      const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name} = {${value}},`]));
      return `@misc{${keys[k]},\n${lines.join('\n')}\n}\n`;
    })
    .join('\n');
}

/** How a study is cited, with its sources, as a file of the Citation File Format 1.2.0 (doi:10.5281/zenodo.5171937). */
export function toCitationFile(report: Cited): string {
  const { title, authors } = report.study;
  return stringify({
    'cff-version': '1.2.0',
    message: 'If you use this study, please cite it and the sources that it stands on.',
    type: 'dataset',
    title,
    authors: authors && authors.length > 0 ? authors.map((name) => ({ name })) : [{ name: 'not named' }],
    'date-released': report.date.slice(0, 10),
    references: [
      { type: 'software', title: 'Cermet', version: report.cermet, authors: [{ name: 'The Cermet authors' }] },
      ...collectCitations(report).map(({ text, doi, url }) => ({
        type: 'generic',
        title: text,
        authors: [{ name: text.split(/,|\bet al\b/)[0].trim() || text }],
        ...(doi && { doi }),
        ...(url && { url }),
      })),
    ],
  });
}
