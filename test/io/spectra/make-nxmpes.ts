import * as h5wasm from 'h5wasm';

/** One region of a file to make. */
export interface NxmpesRegion {
  entry: string;
  definition?: string;
  energy: Float64Array;
  /** Whether the axis says kinetic or binding. */
  type?: string;
  energyUnits?: string;
  intensity: Float64Array;
  units: string;
  shape?: number[];
  photon?: { value: number; units: string };
  workFunction?: number;
  dwell?: { value: number; units: string };
  transition?: string;
  sample?: string;
}

/** Bytes of a NeXus file of photoemission, laid out as pynxtools-xps does. */
export async function makeNxmpes(regions: readonly NxmpesRegion[]): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File('/made-xps.nxs', 'w');
  for (const region of regions) {
    const group = (parent: h5wasm.Group, name: string, kind: string): h5wasm.Group => {
      const made = parent.create_group(name);
      made.create_attribute('NX_class', kind);
      return made;
    };
    const number = (parent: h5wasm.Group, name: string, value: number, units: string) =>
      parent.create_dataset({ name, data: Float64Array.of(value), shape: [] }).create_attribute('units', units);
    const entry = group(file, region.entry, 'NXentry');
    entry.create_attribute('default', 'data');
    entry.create_dataset({ name: 'definition', data: region.definition ?? 'NXxps' });
    entry.create_dataset({ name: 'start_time', data: '2026-11-20T10:00:00+01:00' });
    if (region.transition) entry.create_dataset({ name: 'transitions', data: [region.transition] });
    const data = group(entry, 'data', 'NXdata');
    data.create_attribute('signal', 'data');
    data.create_attribute('axes', 'energy');
    data
      .create_dataset({ name: 'data', data: region.intensity, ...(region.shape && { shape: region.shape }) })
      .create_attribute('units', region.units);
    const energy = data.create_dataset({ name: 'energy', data: region.energy });
    energy.create_attribute('units', region.energyUnits ?? 'eV');
    if (region.type) energy.create_attribute('type', region.type);
    const instrument = group(entry, 'instrument', 'NXinstrument');
    const analyser = group(instrument, 'electronanalyser', 'NXelectronanalyzer');
    analyser.create_dataset({ name: 'name', data: 'Phoibos 150' });
    if (region.workFunction !== undefined) number(analyser, 'work_function', region.workFunction, 'eV');
    number(group(analyser, 'energydispersion', 'NXenergydispersion'), 'pass_energy', 20, 'eV');
    const detector = group(analyser, 'detector', 'NXdetector');
    if (region.dwell) number(detector, 'count_time', region.dwell.value, region.dwell.units);
    if (region.photon)
      number(group(instrument, 'beam_xray', 'NXbeam'), 'incident_energy', region.photon.value, region.photon.units);
    if (region.sample) group(entry, 'sample', 'NXsample').create_dataset({ name: 'name', data: region.sample });
  }
  file.close();
  const bytes = FS.readFile('/made-xps.nxs');
  FS.unlink('/made-xps.nxs');
  return bytes;
}
