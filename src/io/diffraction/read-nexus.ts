import { ReadError } from '../../core/index.js';
import { isHdf5 } from '../hdf5/is-hdf5.js';
import type { Hdf5Dataset, Hdf5Group } from '../hdf5/hdf5-tree.js';
import { readHdf5 } from '../hdf5/read-hdf5.js';
import { defineTableReader } from '../measured/make-recording.js';
import { type Scan, toMeasurements } from './scan.js';

/**
 * NeXus in HDF5: the pattern of the default plottable, found as the NeXus manual says (attributes `default`, `signal`,
 * `axes`, `NAME_indices`, and the older `signal=1` on a dataset), frames of a series one by one. Counts, axis,
 * wavelength and σ are what their names and units say.
 */
export const nexusReader = defineTableReader({
  id: 'nexus',
  version: '2',
  title: 'NeXus (HDF5) pattern',
  kind: 'diffraction',
  extensions: ['.nxs', '.nx', '.h5', '.hdf5', '.hdf'],
  sniff: (head) => (isHdf5(head) ? 0.9 : 0),
  measure: async (source, ctx) =>
    toMeasurements(readScans(await readHdf5(await source.bytes(), source.name, ctx), source.name), source.name),
});

function readScans(file: Hdf5Group, name: string): Scan[] {
  const data = findData(file, name);
  const signalName =
    text(data, 'signal') ?? Object.entries(data.datasets).find(([, d]) => first(d.attributes.signal) === 1)?.[0];
  const signal = signalName === undefined ? undefined : own(data.datasets, signalName);
  if (!signal)
    throw new ReadError(
      'the default plottable names no signal',
      { file: name, path: data.path },
      { hint: 'give the group NXdata a signal' },
    );
  const { shape } = signal;
  if (shape.length !== 1 && shape.length !== 2)
    throw new ReadError(`${signalName} has ${shape.length} dimensions: no powder pattern and no series of them`, {
      file: name,
      path: data.path,
    });
  const axis = findAxis(data, signal, signalName!, name);
  const [points, frames = 1] = shape.toReversed();
  if (axis.x.length !== points)
    throw new ReadError(
      `${axis.name} has ${axis.x.length} values for ${points} of ${signalName}${frames === axis.x.length ? ': the axes are swapped' : ''}`,
      { file: name, path: data.path },
    );
  const y = numbers(signal, name);
  const errors = ['errors', `${signalName}_errors`, 'uncertainties']
    .map((key) => own(data.datasets, key))
    .find((d) => d);
  const sigma = errors && numbers(errors, name);
  if (sigma && sigma.length !== y.length)
    throw new ReadError(`${sigma.length} errors for ${y.length} values of ${signalName}`, {
      file: name,
      path: data.path,
    });
  const entry = parentEntry(file, data);
  const units = text(signal, 'units') ?? '';
  const kind: NonNullable<Scan['kind']> = /\/\s*s|cps|s-1|per.second/i.test(units)
    ? 'count_rate_per_second'
    : /count/i.test(units) || y.every(Number.isInteger)
      ? 'counts'
      : 'intensity';
  const title = first(entry?.datasets.title?.value);
  const sample = first(entry?.groups.sample?.datasets.name?.value);
  const started = first(entry?.datasets.start_time?.value);
  return Array.from({ length: frames }, (_, k) => ({
    x: axis.x,
    axis: axis.kind,
    y: y.subarray(k * points, (k + 1) * points),
    kind,
    ...(sigma && { sigma: sigma.subarray(k * points, (k + 1) * points) }),
    metadata: { ...readWavelength(entry), path: data.path },
    about: {
      ...(typeof (sample ?? title) === 'string' && { sample: String(sample ?? title) }),
      ...(typeof started === 'string' && frames === 1 && { started }),
    },
    ...(frames > 1 && { label: `frame ${k}` }),
  }));
}

/** The group NXdata that is to be plotted. */
function findData(file: Hdf5Group, name: string): Hdf5Group {
  const ofClass = (group: Hdf5Group, kind: string): Hdf5Group | undefined =>
    Object.values(group.groups).find((g) => text(g, 'NX_class') === kind);
  let at: Hdf5Group = file;
  for (let depth = 0; depth < 8; depth++) {
    if (text(at, 'NX_class') === 'NXdata' || text(at, 'signal') !== undefined) return at;
    const next = groupAt(at, text(at, 'default')) ?? ofClass(at, 'NXentry') ?? ofClass(at, 'NXdata');
    if (!next) break;
    at = next;
  }
  throw new ReadError(
    'this HDF5 file has no default plottable',
    { file: name },
    {
      hint: 'NeXus marks it by the attributes default and signal; only such files are read',
    },
  );
}

function findAxis(data: Hdf5Group, signal: Hdf5Dataset, signalName: string, file: string) {
  const listed = all(data.attributes.axes ?? signal.attributes.axes).flatMap((a) => String(a).split(':'));
  const last = signal.shape.length - 1;
  // an axis says which dimensions it is of; without a word the list is in their order
  const at = listed.find((key, i) => {
    const indices = all(own(data.attributes, `${key}_indices`) ?? i).map(Number);
    return key !== '.' && indices.length === 1 && indices[0] === last;
  });
  const axis = at === undefined ? undefined : own(data.datasets, at);
  if (!axis)
    throw new ReadError(`${signalName} has no axis along its ${last === 0 ? 'points' : 'last dimension'}`, {
      file,
      path: data.path,
    });
  const units = text(axis, 'units') ?? '';
  const words = `${at} ${text(axis, 'long_name') ?? ''}`;
  const values = numbers(axis, file);
  if (/^q\b|\bq\b|momentum|scattering.vector/i.test(words))
    return { name: at, x: /nm/i.test(units) ? values.map((v) => v / 10) : values, kind: 'q_per_angstrom' as const };
  if (/\bd\b|d.?spacing/i.test(words))
    return { name: at, x: /nm/i.test(units) ? values.map((v) => v * 10) : values, kind: 'd_angstrom' as const };
  if (/2.?th|two.?th|tth|polar|angle/i.test(words)) {
    const x = /rad/i.test(units) ? values.map((v) => (v * 180) / Math.PI) : values;
    return { name: at, x, kind: 'two_theta_degree' as const };
  }
  throw new ReadError(
    `the axis ${at}${units && ` (${units})`} is neither 2θ, Q nor d`,
    { file, path: data.path },
    {
      hint: 'only patterns of diffraction are read from NeXus',
    },
  );
}

/** Wavelength of a monochromator, a beam or pyFAI's configuration, in Å. */
function readWavelength(entry: Hdf5Group | undefined): Record<string, unknown> {
  if (!entry) return {};
  for (const path of [
    'instrument/monochromator/wavelength',
    'monochromator/wavelength',
    'instrument/beam/incident_wavelength',
    'sample/beam/incident_wavelength',
    'instrument/source/wavelength',
    'wavelength',
  ]) {
    const cut = path.lastIndexOf('/');
    const found = groupAt(entry, path.slice(0, Math.max(0, cut)))?.datasets[path.slice(cut + 1)];
    const value = Number(first(found?.value));
    if (!found || !Number.isFinite(value)) continue;
    const units = text(found, 'units') ?? 'angstrom';
    const angstrom = value * (/^nm/i.test(units) ? 10 : /^m(et|$)/i.test(units) ? 1e10 : /^pm/i.test(units) ? 0.01 : 1);
    if (angstrom > 0.05 && angstrom < 10) return { wavelength_angstrom: [Number(angstrom.toPrecision(12))] };
  }
  return {};
}

function parentEntry(file: Hdf5Group, data: Hdf5Group): Hdf5Group | undefined {
  const parts = data.path.split('/').filter((p) => p !== '');
  for (let n = parts.length - 1; n > 0; n--) {
    const group = groupAt(file, parts.slice(0, n).join('/'));
    if (group && text(group, 'NX_class') === 'NXentry') return group;
  }
  return undefined;
}

/** The group of a path below another; itself where the path is empty. */
function groupAt(group: Hdf5Group, path: string | undefined): Hdf5Group | undefined {
  if (path === undefined) return undefined;
  return path
    .split('/')
    .filter((part) => part !== '')
    .reduce<Hdf5Group | undefined>((at, part) => at && own(at.groups, part), group);
}

/** What a file calls so, and nothing that every object has. */
const own = <T>(of: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(of, key) ? of[key] : undefined;

/** A value and the elements of a list alike. */
const all = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : value instanceof Float64Array ? [...value] : [value].flat();

const first = (value: unknown): unknown => all(value)[0];

function text(of: Hdf5Group | Hdf5Dataset, key: string): string | undefined {
  const value = first(own(of.attributes, key));
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numbers(of: Hdf5Dataset, file: string): Float64Array {
  if (!(of.value instanceof Float64Array))
    throw new ReadError(
      of.value === null && of.shape.length > 0
        ? `${of.path} has ${of.shape.join(' × ')} values, more than are read at once`
        : `${of.path} holds no numbers`,
      { file, path: of.path },
    );
  return of.value;
}
