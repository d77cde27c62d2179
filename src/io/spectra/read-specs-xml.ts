import { type Note, ReadError } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { parseXml, type XmlElement } from '../tabular/parse-xml.js';
import { finishXps } from './finish-xps.js';

/**
 * Reads the XML files that SPECS SpecsLab 2 writes: groups of regions with the raw counts of every channel of the
 * detector.
 */
export const specsXmlReader = defineTableReader({
  id: 'specs-xml',
  version: '1',
  title: 'SPECS SpecsLab 2 (.xml)',
  kind: 'xps',
  extensions: ['.xml'],
  sniff: (head) => {
    const text = new TextDecoder('windows-1252').decode(head.subarray(0, 16_384));
    return /type_name\s*=\s*["']RegionGroupSeq["']/.test(text) ? 0.99 : 0;
  },
  measure: readSpecsXml,
});

async function readSpecsXml(source: Source): Promise<Measurement[]> {
  const root = await parseXml(await source.bytes(), source.name);
  const groups = findAll(root, (e) => e.attributes.type_name === 'RegionGroup');
  const found: Measurement[] = [];
  for (const group of groups) {
    const groupName = textOf(named(group, 'name'));
    for (const region of findAll(group, (e) => e.attributes.type_name === 'RegionData'))
      found.push(readRegion(region, groupName, source.name));
  }
  if (found.length === 0) throw new ReadError('the file holds no region', { file: source.name });
  return found.length === 1
    ? found
    : found.map((m, index) => ({
        ...m,
        series: { id: source.name, index, label: String(m.metadata?.region ?? index + 1) },
      }));
}

/**
 * One region: its channels shifted by pass energy × shift to the nearest step and added (SPECS, Acquiring Data with
 * Multidetector Systems).
 */
function readRegion(region: XmlElement, group: string, file: string): Measurement {
  const name = textOf(named(region, 'name')) || 'region';
  const definition = named(region, 'region') ?? region;
  const number = (key: string): number => {
    const text = textOf(named(definition, key));
    const value = text === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) throw new ReadError(`region "${name}" has no ${key}`, { file });
    return value;
  };
  const n = number('values_per_curve');
  const delta = number('scan_delta');
  const start = number('kinetic_energy');
  if (!(n >= 2 && n <= 1e6 && Number.isInteger(n)) || delta === 0)
    throw new ReadError(`region "${name}" says it has ${n} values ${delta} eV apart`, { file });
  const optional = (key: string): number | undefined => {
    const value = Number(textOf(named(definition, key)) || Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  const head = Number(textOf(named(region, 'mcd_head'))) || 0;
  const tail = Number(textOf(named(region, 'mcd_tail'))) || 0;
  const pass = optional('pass_energy') ?? 0;
  const shifts = findAll(region, (e) => e.attributes.type_name === 'Detector').map(
    (d) => Number(textOf(named(d, 'shift'))) || 0,
  );
  const swept = /FixedAnalyzerTransmission/.test(
    textOf(find(definition, (e) => e.attributes.type_name === 'ScanMode')),
  );
  const length = n + head + tail;
  const scans = findAll(region, (e) => e.attributes.name === 'counts')
    .map(readCounts)
    .filter((c) => c.length > 0);
  const notes: Note[] = [];
  const counts = new Float64Array(n);
  const reached = new Uint8Array(n).fill(1);
  let used = 0;
  for (const raw of scans) {
    const channels = Math.max(1, Math.round(raw.length / length));
    if (raw.length !== channels * length) {
      notes.push({
        level: 'warning',
        code: 'scan-left-out',
        text: `a scan of "${name}" holds ${raw.length} counts, not a multiple of ${length}: it was stopped, and is left out`,
      });
      continue;
    }
    used++;
    for (let c = 0; c < channels; c++) {
      const begin = swept ? Math.round(head - (pass * (shifts[c] ?? 0)) / delta) : head;
      for (let i = 0; i < n; i++) {
        const at = begin + i;
        if (at >= 0 && at < length) counts[i] = (counts[i] ?? 0) + (raw[at * channels + c] ?? 0);
        else reached[i] = 0;
      }
    }
  }
  if (used === 0) throw new ReadError(`region "${name}" holds no whole scan`, { file });
  const short = reached.filter((r) => r === 0).length;
  if (short > 0)
    notes.push({
      level: 'warning',
      code: 'channels-miss-ends',
      text: `${short} energies at the ends of "${name}" were not seen by every channel of the detector; they are marked missing`,
    });
  const dwell = optional('dwell_time');
  const photon = optional('excitation_energy');
  return finishXps({
    label: name,
    ...(group && { sample: group }),
    energy: Float64Array.from({ length: n }, (_, i) => start + i * delta),
    scale: 'kinetic',
    ...(photon !== undefined && photon > 0 && { photon }),
    intensity: counts.map((v, i) => (reached[i] ? v : Number.NaN)),
    unit: 'count',
    ...(dwell !== undefined && dwell > 0 && { dwell: dwell * used }),
    metadata: { pass_energy_electronvolt: pass, scans: used, detectors: Math.max(1, shifts.length) },
    notes,
  });
}

/** Numbers of a `counts` element: in its own text, or in that of its one child. */
function readCounts(element: XmlElement): Float64Array {
  const text = element.text.trim() || element.children.map((c) => c.text).join(' ');
  const words = text.trim().split(/\s+/);
  const values = Float64Array.from(words, Number);
  return values.every(Number.isFinite) ? values : new Float64Array(0);
}

const textOf = (element: XmlElement | undefined): string => {
  if (!element) return '';
  return element.text.trim() || (element.children.length > 0 ? textOf(element.children[0]) : '');
};

const named = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((c) => c.attributes.name === name);

function findAll(element: XmlElement, is: (e: XmlElement) => boolean): XmlElement[] {
  return element.children.flatMap((c) => (is(c) ? [c] : findAll(c, is)));
}

function find(element: XmlElement, is: (e: XmlElement) => boolean): XmlElement | undefined {
  return findAll(element, is)[0];
}
