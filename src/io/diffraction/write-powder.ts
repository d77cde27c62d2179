import { type Recording, WriteError } from '../../core/index.js';
import type { ReadResult } from '../reader.js';
import { defineWriter } from '../writer.js';

/** 2θ and counts, two columns. */
export const xyWriter = defineWriter({
  id: 'xy',
  title: 'powder pattern as two columns',
  extensions: ['.xy'],
  accepts: acceptsOne,
  async write(result) {
    const { x, y } = take(result);
    return Array.from(x, (v, i) => `${write(v)} ${write(y[i]!)}\n`).join('');
  },
});

/** 2θ, counts and σ, three columns. */
export const xyeWriter = defineWriter({
  id: 'xye',
  title: 'powder pattern as three columns, the third σ',
  extensions: ['.xye'],
  accepts: acceptsOne,
  async write(result) {
    const { x, y, sigma } = take(result);
    return Array.from(x, (v, i) => `${write(v)} ${write(y[i]!)} ${write(sigma[i]!)}\n`).join('');
  },
});

/** PANalytical XRDML 2.0: counts with positions as a list, wavelengths, radius, time. */
export const xrdmlWriter = defineWriter({
  id: 'xrdml',
  title: 'PANalytical XRDML',
  extensions: ['.xrdml'],
  accepts: (result) => {
    const one = acceptsOne(result);
    if (one !== true) return one;
    return take(result).y.every((v) => v >= 0) ? true : 'XRDML holds counts, and these fall below zero';
  },
  async write(result) {
    const { recording, x, y } = take(result);
    const { metadata, about } = recording;
    const lines = Array.isArray(metadata.wavelength_angstrom) ? (metadata.wavelength_angstrom as number[]) : [];
    const radius = metadata.goniometer_radius_millimetre;
    const time = metadata.counting_time_second;
    return `<?xml version="1.0" encoding="UTF-8"?>
<xrdMeasurements xmlns="http://www.xrdml.com/XRDMeasurement/2.0" status="Completed">
\t<sample type="To be analyzed">
\t\t<id>${escapeXml(about.sample ?? '')}</id>
\t\t<name>${escapeXml(about.sample ?? '')}</name>
\t</sample>
\t<xrdMeasurement measurementType="Scan" status="Completed">
${
  lines.length > 0
    ? `\t\t<usedWavelength intended="${lines.length > 1 ? 'K-Alpha' : 'K-Alpha 1'}">
\t\t\t<kAlpha1 unit="Angstrom">${lines[0]}</kAlpha1>
\t\t\t<kAlpha2 unit="Angstrom">${lines[1] ?? lines[0]}</kAlpha2>
\t\t\t<ratioKAlpha2KAlpha1>${lines.length > 1 ? Number(metadata.wavelength_ratio ?? 0.5) : 0}</ratioKAlpha2KAlpha1>
\t\t</usedWavelength>
`
    : ''
}${typeof radius === 'number' ? `\t\t<incidentBeamPath>\n\t\t\t<radius unit="mm">${radius}</radius>\n\t\t</incidentBeamPath>\n` : ''}\t\t<scan appendNumber="0" mode="Continuous" scanAxis="Gonio" status="Completed">
\t\t\t<header>
\t\t\t\t<startTimeStamp>${escapeXml(about.started ?? '')}</startTimeStamp>
\t\t\t</header>
\t\t\t<dataPoints>
\t\t\t\t<positions axis="2Theta" unit="deg">
\t\t\t\t\t<listPositions>${Array.from(x, write).join(' ')}</listPositions>
\t\t\t\t</positions>
${typeof time === 'number' ? `\t\t\t\t<commonCountingTime unit="seconds">${time}</commonCountingTime>\n` : ''}\t\t\t\t<counts unit="counts">${Array.from(y, write).join(' ')}</counts>
\t\t\t</dataPoints>
\t\t</scan>
\t</xrdMeasurement>
</xrdMeasurements>
`;
  },
});

function acceptsOne(result: ReadResult): true | string {
  const patterns = result.recordings.filter((r) => r.kind === 'diffraction');
  if (patterns.length === 0) return 'there is no powder pattern to write';
  if (patterns.length > 1) return `${patterns.length} patterns do not fit into one such file`;
  return patterns[0]!.table.has('two_theta_degree') ? true : 'the pattern is on d or Q, and these files are on 2θ';
}

function take(result: ReadResult): { recording: Recording; x: Float64Array; y: Float64Array; sigma: Float64Array } {
  const recording = result.recordings.find((r) => r.kind === 'diffraction');
  const name = recording && ['counts', 'count_rate_per_second', 'intensity'].find((n) => recording.table.has(n));
  if (!recording || !name) throw new WriteError('there is no powder pattern to write', {});
  const y = recording.table.column(name);
  const sigma = recording.table.get(name).sigma ?? y.map((v) => Math.sqrt(Math.max(v, 1)));
  return { recording, x: recording.table.column('two_theta_degree'), y, sigma };
}

const write = (v: number): string => String(v);
const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
