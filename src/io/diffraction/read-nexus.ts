import type { Dataset, Group } from 'h5wasm';
import { ReadError } from '../../core/index.js';
import { isHdf5 } from '../hdf5/is-hdf5.js';
import { defineTableReader } from '../measured/make-recording.js';
import { type Scan, toMeasurements } from './scan.js';

/**
 * NeXus in HDF5: the pattern of the default plottable, found as the NeXus manual says (attributes `default`, `signal`,
 * `axes`, `NAME_indices`, and the older
 * `signal=1` on a dataset), frames of a series one by one. Counts, axis, wavelength and σ are what their names and units say. The HDF5 library is loaded only here.
 */
export const nexusReader = defineTableReader({
  id: 'nexus',
  version: '1',
  title: 'NeXus (HDF5) pattern',
  kind: 'diffraction',
  extensions: ['.nxs', '.nx', '.h5', '.hdf5', '.hdf'],
  sniff: (head) => (isHdf5(head) ? 0.9 : 0),
  async measure(source) {
    const bytes = await source.bytes();
    const h5wasm = await import('h5wasm');
    const { FS, activate_throwing_error_handler } = await h5wasm.ready;
    // its errors are thrown, not printed
    activate_throwing_error_handler();
    const path = `/pattern-${++opened}.h5`;
    FS.writeFile(path, bytes);
    try {
      const file = new h5wasm.File(path, 'r');
      try {
        return toMeasurements(readScans(file, source.name), source.name);
      } finally {
        file.close();
      }
    } finally {
      FS.unlink(path);
    }
  },
});

let opened = 0;

function readScans(file: Group, name: string): Scan[] {
  const data = findData(file, name);
  const signalName = text(data, 'signal') ?? data.keys().find((key) => attribute(child(data, key), 'signal') === 1);
  const signal = signalName === undefined ? undefined : dataset(data, signalName);
  if (!signal)
    throw new ReadError(
      'the default plottable names no signal',
      { file: name, path: data.path },
      { hint: 'give the group NXdata a signal' },
    );
  const shape = signal.shape ?? [];
  if (shape.length !== 1 && shape.length !== 2)
    throw new ReadError(`${signalName} has ${shape.length} dimensions: no powder pattern and no series of them`, {
      file: name,
      path: data.path,
    });
  const axis = findAxis(data, signal, signalName!, name);
  const [points = 0, frames = 1] = shape.toReversed();
  if (axis.x.length !== points)
    throw new ReadError(
      `${axis.name} has ${axis.x.length} values for ${points} of ${signalName}${frames === axis.x.length ? ': the axes are swapped' : ''}`,
      { file: name, path: data.path },
    );
  const y = numbers(signal, name);
  const errors = ['errors', `${signalName}_errors`, 'uncertainties'].map((key) => dataset(data, key)).find((d) => d);
  const sigma = errors && numbers(errors, name);
  if (sigma && sigma.length !== y.length)
    throw new ReadError(`${sigma.length} errors for ${y.length} values of ${signalName}`, {
      file: name,
      path: data.path,
    });
  const entry = parentEntry(file, data);
  const units = String(attribute(signal, 'units') ?? '');
  const kind: NonNullable<Scan['kind']> = /\/\s*s|cps|s-1|per.second/i.test(units)
    ? 'count_rate_per_second'
    : /count/i.test(units) || y.every(Number.isInteger)
      ? 'counts'
      : 'intensity';
  const title = entry && scalar(dataset(entry, 'title'));
  const sample = entry && scalar(dataset(child(entry, 'sample') as Group | undefined, 'name'));
  const started = entry && scalar(dataset(entry, 'start_time'));
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
function findData(file: Group, name: string): Group {
  const follow = (group: Group): Group | undefined => {
    const wanted = text(group, 'default');
    const next = wanted === undefined ? undefined : child(group, wanted);
    return isGroup(next) ? next : undefined;
  };
  const groups = (group: Group, kind: string): Group[] =>
    group
      .keys()
      .map((key) => child(group, key))
      .filter((g): g is Group => isGroup(g) && text(g, 'NX_class') === kind);
  let at: Group = file;
  for (let depth = 0; depth < 8; depth++) {
    if (text(at, 'NX_class') === 'NXdata' || text(at, 'signal') !== undefined) return at;
    const next = follow(at) ?? groups(at, 'NXentry')[0] ?? groups(at, 'NXdata')[0];
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

function findAxis(data: Group, signal: Dataset, signalName: string, file: string) {
  const listed = [attribute(data, 'axes') ?? attribute(signal, 'axes') ?? []]
    .flat()
    .flatMap((a) => String(a).split(':'));
  const last = (signal.shape ?? [1]).length - 1;
  // an axis says which dimensions it is of; without a word the list is in their order
  const at = listed.find((key, i) => {
    const indices = [attribute(data, `${key}_indices`) ?? i].flat().map(Number);
    return key !== '.' && indices.length === 1 && indices[0] === last;
  });
  const axis = at === undefined ? undefined : dataset(data, at);
  if (!axis)
    throw new ReadError(`${signalName} has no axis along its ${last === 0 ? 'points' : 'last dimension'}`, {
      file,
      path: data.path,
    });
  const units = String(attribute(axis, 'units') ?? '');
  const words = `${at} ${String(attribute(axis, 'long_name') ?? '')}`;
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
function readWavelength(entry: Group | undefined): Record<string, unknown> {
  if (!entry) return {};
  for (const path of [
    'instrument/monochromator/wavelength',
    'monochromator/wavelength',
    'instrument/beam/incident_wavelength',
    'sample/beam/incident_wavelength',
    'instrument/source/wavelength',
    'wavelength',
  ]) {
    const found = dataset(entry, path);
    const value = Number(scalar(found));
    if (!found || !Number.isFinite(value)) continue;
    const units = String(attribute(found, 'units') ?? 'angstrom');
    const angstrom = value * (/^nm/i.test(units) ? 10 : /^m(et|$)/i.test(units) ? 1e10 : /^pm/i.test(units) ? 0.01 : 1);
    if (angstrom > 0.05 && angstrom < 10) return { wavelength_angstrom: [Number(angstrom.toPrecision(12))] };
  }
  return {};
}

function parentEntry(file: Group, data: Group): Group | undefined {
  const parts = data.path.split('/').filter((p) => p !== '');
  for (let n = parts.length - 1; n > 0; n--) {
    const group = child(file, parts.slice(0, n).join('/'));
    if (isGroup(group) && text(group, 'NX_class') === 'NXentry') return group;
  }
  return undefined;
}

const isGroup = (v: unknown): v is Group => (v as { type?: string } | undefined)?.type === 'Group';

function child(group: Group | undefined, path: string): unknown {
  try {
    return group?.get(path) ?? undefined;
  } catch {
    return undefined;
  }
}

function dataset(group: Group | undefined, path: string): Dataset | undefined {
  const found = child(group, path) as Dataset | undefined;
  return (found as { type?: string } | undefined)?.type === 'Dataset' ? found : undefined;
}

function attribute(of: unknown, key: string): unknown {
  const value: unknown = (of as Dataset | undefined)?.attrs?.[key]?.value;
  if (typeof value === 'bigint') return Number(value);
  return ArrayBuffer.isView(value) ? Array.from(value as Uint8Array | BigInt64Array, Number) : (value ?? undefined);
}

function text(of: Group, key: string): string | undefined {
  const value = [attribute(of, key)].flat()[0];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function scalar(of: Dataset | undefined): unknown {
  const value: unknown = of?.value;
  return ArrayBuffer.isView(value) || Array.isArray(value) ? (value as unknown[])[0] : value;
}

function numbers(of: Dataset, file: string): Float64Array {
  const value: unknown = of.value;
  if (!ArrayBuffer.isView(value) && !Array.isArray(value))
    throw new ReadError(`${of.path} holds no numbers`, { file, path: of.path });
  return Float64Array.from(value as ArrayLike<number | bigint>, Number);
}
