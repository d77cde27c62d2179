import { ReadError, type Note } from '../../core/index.js';
import { scaleWritten } from '../generic/label-units.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { sniffLines } from '../tabular/read-head.js';
import { readLines } from '../tabular/read-text.js';
import { branchesByOrder, finishIsotherm } from './finish-isotherm.js';
import { scaleLoading } from './units.js';

/** Raw analysis data of Quantachrome's software: pressure, p0 and gas volume at every point. */
export const quantachromeReader = defineTableReader({
  id: 'quantachrome-text',
  version: '1',
  title: 'Quantachrome raw analysis data',
  kind: 'sorption',
  extensions: ['.txt'],
  sniff: (head) => {
    const lines = sniffLines(head)
      .slice(0, 40)
      .map((l) => l.text);
    return lines.some((l) => /Quantachrome/i.test(l)) && lines.some((l) => /^\s*Press\s+P0\s+Volume/i.test(l))
      ? 0.99
      : 0;
  },
  measure: readQuantachrome,
  uncertainty: 'pressure ±0.1 % of full scale of its transducer (Quantachrome specification)',
});

async function readQuantachrome(source: Source): Promise<Measurement> {
  const lines = await readLines(source);
  const top = lines.findIndex((l) => /^\s*Press\s+P0\s+Volume/i.test(l));
  if (top < 0) throw new ReadError('the file has no labels Press, P0, Volume', { file: source.name });
  const words = lines.slice(0, top).join('\n');
  const units = lines
    .slice(top + 1, top + 5)
    .map((l) => l.trim().split(/\s+/))
    .find((u) => u.length >= 3);
  const pressureScale = units && scaleWritten(units[0]!, 'Pa')?.factor;
  if (pressureScale === undefined)
    throw new ReadError(`the pressure's unit "${units?.[0] ?? ''}" is none that is known`, {
      file: source.name,
      line: top + 2,
    });
  const mass = Number(/Sample Weight:\s*([0-9.]+)\s*g/i.exec(words)?.[1]);
  if (!(mass > 0))
    throw new ReadError('the file does not state the weight of the sample, without which its volumes say nothing', {
      file: source.name,
    });
  const perVolume = scaleLoading(`${units![2]}/g`);
  if (perVolume === undefined)
    throw new ReadError(`the volume's unit "${units![2]}" is none that is known`, { file: source.name, line: top + 2 });
  const pressure: number[] = [];
  const saturation: number[] = [];
  const loading: number[] = [];
  for (const line of lines.slice(top + 2)) {
    const fields = line.trim().split(/\s+/);
    if (fields.length < 3 || !/^[-+.\d]/.test(fields[0]!)) continue;
    const [p, p0, v] = fields.map(Number) as [number, number, number];
    pressure.push(p * pressureScale);
    saturation.push(p0 * pressureScale);
    loading.push((v * perVolume) / mass);
  }
  const gas = /Analysis gas:\s*(\S+)/i.exec(words)?.[1];
  const bath = Number(/Bath temp\.?:\s*([0-9.]+)\s*K/i.exec(words)?.[1]);
  const notes: Note[] = [];
  return finishIsotherm(
    {
      pressure,
      saturation,
      loading,
      branch: branchesByOrder(pressure),
      mass,
      ...(gas && { adsorptive: gas }),
      ...(Number.isFinite(bath) && { temperature: bath }),
      metadata: {
        header: lines
          .slice(0, top)
          .map((l) => l.trim())
          .filter(Boolean),
      },
      about: {
        instrument: /Instrument:\s*(.*?)\s{2,}/.exec(words)?.[1] ?? 'Quantachrome',
        ...(/Sample ID:\s*(\S+?)(?:Filename|\s|$)/.exec(words)?.[1] && {
          sample: /Sample ID:\s*(\S+?)(?:Filename|\s|$)/.exec(words)![1],
        }),
      },
      notes,
    },
    source.name,
  );
}
