import { computeInterval, type Citation, type Estimate, type Note } from '../../core/index.js';
import { groupNotes } from '../../core/group-notes.js';
import { parseExpectation } from '../../evidence/parse-claim.js';
import type { ClaimEntry, VerdictWord } from '../types.js';
import { formatEstimate, formatLike, formatNumber, formatMinus, formatUnit, formatValue, isExact } from './format.js';
import { html, toWellFormed, type Html } from './html.js';

/** Verdicts in the order in which the report counts them. */
export const VERDICT_WORDS: readonly VerdictWord[] = [
  'supported',
  'undecided',
  'not supported',
  'pending',
  'not measured',
];

/** Class name of a verdict. */
export function verdictClass(word: VerdictWord): string {
  return word.replaceAll(' ', '-');
}

/** Shapes of the verdicts, told apart without colour; drawn once, used by reference. */
export function drawVerdictShapes(): Html {
  const shape = (word: VerdictWord, body: Html): Html =>
    html`<symbol id="glyph-${verdictClass(word)}" viewBox="0 0 16 16">${body}</symbol>`;
  return html`<svg class="shapes" width="0" height="0" aria-hidden="true"><defs>
    ${shape('supported', html`<circle cx="8" cy="8" r="7.5" fill="currentColor"/><path d="M4.4 8.4l2.5 2.5 4.8-5.4" fill="none" stroke="var(--ground)" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"/>`)}
    ${shape('not supported', html`<path d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z" fill="currentColor"/><path d="M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4" fill="none" stroke="var(--ground)" stroke-width="1.9" stroke-linecap="round"/>`)}
    ${shape('undecided', html`<circle cx="8" cy="8" r="6.7" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M8 1.3a6.7 6.7 0 0 1 0 13.4z" fill="currentColor"/>`)}
    ${shape('not measured', html`<circle cx="8" cy="8" r="6.7" fill="none" stroke="currentColor" stroke-width="1.4" stroke-dasharray="2.6 2.2"/>`)}
  </defs></svg>`;
}

/** Shape and word of a verdict. */
export function drawVerdict(word: VerdictWord): Html {
  return html`<span class="verdict ${verdictClass(word)}"><svg class="glyph" aria-hidden="true"><use href="#glyph-${verdictClass(word)}"/></svg>${word}</span>`;
}

const levelWords: Record<Note['level'], string> = { serious: 'Serious', warning: 'Warning', info: 'Note' };
/** Of notes of one kind this many stand in the open. */
const ALIKE_SHOWN = 2;

/** Notes with their level in words, the grave first; many of one kind are folded behind the first of them. */
export function drawNotes(notes: readonly Note[]): Html | undefined {
  if (notes.length === 0) return undefined;
  return html`<ul class="notes">${groupNotes(notes).map((alike) => {
    const shown = alike.length > ALIKE_SHOWN + 1 ? alike.slice(0, 1) : alike;
    const folded = alike.slice(shown.length);
    return html`${shown.map((note, i) => html`<li class="note ${note.level}"><strong>${levelWords[note.level] ?? 'Note'}</strong> ${drawNoteText(note)}${folded.length > 0 && i === shown.length - 1 && html`<details><summary>and ${folded.length} more of this kind</summary><ul>${folded.map((other) => html`<li>${drawNoteText(other)}</li>`)}</ul></details>`}</li>`)}`;
  })}</ul>`;
}

/** Of notes beside evidence this many stand in the open; of more only the serious ones. */
const NOTES_SHOWN = 3;

/** Notes beside evidence: what is serious in the open, many others folded to one line that counts them. */
export function drawFoldedNotes(notes: readonly Note[]): Html | undefined {
  if (notes.length <= NOTES_SHOWN) return drawNotes(notes);
  const serious = notes.filter((note) => note.level === 'serious');
  const others = notes.filter((note) => note.level !== 'serious');
  return html`${drawNotes(serious)}${others.length > 0 && html`<details class="notes-folded"><summary>${countNotes(others)}</summary>${drawNotes(others)}</details>`}`;
}

function drawNoteText(note: Note): Html {
  return html`${note.text}${note.where && html` <span class="quiet">(${note.where})</span>`}`;
}

/** `1 serious, 9 warnings, 2 notes` */
export function countNotes(notes: readonly Note[]): string {
  const count = (level: Note['level']): number => notes.filter((note) => note.level === level).length;
  const [serious, warnings, infos] = [count('serious'), count('warning'), count('info')];
  return [
    serious && `${serious} serious`,
    warnings && `${warnings} warning${warnings > 1 ? 's' : ''}`,
    infos && `${infos} note${infos > 1 ? 's' : ''}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** A citation with a link, if its address is one that may be followed. */
export function drawCitation({ text, doi, url }: Citation): Html {
  const address = safeAddress(doi, url);
  return html`${text}${address && html` <a href="${address}" rel="noopener noreferrer external">${doi ? `doi:${doi}` : address}</a>`}`;
}

/** A doi as an address, or an `https:` address; anything else is not linked. */
export function safeAddress(doi: string | undefined, url: string | undefined): string | undefined {
  if (doi && /^10\.\d{4,9}\/[^\s"<>]+$/.test(doi)) return `https://doi.org/${encodeURI(toWellFormed(doi))}`;
  if (!url) return undefined;
  try {
    const parsed = new URL(url);
    return parsed.protocol === 'https:' && !parsed.username && !parsed.password ? parsed.href : undefined;
  } catch {
    return undefined;
  }
}

const DEEPEST = 6;
const MOST_ITEMS = 24;

/** Parameters of any shape, as a list of names and values. */
export function drawParameters(value: unknown, depth = 0): Html {
  if (ArrayBuffer.isView(value)) return drawItems(Array.from(value as Uint8Array), depth);
  if (Array.isArray(value)) return drawItems(value, depth);
  if (value instanceof Map) return drawParameters(Object.fromEntries(value), depth);
  if (value && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined);
    if (entries.length === 0) return html`<span class="quiet">none</span>`;
    if (depth >= DEEPEST) return html`<span class="quiet">${entries.length} entries</span>`;
    return html`<dl class="parameters">${entries.slice(0, 60).map(([key, v]) => html`<div><dt>${toWords(key)}</dt><dd>${drawParameters(v, depth + 1)}</dd></div>`)}${entries.length > 60 && html`<div><dt>…</dt><dd>${entries.length - 60} more</dd></div>`}</dl>`;
  }
  const text = formatValue(value);
  return html`${text.length > 600 ? `${text.slice(0, 600)}… (${text.length} characters)` : text}`;
}

/** `time_step` and `relaxationTime` as people write them. */
const toWords = (key: string): string =>
  key
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])(?=[a-z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);

function drawItems(items: readonly unknown[], depth: number): Html {
  if (items.length === 0) return html`<span class="quiet">none</span>`;
  const shown = items.slice(0, MOST_ITEMS);
  const more = items.length > shown.length ? ` … (${items.length} in all)` : '';
  if (shown.every((item) => item === null || typeof item !== 'object'))
    return html`${shown.map(formatValue).join(', ')}${more}`;
  if (depth >= DEEPEST) return html`<span class="quiet">${items.length} entries</span>`;
  return html`<ol>${shown.map((item) => html`<li>${drawParameters(item, depth + 1)}</li>`)}</ol>${more}`;
}

const STRIP_WIDTH = 132;
const STRIP_HEIGHT = 20;

/**
 * What was measured against what is expected and what was published, to scale. Nothing where there is nothing to
 * compare.
 */
export function drawStrip(measured: Estimate, claim: ClaimEntry): Html | undefined {
  const expected = expectationOf(claim, measured.unit);
  const published = typeof claim.published === 'number' ? claim.published : undefined;
  const interval = computeInterval(measured)?.every(Number.isFinite) ? computeInterval(measured) : undefined;
  const marks = [measured.value, ...(interval ?? []), published, expected?.low, expected?.high].filter(
    (x): x is number => x !== undefined && Number.isFinite(x),
  );
  if (!Number.isFinite(measured.value) || (expected === undefined && published === undefined)) return undefined;
  const low = Math.min(...marks);
  const high = Math.max(...marks);
  const span = high - low || Math.abs(high) || 1;
  const x = (value: number): number =>
    Math.round(
      (8 +
        ((Math.min(Math.max(value, low - span), high + span) - low + 0.06 * span) / (1.12 * span)) *
          (STRIP_WIDTH - 16)) *
        10,
    ) / 10;
  const middle = STRIP_HEIGHT / 2;
  const from = expected && (Number.isFinite(expected.low) ? x(expected.low) : 0);
  const to = expected && (Number.isFinite(expected.high) ? x(expected.high) : STRIP_WIDTH);
  const band =
    from !== undefined && to !== undefined
      ? html`<rect class="expected" x="${from}" y="1" width="${Math.max(1.5, to - from)}" height="${STRIP_HEIGHT - 2}" rx="1.5"/>`
      : undefined;
  const bar = interval && html`<path class="interval" d="M${x(interval[0])} ${middle}H${x(interval[1])}"/>`;
  const diamond =
    published !== undefined && html`<path class="published" d="M${x(published)} ${middle - 5}l5 5-5 5-5-5z"/>`;
  return html`<svg class="strip" viewBox="0 0 ${STRIP_WIDTH} ${STRIP_HEIGHT}" width="${STRIP_WIDTH}" height="${STRIP_HEIGHT}" aria-hidden="true">${band}<path class="axis" d="M0 ${middle}H${STRIP_WIDTH}"/>${diamond}${bar}<circle class="measured" cx="${x(measured.value)}" cy="${middle}" r="3.6"/></svg>`;
}

/** The allowed values in the unit of the measurement; nothing where the claim's text cannot be read so. */
function expectationOf(claim: ClaimEntry, unit: string): { low: number; high: number } | undefined {
  if (claim.expect === undefined) return undefined;
  try {
    const expected = parseExpectation(claim.expect);
    return expected.unit && expected.unit !== unit ? undefined : expected;
  } catch {
    return undefined;
  }
}

/** Replicates as dots on a line from the least to the greatest, with the mean as a tick. */
export function drawReplicates(values: readonly number[], mean: number): Html | undefined {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) return undefined;
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  const x = (value: number): number => Math.round((6 + ((value - low) / span) * 68) * 10) / 10;
  return html`<svg class="strip" viewBox="0 0 80 14" width="80" height="14" aria-hidden="true"><path class="axis" d="M2 7H78"/>${Number.isFinite(mean) && html`<path class="mean" d="M${x(mean)} 2V12"/>`}<path class="replicate" d="${finite.map((value) => `M${x(value)} 7h0`).join('')}"/></svg>`;
}

/** A published value as the study gives it, with the unit of what was measured where it is a bare number. */
export function formatPublished(claim: ClaimEntry, unit: string | undefined): string {
  if (claim.published === undefined) return '–';
  if (typeof claim.published === 'string') return formatMinus(claim.published);
  return `${formatNumber(claim.published)}${unit && formatUnit(unit) ? ` ${formatUnit(unit)}` : ''}`;
}

/** The number of an estimate, and what lies behind it in a few words. */
export function describeEstimate(estimate: Estimate): { number: string; behind: string } {
  const interval =
    estimate.interval && estimate.confidence !== undefined
      ? `${formatNumber(100 * estimate.confidence, 3)} %: ${formatLike(estimate.interval[0], estimate.sigma)} to ${formatLike(estimate.interval[1], estimate.sigma)}`
      : '';
  const exact = isExact(estimate);
  const count = exact && estimate.n === 1 ? 'exact' : `n = ${estimate.n}`;
  return {
    number: formatEstimate(estimate),
    behind: [count, exact && estimate.n > 1 ? 'all the same' : interval].filter(Boolean).join(', '),
  };
}
