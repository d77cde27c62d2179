import type { Command } from 'commander';
import { CermetError, throwIfAborted, type Context, type Note } from '../../core/index.js';
import { summariseColumns, tabulateStructures, type ColumnSummary } from '../../io/index.js';
import {
  EXIT,
  expandFiles,
  formatNumber,
  makeCliContext,
  printJson,
  printNotes,
  printStatus,
  printTable,
  readAnyFile,
  runCommand,
  writeText,
} from '../support.js';

/** One entry of what `cermet read --json` prints. */
interface FileEntry {
  file: string;
  kind: string;
  reader: string;
  because: string;
  rows: number;
  columns: ColumnSummary[];
  metadata: Record<string, unknown>;
  /** Further tables of the same file. */
  also?: Pick<FileEntry, 'kind' | 'rows' | 'columns' | 'metadata' | 'notes'>[];
  notes: Note[];
}

/** `cermet read FILE…` */
export function addReadCommand(program: Command): void {
  program
    .command('read')
    .description('say what a file is: kind, columns, units, and why')
    .argument('<files...>', 'files of any kind, folders, or quoted patterns such as "data/*.mpr"; - for standard input')
    .option('--json', 'print a JSON array with one entry for each file')
    .option('--reader <id>', 'read with this reader instead of asking the content')
    .action(
      runCommand(async (files: string[], options: { json?: boolean; reader?: string }) => {
        const ctx = makeCliContext('reading', { keepsNothing: true });
        const entries: (FileEntry | { file: string; error: string })[] = [];
        for (const name of files) {
          const found = await unlessUnread(name, () => expandFiles(name));
          for (const file of Array.isArray(found) ? found : []) {
            throwIfAborted(ctx);
            entries.push(await unlessUnread(file, () => describeFile(file, options.reader, ctx)));
          }
          if (!Array.isArray(found)) entries.push(found);
        }
        if (options.json) await printJson(entries);
        else if (entries.length > 1) await printList(entries);
        else for (const entry of entries) await ('error' in entry ? printUnread(entry) : printEntry(entry));
        return entries.some((entry) => 'error' in entry) ? EXIT.badInput : EXIT.done;
      }),
    );
}

/** The outcome, or the file with the reason why it could not be read. */
async function unlessUnread<T>(file: string, work: () => Promise<T>): Promise<T | { file: string; error: string }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CermetError && error.code !== 'abort') return { file, error: error.message };
    throw error;
  }
}

async function describeFile(file: string, reader: string | undefined, ctx: Context): Promise<FileEntry> {
  const { recordings, structures, notes, detection } = await readAnyFile(file, ctx, reader);
  const parts = recordings.map((r) => ({
    kind: r.kind as string,
    table: r.table,
    metadata: r.metadata,
    notes: r.notes,
  }));
  if (structures.length > 0)
    parts.push({
      kind: 'structure',
      table: tabulateStructures(structures),
      metadata: { ...structures[0].info },
      notes: [],
    });
  const [first, ...also] = parts.map(({ kind, table, metadata, notes: own }) => ({
    kind,
    rows: table.length,
    columns: summariseColumns(table),
    metadata,
    notes: own,
  }));
  return {
    file,
    kind: first?.kind ?? detection.reader.kind,
    reader: `${detection.reader.id}@${detection.reader.version}`,
    because: detection.because,
    rows: first?.rows ?? 0,
    columns: first?.columns ?? [],
    metadata: first?.metadata ?? {},
    ...(also.length > 0 && { also }),
    notes: [...notes, ...(first?.notes ?? [])],
  };
}

async function printEntry(entry: FileEntry): Promise<void> {
  await writeText(`${entry.file}\n  ${entry.kind}, ${rowsOf(entry)}, read by ${entry.reader}\n  ${entry.because}\n\n`);
  for (const part of [entry, ...(entry.also ?? [])]) {
    if (part !== entry) await writeText(`  also ${part.kind}, ${rowsOf(part)}\n\n`);
    await printTable(
      ['column', 'first', 'last', 'min', 'max', 'missing'],
      part.columns.map((c) => [c.name, ...[c.first, c.last, c.min, c.max].map(shown), c.missing]),
    );
    printNotes(part.notes);
    await writeText('\n');
  }
}

/** Several files: one line each; a file alone is shown whole. */
async function printList(entries: readonly (FileEntry | { file: string; error: string })[]): Promise<void> {
  const read = entries.filter((entry): entry is FileEntry => !('error' in entry));
  if (read.length > 0)
    await printTable(
      ['file', 'kind', 'rows', 'reader', 'notes'],
      read.map((entry) => {
        const kinds = [entry, ...(entry.also ?? [])].map((part) => part.kind);
        return [entry.file, [...new Set(kinds)].join(', '), entry.rows, entry.reader, countNotes(entry)];
      }),
    );
  for (const entry of entries) if ('error' in entry) await printUnread(entry);
  printStatus(
    `${read.length} of ${entries.length} files read; cermet read FILE shows one of them with its columns and notes`,
  );
}

/** `1 serious, 2 warnings`, without what is only said for completeness. */
function countNotes({ notes, also = [] }: FileEntry): string {
  const all = [...notes, ...also.flatMap((part) => part.notes)];
  const count = (level: Note['level']): number => all.filter((note) => note.level === level).length;
  const [serious, warnings] = [count('serious'), count('warning')];
  return [serious && `${serious} serious`, warnings && `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`]
    .filter(Boolean)
    .join(', ');
}

async function printUnread(entry: { file: string; error: string }): Promise<void> {
  printStatus(`error: ${entry.error.includes(entry.file) ? entry.error : `${entry.file}: ${entry.error}`}`);
}

const rowsOf = ({ rows }: { rows: number }): string => `${rows} ${rows === 1 ? 'row' : 'rows'}`;

const shown = (value: number | string | null): string =>
  value === null
    ? '–'
    : typeof value === 'number'
      ? formatNumber(value)
      : value.length > 24
        ? `${value.slice(0, 23)}…`
        : value;
