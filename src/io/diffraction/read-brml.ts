import { type Note, ReadError } from '../../core/index.js';
import { listLocalNames } from '../cyclers/neware/read-ndax.js';
import { defineTableReader } from '../measured/make-recording.js';
import { isZip, openZip } from '../tabular/archive.js';
import { parseXml, type XmlElement } from '../tabular/parse-xml.js';
import { type Scan, toMeasurements, wavelengthMetadata } from './scan.js';

/** Bruker BRML: a zip of XML, one file of raw data for each range; axes are taken by their names. */
export const brmlReader = defineTableReader({
  id: 'brml',
  version: '1',
  title: 'Bruker BRML',
  kind: 'diffraction',
  extensions: ['.brml'],
  sniff: (head) => (isZip(head) && listLocalNames(head).some((n) => /^Experiment\d+\//.test(n)) ? 0.97 : 0),
  async measure(source) {
    const entries = await openZip(source);
    const raw = entries
      .filter((e) => /(^|\/)RawData\d+\.xml$/.test(e.name))
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    if (raw.length === 0) throw new ReadError('the archive holds no raw data', { file: source.name });
    const container = entries.find((e) => /MeasurementContainer\.xml$/.test(e.name) && !/PreMeas/.test(e.name));
    const instrument = container ? describe(await parseXml(await container.read(), source.name)) : {};
    const scans: Scan[] = [];
    for (const entry of raw) {
      const root = await parseXml(await entry.read(), `${source.name}/${entry.name}`);
      for (const route of all(root, 'DataRoute')) {
        const scan = readRoute(route, root, instrument, `${source.name}/${entry.name}`);
        if (scan) scans.push(scan);
      }
    }
    return toMeasurements(scans, source.name);
  },
});

function describe(root: XmlElement): Record<string, unknown> {
  const value = (name: string) => {
    const found = all(root, name)[0]?.attributes.Value;
    return found === undefined ? undefined : Number(found);
  };
  const radius = value('PrimaryTrackRadius') ?? value('GoniometerRadius') ?? value('MeasurementCircle');
  const anode = all(root, 'TubeMaterial')[0]?.text.trim();
  return {
    ...wavelengthMetadata(value('WaveLengthAlpha1'), value('WaveLengthAlpha2'), value('WaveLengthRatio')),
    ...(radius !== undefined && radius > 20 && radius < 2000 && { goniometer_radius_millimetre: radius }),
    ...(anode && { anode }),
  };
}

function readRoute(
  route: XmlElement,
  root: XmlElement,
  instrument: Record<string, unknown>,
  file: string,
): Scan | undefined {
  const information = all(route, 'ScanInformation')[0];
  const data = route.children.filter((c) => c.name === 'Datum');
  if (!information || data.length === 0) return undefined;
  const axes = all(information, 'ScanAxisInfo').map((a) => a.attributes.AxisId ?? a.attributes.AxisName ?? '');
  const column = axes.indexOf('TwoTheta');
  if (column < 0)
    throw new ReadError(`a scan over ${axes.join(', ') || 'no axis'} is no powder pattern: it has no TwoTheta`, {
      file,
    });
  const times = new Float64Array(data.length);
  const x = new Float64Array(data.length);
  const y = new Float64Array(data.length);
  data.forEach((datum, i) => {
    const fields = datum.text.split(',').map(Number);
    if (fields.length < axes.length + 3 || fields.some((v) => !Number.isFinite(v)))
      throw new ReadError(`point ${i + 1} is not numbers`, { file });
    times[i] = fields[0]!;
    x[i] = fields[2 + column]!;
    y[i] = fields[2 + axes.length]!;
  });
  const notes: Note[] = [];
  const planned = Number(all(information, 'MeasurementPoints')[0]?.text);
  if (planned > data.length)
    notes.push({
      level: 'warning',
      code: 'unfinished',
      text: `${data.length} of ${planned} planned points were measured`,
    });
  const started = all(root, 'TimeStampStarted')[0]?.text.trim();
  const same = times.every((t) => t === times[0]) && times[0]! > 0;
  return {
    x,
    y,
    kind: y.every(Number.isInteger) ? 'counts' : 'intensity',
    about: { instrument: 'Bruker', ...(started && { started }) },
    metadata: {
      ...instrument,
      ...(same && { counting_time_second: times[0] }),
      scan: information.attributes.VisibleName ?? information.attributes.ScanName,
    },
    ...(!same && { more: [{ name: 'counting_time_second', values: times }] }),
    notes,
  };
}

function all(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => (child.name === name ? [child] : all(child, name)));
}
