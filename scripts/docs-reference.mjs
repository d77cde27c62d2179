// docs/reference.md from the declarations of the code: `npm run docs`. With --check it only says whether the page is as
// it should be.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { createCermet } = await import('../dist/workbench/index.js');
const { primaryInput, structureInputs } = await import('../dist/evidence/index.js');
const { default: paper } = await import('../dist/studies/yoon-2021/index.js');

const cermet = createCermet();
const cell = (text) =>
  String(text ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const unitOf = ({ unit }) => (typeof unit === 'string' ? [unit] : unit).map((u) => (u === '1' ? '' : u)).join(', ');

const kinds = await cermet.kinds();
const analyses = await cermet.analyses();
const shipped = await cermet.evidence();
const measured = shipped.filter((kind) => kinds.some(({ id }) => id === kind.id));
const simulated = [...shipped.filter((kind) => !measured.includes(kind)), ...paper.evidence];

const settingRows = (settings, skip = new Set()) =>
  Object.entries(settings)
    .filter(([key]) => !skip.has(key))
    .map(([key, s]) => [
      `\`${key}\``,
      s.choices?.length ? `${s.describe}: ${s.choices.join(', ')}` : s.describe,
      s.required ? 'must be given' : (s.default ?? ''),
    ]);
const quantityRows = (quantities) =>
  Object.entries(quantities).map(([id, q]) => [`\`${id}\``, q.label, unitOf(q), q.scale ?? 'linear']);

/** Evidence whose recordings are analysed as files are: its quantities stand under the analyses. */
const readBy = { 'cells/cycler': '`cycling` and `eis`', 'lab/instrument': 'their kind' };

const page = `# Reference

Made from the declarations in the code by \`npm run docs\`; what stands here is what the command line, studies and pages know.

## Recordings

${table(
  ['kind', 'title', 'columns it must have', 'columns it should have', 'beside the table', 'signs'],
  kinds.map((kind) => [
    `\`${kind.id}\``,
    kind.title,
    Object.keys(kind.columns)
      .filter((c) => kind.columns[c] === 'required')
      .map((c) => `\`${c}\``)
      .join(', '),
    Object.keys(kind.columns)
      .filter((c) => kind.columns[c] === 'recommended')
      .map((c) => `\`${c}\``)
      .join(', '),
    Object.entries(kind.parts ?? {})
      .map(([name, part]) => `\`${name}\`: ${part.describe}`)
      .join('; '),
    kind.signs,
  ]),
)}

## Readers

${table(
  ['reader', 'gives', 'files', 'title'],
  (await cermet.readers()).map((r) => [`\`${r.id}@${r.version}\``, r.kind, r.extensions.join(' '), r.title]),
)}

${table(
  ['folders', 'gives', 'title'],
  (await cermet.folderReaders()).map((r) => [`\`${r.id}@${r.version}\``, r.kind, r.title]),
)}

## Analyses

\`cermet analyse FILE --with NAME --set KEY=VALUE\`; \`cermet analyse --list\` prints the same.

${analyses
  .map(
    (a) => `### ${a.id}

${a.title}. Reads \`${primaryInput(a).input.kind}\`${primaryInput(a).input.many ? ', several files together' : ''}; version ${a.version}.

${table(['quantity', 'what', 'unit', 'scale'], quantityRows(a.quantities))}

${table(
  ['setting', 'what', 'default'],
  [
    ...structureInputs(a).map(([key, input]) => [`\`${key}\``, input.describe, input.optional ? 'none' : '']),
    ...settingRows(a.settings),
  ],
)}
${a.cite.length > 0 ? `\n${a.cite.map((c) => `- ${c.text}${c.doi ? `, doi:${c.doi}` : c.url ? `, ${c.url}` : ''}`).join('\n')}\n` : ''}`,
  )
  .join('\n')}
## Evidence from files

\`kind: NAME\` in a study: files by group, every analysis of that kind of recording, their settings under their own names.

${table(
  ['kind', 'title', 'analyses'],
  measured.map((kind) => [
    `\`kind: ${kind.id}\``,
    kind.title,
    analyses
      .filter((a) => primaryInput(a).input.kind === kind.id)
      .map((a) => a.id + (a.byDefault === false ? ' (when asked for)' : ''))
      .join(', '),
  ]),
)}

## Evidence from simulations

${simulated
  .map(
    (kind) => `### ${kind.id}

\`${kind.id === 'values' ? 'kind' : 'simulate'}: ${kind.id}\`. ${kind.title}.

${table(['setting', 'what', 'default'], settingRows(kind.settings, kind.id === 'cells/cycler' ? new Set(analyses.flatMap((a) => Object.keys(a.settings))) : undefined))}
${readBy[kind.id] ? `\nIts recordings are read by the analyses of ${readBy[kind.id]}, with their settings and their quantities.\n` : `\n${table(['quantity', 'what', 'unit', 'scale'], quantityRows(kind.quantities))}\n`}`,
  )
  .join('\n')}`;

const file = join(root, 'docs/reference.md');
const text = `${page.trimEnd()}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    console.error('docs/reference.md is not what the code declares: npm run docs makes it');
    process.exit(1);
  }
} else writeFileSync(file, text);
