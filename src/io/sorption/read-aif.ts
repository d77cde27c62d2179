import { ReadError, type Note } from '../../core/index.js';
import { scaleWritten } from '../generic/label-units.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { isBlank, parseCifSyntax, type CifBlock } from '../structures/cif-syntax.js';
import { sniffLines } from '../tabular/read-head.js';
import { finishIsotherm, toKelvin } from './finish-isotherm.js';
import { scaleLoading } from './units.js';

/** Reads adsorption information files. */
export const aifReader = defineTableReader({
  id: 'aif',
  version: '1',
  title: 'Adsorption information file (.aif)',
  kind: 'sorption',
  extensions: ['.aif'],
  sniff: (head) => {
    const text = sniffLines(head)
      .slice(0, 200)
      .map((l) => l.text)
      .join('\n');
    return /^_(?:adsorp|desorp|exptl_adsorptive|audit_aif_version|adsnt_)/m.test(text) ? 0.99 : 0;
  },
  measure: readAif,
  cite: 'Evans et al., Langmuir 37 (2021) 4222, doi:10.1021/acs.langmuir.1c00122',
});

async function readAif(source: Source): Promise<Measurement[]> {
  const text = new TextDecoder().decode(await source.bytes());
  const blocks = parseCifSyntax(text, source.name).filter((b) =>
    [...b.items.keys()].some((k) => /^_(?:adsorp|desorp)_/.test(k)),
  );
  if (blocks.length === 0) throw new ReadError('no data block has an isotherm', { file: source.name });
  return blocks.map((block) => toMeasurement(block, source.name));
}

function toMeasurement(block: CifBlock, file: string): Measurement {
  const notes: Note[] = [];
  const find = (name: string): string | undefined => {
    const value = block.items.get(name)?.[0];
    return value === undefined || isBlank(value) ? undefined : value.text;
  };
  const number = (name: string): number | undefined => {
    const text = find(name);
    const value = text === undefined ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : undefined;
  };
  const units = {
    pressure: find('_units_pressure') ?? '',
    loading: find('_units_loading') ?? '',
    mass: find('_units_mass') ?? 'g',
    temperature: find('_units_temperature') ?? 'K',
  };
  const pressureScale = scaleWritten(units.pressure, 'Pa')?.factor;
  const loadingScale = scaleLoading(units.loading);
  if (loadingScale === undefined)
    throw new ReadError(`the loading's unit "${units.loading}" is none that is known`, {
      file,
      path: '_units_loading',
    });
  const isRelative = /relative|p\/p0|^1$/i.test(units.pressure);
  if (pressureScale === undefined && !isRelative)
    throw new ReadError(`the pressure's unit "${units.pressure}" is none that is known`, {
      file,
      path: '_units_pressure',
    });
  const pressure: number[] = [];
  const saturation: number[] = [];
  const loading: number[] = [];
  const branch: ('ads' | 'des')[] = [];
  for (const name of ['adsorp', 'desorp'] as const) {
    const column = (key: string): number[] =>
      (block.items.get(`_${name}_${key}`) ?? []).map((v) => (isBlank(v) ? Number.NaN : Number(v.text)));
    const [p, p0, n] = [column('pressure'), column('p0'), column('amount')];
    if (p.length !== n.length)
      throw new ReadError(`the ${name}tion branch has ${p.length} pressures and ${n.length} amounts`, { file });
    p.forEach((value, i) => {
      pressure.push(value * (pressureScale ?? 1));
      saturation.push((p0[i] ?? Number.NaN) * (pressureScale ?? 1));
      loading.push(n[i]! * loadingScale);
      branch.push(name === 'adsorp' ? 'ads' : 'des');
    });
  }
  const massScale = scaleWritten(units.mass, 'g')?.factor ?? 1;
  const mass = number('_adsnt_sample_mass') ?? number('_sample_mass');
  const temperature = number('_exptl_temperature');
  const adsorptive = find('_exptl_adsorptive');
  const metadata = Object.fromEntries(
    [...block.items].filter(([, v]) => v.length === 1).map(([k, v]) => [k, v[0]!.text]),
  );
  return finishIsotherm(
    {
      ...(isRelative ? { relative: pressure } : { pressure }),
      ...(isRelative ? {} : { saturation }),
      loading,
      branch,
      ...(mass !== undefined && { mass: mass * massScale }),
      ...(adsorptive !== undefined && { adsorptive }),
      ...(temperature !== undefined && { temperature: toKelvin(temperature, units.temperature) }),
      metadata,
      about: {
        ...(find('_adsnt_material_id') !== undefined && { sample: find('_adsnt_material_id') }),
        ...(find('_exptl_instrument') !== undefined && { instrument: find('_exptl_instrument') }),
        ...(find('_exptl_operator') !== undefined && { operator: find('_exptl_operator') }),
        ...(find('_exptl_date') !== undefined && { started: find('_exptl_date') }),
      },
      notes,
    },
    file,
  );
}
