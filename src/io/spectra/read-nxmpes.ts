import { ELECTRONVOLT, type Note, ReadError } from '../../core/index.js';
import { isHdf5 } from '../hdf5/is-hdf5.js';
import type { Hdf5Dataset, Hdf5Group } from '../hdf5/hdf5-tree.js';
import { readHdf5 } from '../hdf5/read-hdf5.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import { finishXps } from './finish-xps.js';

const DEFINITION = /^NX(mpes|xps)/;
/** [eV] a unit of energy */
const ENERGY: Readonly<Record<string, number>> = { ev: 1, mev: 1e-3, kev: 1e3, j: 1 / ELECTRONVOLT };
/** [s] a unit of time */
const TIME: Readonly<Record<string, number>> = { s: 1, sec: 1, second: 1, seconds: 1, ms: 1e-3, us: 1e-6, min: 60 };

/**
 * NeXus files of photoemission by the definitions NXmpes and NXxps, as pynxtools-xps writes them: an entry for each
 * region, with intensity against an energy that says whether it is kinetic or binding.
 * https://manual.nexusformat.org/classes/contributed_definitions/NXmpes.html
 */
export const nxmpesReader = defineTableReader({
  id: 'nxmpes',
  version: '1',
  title: 'NeXus photoemission (NXmpes, NXxps)',
  kind: 'xps',
  extensions: ['.nxs', '.h5', '.hdf5'],
  sniff: (head) => (isHdf5(head) && /NX(mpes|xps)/.test(new TextDecoder('latin1').decode(head)) ? 0.98 : 0),
  async measure(source, ctx) {
    const file = await readHdf5(await source.bytes(), source.name, ctx);
    const entries = Object.entries(file.groups).filter(([, entry]) =>
      DEFINITION.test(wordOf(entry.datasets.definition)),
    );
    if (entries.length === 0)
      throw new ReadError('no entry of this HDF5 file is of the definition NXmpes or NXxps', { file: source.name });
    const refused: ReadError[] = [];
    const found = entries.flatMap(([name, entry]): Measurement[] => {
      try {
        return [readEntry(name, entry, source.name)];
      } catch (error) {
        if (!(error instanceof ReadError)) throw error;
        refused.push(error);
        return [];
      }
    });
    if (found.length === 0) throw refused[0];
    const left = refused.map(
      (error): Note => ({ level: 'warning', code: 'entry-left-out', text: `an entry is left out: ${error.message}` }),
    );
    return found.map((measurement, index) => ({
      ...measurement,
      notes: [...(measurement.notes ?? []), ...(index === 0 ? left : [])],
      series: { id: source.name, index, label: String(measurement.metadata!.region) },
    }));
  },
});

function readEntry(name: string, entry: Hdf5Group, file: string): Measurement {
  const data = findData(entry);
  const signalName = data && wordOf(data.attributes.signal);
  const signal = data && signalName ? data.datasets[signalName] : undefined;
  if (!signal) throw new ReadError(`${name} holds no NXdata with a signal`, { file, path: entry.path });
  const axis = findAxis(data!, file);
  const intensity = numbersOf(signal, file);
  if (signal.shape.length !== 1 || axis.energy.length !== intensity.length)
    throw new ReadError(
      `${signalName} of ${name} is of ${signal.shape.join(' × ')} values and energy of ${axis.energy.length}: no single spectrum`,
      { file, path: data!.path },
    );
  const instrument = ofClass(entry, 'NXinstrument');
  const analyser = instrument && (ofClass(instrument, 'NXelectronanaly[sz]er') ?? undefined);
  const detector = analyser && ofClass(analyser, 'NXdetector');
  const units = wordOf(signal.attributes.units);
  const photon = findPhoton(instrument);
  const workFunction = scaled(analyser?.datasets.work_function, ENERGY);
  const pass = scaled(analyser && ofClass(analyser, 'NXenergydispersion')?.datasets.pass_energy, ENERGY);
  const dwell = scaled(detector?.datasets.count_time, TIME);
  const transitions = entry.datasets.transitions?.value;
  const label =
    (Array.isArray(transitions) && transitions.length === 1 && String(transitions[0])) || name.split('__').at(-1)!;
  const notes: Note[] =
    axis.scale === 'kinetic' && workFunction !== undefined
      ? [
          {
            level: 'info',
            code: 'work-function',
            text: `binding energies are photon less kinetic energy; the analyser's work function of ${workFunction} eV is taken to be in the scale already, as instruments calibrate it`,
          },
        ]
      : [];
  return finishXps({
    label,
    sample: wordOf(ofClass(entry, 'NXsample')?.datasets.name) || undefined,
    energy: axis.energy,
    scale: axis.scale,
    photon,
    intensity,
    unit: /\/\s*s|cps|per.?s/i.test(units) ? 'rate' : /count/i.test(units) ? 'count' : 'unknown',
    dwell: dwell !== undefined && dwell > 0 ? dwell : undefined,
    metadata: {
      entry: name,
      definition: wordOf(entry.datasets.definition),
      ...(workFunction !== undefined && { work_function_electronvolt: workFunction }),
      ...(pass !== undefined && { pass_energy_electronvolt: pass }),
    },
    started: wordOf(entry.datasets.start_time) || undefined,
    instrument: wordOf(analyser?.datasets.name) || undefined,
    notes,
  });
}

/** The group NXdata that the entry names, or its only one of the name data. */
function findData(entry: Hdf5Group): Hdf5Group | undefined {
  const named = entry.groups[wordOf(entry.attributes.default) || 'data'];
  return named && wordOf(named.attributes.signal) ? named : ofClass(entry, 'NXdata');
}

function findAxis(data: Hdf5Group, file: string): { energy: Float64Array; scale: 'binding' | 'kinetic' } {
  const listed = [data.attributes.axes ?? []].flat().map(wordOf);
  const name = listed.find((axis) => /energy/i.test(axis)) ?? 'energy';
  const axis = data.datasets[name];
  if (!axis) throw new ReadError('the spectrum has no axis of energy', { file, path: data.path });
  const unit = ENERGY[wordOf(axis.attributes.units).trim().toLowerCase()];
  if (unit === undefined)
    throw new ReadError(`${name} is in "${wordOf(axis.attributes.units)}", which is no unit of energy known here`, {
      file,
      path: axis.path,
    });
  const words = `${wordOf(axis.attributes.type)} ${wordOf(axis.attributes.long_name)} ${name}`;
  const scale = /bind/i.test(words) ? 'binding' : /kinetic/i.test(words) ? 'kinetic' : undefined;
  if (!scale)
    throw new ReadError(
      `${name} does not say whether it is kinetic or binding`,
      { file, path: axis.path },
      { hint: 'NXmpes says it in the attribute type of the axis' },
    );
  return { energy: numbersOf(axis, file).map((e) => e * unit), scale };
}

/** [eV] of the beam that makes the electrons: the one named probe or X-ray, or the only one. */
function findPhoton(instrument: Hdf5Group | undefined): number | undefined {
  const beams = Object.entries(instrument?.groups ?? {}).flatMap(([name, group]) => {
    const energy = scaled(group.datasets.incident_energy, ENERGY);
    return energy === undefined ? [] : [{ name, energy }];
  });
  return (beams.find((b) => /probe|xray/i.test(b.name)) ?? (beams.length === 1 ? beams[0] : undefined))?.energy;
}

const ofClass = (group: Hdf5Group, kind: string): Hdf5Group | undefined =>
  Object.values(group.groups).find((g) => new RegExp(`^${kind}$`).test(wordOf(g.attributes.NX_class)));

/** A single number in the unit that the table counts in. */
function scaled(of: Hdf5Dataset | undefined, units: Readonly<Record<string, number>>): number | undefined {
  const [value] = of?.value instanceof Float64Array ? of.value : [of?.value];
  const unit = units[wordOf(of?.attributes.units).trim().toLowerCase()];
  return typeof value === 'number' && Number.isFinite(value) && unit !== undefined
    ? Number((value * unit).toPrecision(12))
    : undefined;
}

function numbersOf(of: Hdf5Dataset, file: string): Float64Array {
  if (!(of.value instanceof Float64Array)) throw new ReadError(`${of.path} holds no numbers`, { file, path: of.path });
  return of.value;
}

/** A text, alone or first of a list, of a dataset or of an attribute; empty where there is none. */
function wordOf(of: unknown): string {
  const value: unknown = typeof of === 'object' && of !== null && 'value' in of ? of.value : of;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : '';
}
