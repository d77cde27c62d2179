import * as h5wasm from 'h5wasm';

/** What a NeXus file is made of. */
export interface NexusPlan {
  axis: { name: string; values: Float64Array; units: string; dimension?: number };
  signal: {
    name: string;
    values: Float64Array | BigInt64Array;
    units?: string;
    shape?: number[];
    errors?: Float64Array;
    /** What the attribute signal says in place of the name. */
    as?: string;
  };
  wavelength?: { value: number; units: string };
  title?: string;
  /** Without the attributes that make it NeXus. */
  plain?: boolean;
}

/** Bytes of a NeXus file with one entry and its default plottable. */
export async function makeNexus({ axis, signal, wavelength, title, plain }: NexusPlan): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File('/made.nxs', 'w');
  const entry = file.create_group('entry');
  const data = entry.create_group('pattern');
  if (!plain) {
    file.create_attribute('default', 'entry');
    entry.create_attribute('NX_class', 'NXentry');
    entry.create_attribute('default', 'pattern');
    data.create_attribute('NX_class', 'NXdata');
    data.create_attribute('signal', signal.as ?? signal.name);
    data.create_attribute('axes', axis.name);
    if (axis.dimension !== undefined) data.create_attribute(`${axis.name}_indices`, axis.dimension);
  }
  const make = (name: string, values: Float64Array | BigInt64Array, units?: string, shape?: number[]) => {
    const made = data.create_dataset({ name, data: values, ...(shape && { shape }) });
    if (units) made.create_attribute('units', units);
  };
  make(axis.name, axis.values, axis.units);
  make(signal.name, signal.values, signal.units, signal.shape);
  if (signal.errors) make(`${signal.name}_errors`, signal.errors);
  if (title) entry.create_dataset({ name: 'title', data: title });
  if (wavelength) {
    const beam = entry.create_group('instrument').create_group('beam');
    beam
      .create_dataset({ name: 'incident_wavelength', data: Float64Array.of(wavelength.value) })
      .create_attribute('units', wavelength.units);
  }
  file.close();
  const bytes = FS.readFile('/made.nxs');
  FS.unlink('/made.nxs');
  return bytes;
}
