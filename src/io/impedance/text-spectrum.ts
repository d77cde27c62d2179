import { ReadError, type Context } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Reader, Source } from '../reader.js';
import { describeByNames, parsePairs, type FoundTable, type LabelNames } from '../cyclers/text-cycler.js';
import { detectDecimal, readTextHead, sniffLines, type HeadLine } from '../tabular/read-head.js';
import { readTextTable } from '../tabular/text-table.js';
import { finishImpedance } from './finish.js';

/** A maker's text export of impedance as data. */
export interface TextSpectrum {
  id: string;
  title: string;
  instrument: string;
  extensions: readonly string[];
  cite: string;
  uncertainty?: string;
  find(lines: readonly string[]): FoundTable | undefined;
  names: LabelNames;
  preamble?(lines: readonly string[]): Record<string, unknown>;
  /** ISO start and the like, out of what the preamble said. */
  about?(metadata: Record<string, unknown>): Measurement['about'];
  comments?: string;
}

/** Common labels of impedance tables, in snake case without their units. */
export const SPECTRUM_NAMES: LabelNames = {
  freq: 'frequency_hertz',
  frequency: 'frequency_hertz',
  z_prime: 'real_impedance_ohm',
  zre: 'real_impedance_ohm',
  zreal: 'real_impedance_ohm',
  z_real: 'real_impedance_ohm',
  z_double_prime: 'imaginary_impedance_ohm',
  zim: 'imaginary_impedance_ohm',
  zimag: 'imaginary_impedance_ohm',
  zimg: 'imaginary_impedance_ohm',
  z_imag: 'imaginary_impedance_ohm',
  z: 'absolute_impedance_ohm',
  zmod: 'absolute_impedance_ohm',
  phase: 'phase_degree',
  zphz: 'phase_degree',
  time: 'test_time_second',
  elapsed_time: 'test_time_second',
};

/** Makes the reader of a maker's text export of impedance. */
export function defineTextSpectrum(maker: TextSpectrum): Reader {
  const find = (lines: readonly HeadLine[]): FoundTable | undefined =>
    lines.length > 0 ? maker.find(lines.map((l) => l.text)) : undefined;
  return defineTableReader({
    id: maker.id,
    version: '1',
    title: maker.title,
    kind: 'eis',
    extensions: maker.extensions,
    cite: maker.cite,
    uncertainty: maker.uncertainty,
    sniff: (bytes) => (find(sniffLines(bytes)) ? 0.97 : 0),
    measure: (source, ctx) => readSpectrum(source, maker, find, ctx),
  });
}

async function readSpectrum(
  source: Source,
  maker: TextSpectrum,
  find: (lines: readonly HeadLine[]) => FoundTable | undefined,
  ctx?: Context,
): Promise<Measurement> {
  const head = await readTextHead(source);
  const found = find(head.lines);
  if (!found) throw new ReadError(`no table as ${maker.title} has it was found`, { file: source.name });
  const lines = head.lines.map((l) => l.text);
  const dialect = found.dialect ?? {
    delimiter: found.delimiter ?? '\t',
    decimal: detectDecimal(lines.slice(found.rows, found.rows + 40), found.delimiter ?? '\t'),
  };
  const table = await readTextTable(
    source,
    { head, ...found, dialect, comments: maker.comments, describe: (label) => describeByNames(maker.names, label) },
    ctx,
  );
  const metadata: Record<string, unknown> = {
    ...(maker.preamble ?? defaultPreamble)(lines.slice(0, found.header)),
    columns: table.labels,
  };
  return finishImpedance({
    columns: table.columns,
    metadata,
    notes: table.notes,
    about: { instrument: maker.instrument, ...maker.about?.(metadata) },
  });
}

function defaultPreamble(lines: readonly string[]): Record<string, unknown> {
  const pairs = parsePairs(lines, /^\s*([^:=]{2,60}?)\s*[:=]\s*(.*)$/);
  const rest = lines.filter((l) => l.trim() !== '' && !/^\s*[^:=]{2,60}?\s*[:=]/.test(l)).map((l) => l.trim());
  return { ...pairs, ...(rest.length > 0 && { header: rest }) };
}
