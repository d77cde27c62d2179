import { type Column, makeGrid, type Note, ReadError } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { decodeText, detectEncoding } from '../tabular/encoding.js';
import { detectDialect, type Dialect, sniffLines, splitFields } from '../tabular/read-head.js';
import { finishXps } from './finish-xps.js';

/**
 * Reads spectra from plain tables that say by their labels what they are: binding energy and intensity; energy loss and
 * one or more spectra, with positions as labels; positions and counts of elements.
 */
export const spectrumTableReader = defineTableReader({
  id: 'spectrum-table',
  version: '1',
  title: 'Table of spectra (XPS, EELS, EDS)',
  kind: 'xps',
  extensions: ['.csv', '.txt', '.dat', '.tsv'],
  sniff: (head) => {
    const lines = sniffLines(head).map((l) => l.text);
    return findLayout(lines) ? 0.92 : 0;
  },
  measure: readSpectrumTable,
});

interface Layout {
  kind: 'xps' | 'eels' | 'eds';
  header: number;
  labels: string[];
  /** [1] index of the column of energies or positions */
  axis: number;
  dialect: Dialect;
}

const LENGTH = /^([+-]?\d+(?:[.,]\d+)?)\s*(nm|um|µm|μm|Å|pm)$/;
const isBinding = (label: string): boolean =>
  /^(binding[_ ]?energy(?![a-z])|b\.?\s*e\.?(?=$|\s*[[(/]|[\s_]+eV))/i.test(label.trim());
const isKinetic = (label: string): boolean =>
  /^(kinetic[_ ]?energy(?![a-z])|k\.?\s*e\.?(?=$|\s*[[(/]|[\s_]+eV))/i.test(label.trim());
const isLoss = (label: string): boolean => /^(energy[_ ]loss|loss)(?![a-z])/i.test(label.trim());
const isPosition = (label: string): boolean =>
  /^(position|distance)[_ ]*[([/]?\s*(nm|nanomet|um|µm|micromet|pm|Å|metre)/i.test(label.trim());
/** `ni_k_count`, `Ni K`, `Co Ka (counts)`. */
const LINE = /^([A-Z][a-z]?|[a-z]{1,2})[ _-](K|L|M)(a|α|alpha)?\d?(?:[ _([/]*(?:counts?|int(?:ensity)?|net)\b.*)?$/i;

function findLayout(lines: readonly string[]): Layout | undefined {
  for (let header = 0; header < Math.min(lines.length - 3, 12); header++) {
    const line = lines[header]!.replace(/^\uFEFF/, '').replace(/^\s*#\s*/, '');
    if (line.trim() === '' || !/[A-Za-z]/.test(line)) continue;
    const body = lines.slice(header + 1, header + 40).filter((l) => l.trim() !== '');
    if (body.length < 3) return undefined;
    const dialect = detectDialect(body, line);
    const labels = splitFields(line, dialect.delimiter);
    if (labels.length < 2 || !body.slice(0, 3).every((l) => isRow(l, labels.length, dialect))) continue;
    const binding = labels.findIndex(isBinding);
    const energy = binding >= 0 ? binding : labels.findIndex(isKinetic);
    if (energy >= 0) return { kind: 'xps', header, labels, axis: energy, dialect };
    if (isLoss(labels[0]!)) return { kind: 'eels', header, labels, axis: 0, dialect };
    const position = labels.findIndex(isPosition);
    if (position >= 0 && labels.some((l) => LINE.test(l)))
      return { kind: 'eds', header, labels, axis: position, dialect };
  }
  return undefined;
}

function isRow(line: string, columns: number, dialect: Dialect): boolean {
  const fields = splitFields(line, dialect.delimiter);
  return (
    fields.length >= Math.min(2, columns) &&
    fields.slice(0, 2).every((f) => Number.isFinite(toNumber(f, dialect)) && f !== '')
  );
}

const toNumber = (text: string, { decimal }: Dialect): number =>
  text.trim() === '' ? NaN : Number(decimal === ',' ? text.replace(',', '.') : text);

async function readSpectrumTable(source: Source): Promise<Measurement | Measurement[]> {
  const bytes = await source.bytes();
  const { encoding, mark } = detectEncoding(bytes.subarray(0, 65_536));
  const lines = decodeText(bytes.subarray(mark), encoding).split(/\r\n|\n|\r/);
  const layout = findLayout(lines);
  if (!layout)
    throw new ReadError(
      'the labels name no spectrum',
      { file: source.name },
      {
        hint: 'one column is binding or kinetic energy, energy loss or position, with its unit',
      },
    );
  const notes: Note[] = [];
  const width = layout.labels.length;
  const columns = Array.from({ length: width }, () => [] as number[]);
  let unreadable = 0;
  let firstBad = 0;
  for (let i = layout.header + 1; i < lines.length; i++) {
    if (lines[i]!.trim() === '' || /^\s*[#%]/.test(lines[i]!)) continue;
    const fields = splitFields(lines[i]!, layout.dialect.delimiter);
    const axis = toNumber(fields[layout.axis] ?? '', layout.dialect);
    if (!Number.isFinite(axis)) {
      unreadable++;
      firstBad ||= i + 1;
      continue;
    }
    columns.forEach((column, k) => column.push(toNumber(fields[k] ?? '', layout.dialect)));
  }
  if (unreadable > 0)
    notes.push({
      level: 'warning',
      code: 'unreadable-values',
      text: `${unreadable} rows have no number under "${layout.labels[layout.axis]}" and are left out`,
      where: `line ${firstBad}`,
    });
  const data = columns.map((c) => Float64Array.from(c));
  if (data[0]!.length < 2) throw new ReadError('the table holds no rows of numbers', { file: source.name });
  if (layout.kind === 'xps') return toXps(layout, data, notes, source.name);
  if (layout.kind === 'eels') return toEels(layout, data, notes, source.name);
  return toEds(layout, data, notes);
}

/** A column whose unreadable cells are marked. */
function makeColumn(name: string, values: Float64Array): Column {
  if (values.every(Number.isFinite)) return { name, values };
  return {
    name,
    values: values.map((v) => (Number.isFinite(v) ? v : 0)),
    valid: Uint8Array.from(values, (v) => (Number.isFinite(v) ? 1 : 0)),
  };
}

function toXps(layout: Layout, data: Float64Array[], notes: Note[], file: string): Measurement[] {
  const scale = isKinetic(layout.labels[layout.axis]!) ? 'kinetic' : 'binding';
  const transmission = layout.labels.findIndex((l) => /^transmission/i.test(l));
  const others = layout.labels
    .map((label, k) => ({ label, k }))
    .filter(({ label, k }) => k !== layout.axis && k !== transmission && !isBinding(label) && !isKinetic(label));
  return others.map(({ label, k }, index) => {
    const rate = /count.*(per_second|\/\s*s)|cps|c\/s/i.test(label);
    const counts = !rate && /count/i.test(label);
    const found = finishXps({
      label: others.length > 1 ? label : '',
      energy: data[layout.axis]!,
      scale,
      intensity: data[k]!,
      unit: rate ? 'rate' : counts ? 'count' : 'unknown',
      transmission: transmission >= 0 ? data[transmission] : undefined,
      metadata: { column: label, file },
      notes: index === 0 ? notes : [],
    });
    return { ...found, ...(others.length > 1 && { series: { id: file, index, label } }) };
  });
}

function toEels(layout: Layout, data: Float64Array[], notes: Note[], file: string): Measurement {
  const labels = layout.labels.slice(1);
  const energy = data[0]!;
  const n = energy.length;
  const spectra = data.slice(1);
  const bad = spectra.flatMap((s, k) =>
    [...s.keys()].filter((i) => !Number.isFinite(s[i])).map((i) => [k, i] as const),
  );
  if (bad.length > 0) {
    notes.push({
      level: 'warning',
      code: 'missing-values',
      text: `${bad.length} intensities cannot be read; channels without all of them are left out`,
      where: `energy ${energy[bad[0]![1]]} eV`,
    });
  }
  const drop = new Set(bad.map(([, i]) => i));
  const keep = [...energy.keys()].filter((i) => Number.isFinite(energy[i]) && !drop.has(i));
  if (keep.length < 2) throw new ReadError('no channel can be read in every spectrum', { file });
  const axis = Float64Array.from(keep, (i) => energy[i]!);
  const mean = Float64Array.from(keep, (i) => spectra.reduce((sum, s) => sum + s[i]!, 0) / spectra.length);
  const counted = labels.length > 1 || /count/i.test(labels[0]!);
  const whole = spectra.every((s) => keep.every((i) => s[i]! >= 0 && Number.isInteger(s[i])));
  const name = counted && whole ? 'intensity_count' : counted ? 'mean_intensity' : 'intensity_arbitrary';
  if (spectra.length === 1)
    return {
      kind: 'eels',
      columns: [
        { name: 'energy_loss_electronvolt', values: axis },
        { name: whole || counted ? 'intensity_count' : name, values: mean },
      ],
      metadata: { column: labels[0] },
      notes,
    };
  const parsed = labels.map((l) => LENGTH.exec(l.trim()));
  const factor: Record<string, number> = { nm: 1, um: 1e3, µm: 1e3, μm: 1e3, Å: 0.1, pm: 1e-3 };
  const placed = parsed.every((p) => p !== null);
  const positions = Float64Array.from(parsed, (p, k) =>
    placed && p ? Number(p[1]!.replace(',', '.')) * factor[p[2]!]! : k + 1,
  );
  const values = new Float64Array(spectra.length * keep.length);
  spectra.forEach((s, k) => keep.forEach((i, j) => (values[k * keep.length + j] = s[i]!)));
  if (!placed)
    notes.push({
      level: 'info',
      code: 'no-positions',
      text: 'the labels of the spectra are no positions: they are numbered',
    });
  void n;
  return {
    kind: 'eels',
    columns: [
      { name: 'energy_loss_electronvolt', values: axis },
      { name: 'mean_intensity_count', values: mean },
    ],
    parts: {
      scan: makeGrid({
        quantity: whole ? 'intensity_count' : 'intensity_arbitrary',
        axes: [
          { name: placed ? 'position_nanometre' : 'spectrum', values: positions },
          { name: 'energy_loss_electronvolt', values: axis },
        ],
        values,
      }),
    },
    metadata: { spectra: labels },
    notes,
  };
}

function toEds(layout: Layout, data: Float64Array[], notes: Note[]): Measurement {
  const label = layout.labels[layout.axis]!;
  const unit = /nanomet|nm/i.test(label)
    ? 1
    : /micromet|um|µm/i.test(label)
      ? 1e3
      : /Å/.test(label)
        ? 0.1
        : /pm/.test(label)
          ? 1e-3
          : 1e9;
  const columns = [
    makeColumn(
      'position_nanometre',
      data[layout.axis]!.map((v) => v * unit),
    ),
  ];
  layout.labels.forEach((own, k) => {
    const line = LINE.exec(own.trim());
    if (!line) return;
    const element = line[1]![0]!.toLowerCase() + line[1]!.slice(1).toLowerCase();
    const name = `${element}_${line[2]!.toLowerCase()}_count`;
    if (!columns.some((c) => c.name === name)) columns.push(makeColumn(name, data[k]!));
  });
  return { kind: 'eds', columns, metadata: { labels: layout.labels }, notes };
}
