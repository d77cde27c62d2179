import { type Note, ReadError } from '../../core/index.js';
import { defineTableReader } from '../measured/make-recording.js';
import { isPlainText } from '../tabular/read-head.js';
import { findElement, parseXml, type XmlElement } from '../tabular/parse-xml.js';
import { EXPORT_AGAIN, parseNumbers, type Scan, spread, toMeasurements, wavelengthMetadata } from './scan.js';

/**
 * PANalytical XRDML, schema 1.x and 2.x. In 1.x `intensities` are already multiplied by the attenuation factors, in 2.x
 * `counts` are as the detector gave them; σ is that of what was really counted in either.
 */
export const xrdmlReader = defineTableReader({
  id: 'xrdml',
  version: '1',
  title: 'PANalytical XRDML',
  kind: 'diffraction',
  extensions: ['.xrdml'],
  sniff: (head) => {
    if (!isPlainText(head)) return 0;
    const text = new TextDecoder().decode(head.subarray(0, 4096));
    return text.includes('<xrdMeasurements') ? 0.98 : 0;
  },
  async measure(source) {
    const root = await parseXml(await source.bytes(), source.name);
    if (root.name !== 'xrdMeasurements')
      throw new ReadError(`this XML holds ${root.name}, not xrdMeasurements`, { file: source.name });
    const schema = /XRDMeasurement\/([\d.]+)/.exec(root.attributes.xmlns ?? '')?.[1];
    const sample = root.children.find((c) => c.name === 'sample');
    const scans: Scan[] = [];
    for (const measurement of root.children.filter((c) => c.name === 'xrdMeasurement')) {
      const metadata = describeInstrument(measurement, schema);
      for (const scan of measurement.children.filter((c) => c.name === 'scan')) {
        const points = scan.children.find((c) => c.name === 'dataPoints');
        if (points) scans.push(readScan(scan, points, metadata, sample, source.name));
      }
    }
    return toMeasurements(scans, source.name);
  },
});

function describeInstrument(measurement: XmlElement, schema: string | undefined): Record<string, unknown> {
  const used = findElement(measurement, 'usedWavelength');
  const value = (parent: XmlElement | undefined, name: string) => {
    const found = parent && findElement(parent, name)?.text.trim();
    const parsed = found === undefined || found === '' ? Number.NaN : Number(found);
    return Number.isFinite(parsed) ? parsed : undefined;
  };
  const incident = measurement.children.find((c) => c.name === 'incidentBeamPath');
  const radius = value(incident, 'radius');
  const intended = used?.attributes.intended;
  return {
    ...(schema && { xrdml_schema: schema }),
    ...wavelengthMetadata(value(used, 'kAlpha1'), value(used, 'kAlpha2'), value(used, 'ratioKAlpha2KAlpha1')),
    ...(intended && { intended_wavelength: intended }),
    ...(radius !== undefined && { goniometer_radius_millimetre: radius }),
    ...(incident &&
      findElement(incident, 'anodeMaterial') && { anode: findElement(incident, 'anodeMaterial')!.text.trim() }),
    ...(findElement(measurement, 'xRayTube')?.attributes.name && {
      tube: findElement(measurement, 'xRayTube')!.attributes.name,
    }),
  };
}

function readScan(
  scan: XmlElement,
  points: XmlElement,
  metadata: Record<string, unknown>,
  sample: XmlElement | undefined,
  file: string,
): Scan {
  const counts = points.children.find((c) => c.name === 'counts');
  const intensities = points.children.find((c) => c.name === 'intensities') ?? counts;
  if (!intensities) throw new ReadError('a scan has neither counts nor intensities', { file }, { hint: EXPORT_AGAIN });
  const raw = parseNumbers(intensities.text, file);
  const n = raw.length;
  const notes: Note[] = [];
  const axes = points.children.filter((c) => c.name === 'positions');
  const main = axes.find((a) => a.attributes.axis === '2Theta');
  if (!main)
    throw new ReadError(
      `a scan over ${axes.map((a) => a.attributes.axis).join(', ') || 'no axis'} is no powder pattern: it has no 2Theta`,
      { file },
      { hint: 'measure or export a scan over 2Theta' },
    );
  const x = readPositions(main, n, file);
  const times = readTimes(points, n, file);
  const attenuation = points.children.find((c) => c.name === 'beamAttenuationFactors');
  const factors = attenuation && parseNumbers(attenuation.text, file);
  if (factors && factors.length !== n)
    throw new ReadError(`${factors.length} attenuation factors for ${n} points`, { file });
  const attenuated = factors?.some((f) => f !== 1) ?? false;
  const perSecond = /cps|counts per second/i.test(intensities.attributes.unit ?? '');
  const counted = intensities === counts;
  const y = counted && factors ? raw.map((v, i) => v * factors[i]!) : raw;
  let sigma: Float64Array | undefined;
  if (perSecond && times) sigma = y.map((v, i) => Math.sqrt(Math.max(v * times[i]!, 1)) / times[i]!);
  else if (attenuated) sigma = y.map((v, i) => factors![i]! * Math.sqrt(Math.max(v / factors![i]!, 1)));
  if (attenuated)
    notes.push({
      level: 'info',
      code: 'attenuated',
      text: `an attenuator was in the beam for ${factors!.filter((f) => f !== 1).length} points: intensities are corrected for it, σ is that of what was counted`,
    });
  const text = (parent: XmlElement | undefined, name: string) =>
    (parent && findElement(parent, name)?.text.trim()) || undefined;
  const started = text(scan, 'startTimeStamp');
  const same = times?.every((t) => t === times[0]);
  return {
    x,
    y,
    kind: perSecond ? 'count_rate_per_second' : 'counts',
    ...(sigma && { sigma }),
    ...(times && !same && { more: [{ name: 'counting_time_second', values: times }] }),
    about: {
      ...((text(sample, 'id') ?? text(sample, 'name')) && { sample: text(sample, 'name') ?? text(sample, 'id') }),
      instrument: `PANalytical ${text(scan, 'instrumentControlSoftware') ?? ''}`.trim(),
      ...(text(scan, 'author') && { operator: text(findElement(scan, 'author'), 'name') }),
      ...(started && {
        started: new Date(started).toString() === 'Invalid Date' ? started : new Date(started).toISOString(),
      }),
    },
    metadata: {
      ...metadata,
      ...(times && same && { counting_time_second: times[0] }),
      ...(scan.attributes.scanAxis && { scan_axis: scan.attributes.scanAxis }),
      ...(scan.attributes.status && { status: scan.attributes.status }),
    },
    notes,
  };
}

function readPositions(positions: XmlElement, n: number, file: string): Float64Array {
  const of = (name: string) => positions.children.find((c) => c.name === name)?.text;
  const list = of('listPositions');
  if (list !== undefined) return parseNumbers(list, file);
  const [start, end] = [of('startPosition'), of('endPosition')].map((t) =>
    t === undefined ? Number.NaN : Number(t),
  ) as [number, number];
  if (!Number.isFinite(start) || !Number.isFinite(end))
    throw new ReadError('2Theta does not move in this scan', { file });
  return spread(start, end, n);
}

function readTimes(points: XmlElement, n: number, file: string): Float64Array | undefined {
  const common = points.children.find((c) => c.name === 'commonCountingTime');
  const each = points.children.find((c) => c.name === 'countingTimes');
  const times = each
    ? parseNumbers(each.text, file)
    : common
      ? new Float64Array(n).fill(Number(common.text))
      : undefined;
  return times?.length === n && times.every((t) => t > 0) ? times : undefined;
}
