import { ReadError, type Note } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { sniffLines } from '../tabular/read-head.js';
import { readLines } from '../tabular/read-text.js';

/** Scans that Pfeiffer PV MassSpec exports: a line of masses, then a row of currents for every sweep. */
export const pvMassSpecReader = defineTableReader({
  id: 'pfeiffer-pv-massspec',
  version: '1',
  title: 'Pfeiffer PV MassSpec scan (.dat)',
  kind: 'mass-spectrum',
  extensions: ['.dat'],
  sniff: (head) => (/^PV MassSpec/.test(sniffLines(head)[0]?.text ?? '') ? 0.99 : 0),
  measure: readScans,
});

async function readScans(source: Source): Promise<Measurement[]> {
  const lines = await readLines(source);
  const top = lines.findIndex((l) => /^Time Relative \(sec\)\t/.test(l));
  if (top < 0) throw new ReadError('the file has no line of labels', { file: source.name });
  const labels = lines[top]!.split('\t');
  const first = labels.findIndex((l, k) => k > 0 && /^\d+(?:\.\d+)?$/.test(l.trim()));
  if (first < 0)
    throw new ReadError(
      'the labels hold no masses: this export is no scan',
      { file: source.name },
      { hint: 'multiple ion detection is read from its own export' },
    );
  const masses = Float64Array.from(labels.slice(first), Number).filter(Number.isFinite);
  const scans: Measurement[] = [];
  let empty = 0;
  for (const line of lines.slice(top + 1)) {
    if (line.trim() === '') continue;
    const fields = line.split('\t');
    const values = new Float64Array(masses.length);
    const valid = new Uint8Array(masses.length);
    for (let k = 0; k < masses.length; k++) {
      const text = (fields[first + k] ?? '').trim();
      const value = text === '' ? Number.NaN : Number(text);
      if (!Number.isFinite(value)) continue;
      values[k] = value;
      valid[k] = 1;
    }
    const present = valid.reduce((s, v) => s + v, 0);
    if (present === 0) {
      empty++;
      continue;
    }
    const notes: Note[] = [];
    if (present < masses.length)
      notes.push({
        level: 'warning',
        code: 'missing-values',
        text: `${masses.length - present} of ${masses.length} currents are missing`,
      });
    scans.push({
      kind: 'mass-spectrum',
      columns: [
        { name: 'mass_to_charge', values: masses },
        { name: 'ion_current_ampere', values, ...(present < masses.length && { valid }) },
      ],
      metadata: {
        header: lines
          .slice(0, top)
          .map((l) => l.trim())
          .filter(Boolean),
        time_second: Number(fields[0]),
      },
      about: { instrument: 'Pfeiffer' },
      notes,
    });
  }
  if (scans.length === 0) throw new ReadError('no sweep of the scan holds a current', { file: source.name });
  if (empty > 0)
    scans[0]!.notes!.push({
      level: 'warning',
      code: 'sweeps-empty',
      text: `${empty} sweeps hold no current at all (-nan) and are left out`,
    });
  return scans;
}
