import { type Note, ReadError } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { decodeText, detectEncoding } from '../tabular/encoding.js';
import { sniffLines } from '../tabular/read-head.js';
import { finishXps } from './finish-xps.js';

/** Reads the `.xy` files that SPECS Prodigy and SpecsLab write: regions, cycles and scans one after the other. */
export const specsXyReader = defineTableReader({
  id: 'specs-xy',
  version: '1',
  title: 'SPECS Prodigy export (.xy)',
  kind: 'xps',
  extensions: ['.xy'],
  sniff: (head) =>
    sniffLines(head)
      .slice(0, 8)
      .some((line) => /^#\s*(Created by:\s+SpecsLab|XY-Serializer)/i.test(line.text))
      ? 0.98
      : 0,
  measure: readSpecsXy,
});

interface Block {
  region: Record<string, string>;
  cycle?: string;
  labels?: string;
  external?: string;
  rows: [number, number][];
  line: number;
}

async function readSpecsXy(source: Source): Promise<Measurement[]> {
  const bytes = await source.bytes();
  const { encoding, mark } = detectEncoding(bytes.subarray(0, 8192));
  const lines = decodeText(bytes.subarray(mark), encoding).split(/\r\n|\n|\r/);
  const settings: Record<string, string> = {};
  let region: Record<string, string> = {};
  let group = '';
  let cycle: string | undefined;
  let external: string | undefined;
  let labels: string | undefined;
  let block: Block | undefined;
  let scans: number | undefined;
  const blocks: (Block & { scans?: number; group: string })[] = [];
  let bad = 0;
  let firstBad = 0;
  lines.forEach((line, i) => {
    if (line.trim() === '') return;
    if (line.startsWith('#')) {
      block = undefined;
      const text = line.slice(1).trim();
      const field = /^([^:]+):\s*(.*)$/.exec(text);
      if (!field) return;
      const [, key = '', value = ''] = field;
      if (key === 'Group') group = value;
      else if (key === 'Region') {
        region = { Region: value };
        external = undefined;
      } else if (key === 'Cycle') {
        cycle = text;
        external = undefined;
        labels = undefined;
      } else if (key === 'External Channel Data Cycle' || /^External Channel Data/.test(key)) external = text;
      else if (key === 'ColumnLabels') labels = value;
      else if (key === 'Number of Scans') scans = Number(value);
      else if (Object.keys(region).length === 0) settings[key] = value;
      else region[key] = value;
      return;
    }
    const [x, y] = line.trim().split(/\s+/).map(Number) as [number, number];
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      bad++;
      firstBad ||= i + 1;
      return;
    }
    if (!block) {
      block = { region: { ...region }, cycle, labels, external, rows: [], line: i + 1 };
      blocks.push(Object.assign(block, { scans, group }));
    }
    block.rows.push([x, y]);
  });
  const spectra = blocks.filter((b) => b.external === undefined && b.rows.length > 1);
  if (spectra.length === 0) throw new ReadError('the file holds no spectrum', { file: source.name });
  const notes: Note[] =
    bad > 0
      ? [
          {
            level: 'warning',
            code: 'unreadable-values',
            text: `${bad} rows cannot be read and are left out`,
            where: `line ${firstBad}`,
          },
        ]
      : [];
  return spectra.map((b, index) => {
    const number = (key: string): number | undefined => {
      const value = Number(b.region[key]);
      return b.region[key] !== undefined && b.region[key] !== '' && Number.isFinite(value) ? value : undefined;
    };
    const axis = `${settings['Energy Axis'] ?? ''}`;
    const separate = /^yes$/i.test(settings['Separate Scan Data'] ?? '');
    const dwell = number('Dwell Time');
    const rate = /second|\/s|cps/i.test(`${settings['Count Rate'] ?? ''} ${b.labels ?? ''}`);
    const found = finishXps({
      label: b.region.Region || b.group || 'region',
      sample: b.group || undefined,
      energy: Float64Array.from(b.rows, (r) => r[0]),
      scale: /kinetic/i.test(axis) ? 'kinetic' : 'binding',
      photon: number('Excitation Energy'),
      intensity: Float64Array.from(b.rows, (r) => r[1]),
      unit: rate ? 'rate' : 'count',
      dwell: dwell === undefined ? undefined : dwell * (separate ? 1 : (b.scans ?? 1)),
      metadata: { ...settings, ...b.region, ...(b.cycle && { cycle: b.cycle }) },
      instrument: b.region.Analyzer,
      notes: index === 0 ? notes : [],
    });
    return {
      ...found,
      series: {
        id: source.name,
        index,
        label: b.cycle ? `${b.region.Region ?? ''} ${b.cycle}`.trim() : (b.region.Region ?? `${index + 1}`),
      },
    };
  });
}
