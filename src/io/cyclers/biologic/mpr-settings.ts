import type { ByteReader } from '../../tabular/byte-reader.js';

/** Techniques by the first byte of the settings module. */
const techniques: Record<number, string> = {
  0x04: 'GCPL',
  0x06: 'CV',
  0x0b: 'OCV',
  0x18: 'CA',
  0x19: 'CP',
  0x1c: 'WAIT',
  0x1d: 'PEIS',
  0x1e: 'GEIS',
  0x30: 'CV',
  0x32: 'ZIR',
  0x33: 'CVA',
  0x6c: 'LSV',
  0x77: 'GCPL',
  0x7f: 'MB',
};

/**
 * Parameters of one sequence, in order: name:type, f4 unless told. `w` is one byte up to EC-Lab 11.4x and four from
 * 11.50 on.
 */
const limits = [1, 2, 3, 4, 5, 6]
  .map((i) => `limit_type${i}:u1 limit_comp${i}:u1 limit_value${i} limit_unit${i}:u1`)
  .join(' ');
const sweep = `fi fi_unit:u1 ff ff_unit:u1 Nd:u4 points:u1 spacing:u1`;
const ending = 'E_range_min E_range_max I_range:u1 bandwidth:u1';
const fourRanges = 'E_range_min E_range_max I_range:u1 I_range_min:u1 I_range_max:u1 I_range_init:u1 bandwidth:u1';
const gcpl = (soc: string): string =>
  `set_I/C:u1 Is Is_unit:u1 Is_vs:w N I_sign:w t1 I_range:u1 bandwidth:u1 dE1 dt1 EM tM Im Im_unit:u1 dI/dt dI/dt_unit:u1 E_range_min E_range_max dq dq_unit:u1 dtq dQM dQM_unit:u1 dxM ${soc}tR dER/dt dER dtR EL goto_Ns:u4 nc_cycles:u4`;
const layouts: Record<string, string[]> = {
  OCV: ['tR dER/dt record:u1 dER dtR E_range_min E_range_max', 'tR dER/dt dER dtR E_range_min E_range_max'],
  CP: [
    'Is Is_unit:u1 Is_vs:w ts EM dQM dQM_unit:u1 record:u1 dEs dts E_range_min E_range_max I_range:u1 bandwidth:u1 goto_Ns:u4 nc_cycles:u4',
  ],
  CA: [
    `Ei Ei_vs:w ti Imax Imax_unit:u1 Imin Imin_unit:u1 dQM dQM_unit:u1 record:u1 dI dI_unit:u1 dQ dQ_unit:u1 dt dta ${fourRanges} goto_Ns:u4 nc_cycles:u4`,
  ],
  CV: [
    `Ei Ei_vs:u1 dE/dt dE/dt_unit:u1 E1 E1_vs:u1 step_percent:u1 N:u4 ${fourRanges} E2 E2_vs:u1 nc_cycles:u4 reverse_scan:u1 Ef Ef_vs:u1`,
  ],
  GCPL: [gcpl(''), gcpl('delta_SoC ')],
  PEIS: [
    `sine_mode:u1 E E_vs:w tE record:u1 dI dI_unit:u1 dt ${sweep} Va pw Na:u4 corr:u1 lim_nb:u1 ${limits} ${ending} nc_cycles:u4 goto_Ns:u4 nr_cycles:u4 inc_cycle:u4`,
  ],
  GEIS: [
    `sine_mode:u1 Is Is_unit:u1 Is_vs:w tIs record:u1 dE dt ${sweep} Ia/Va:u1 Ia Ia_unit:u1 va_percent pw Na:u4 corr:u1 lim_nb:u1 ${limits} ${ending} nc_cycles:u4 goto_Ns:u4 nr_cycles:u4 inc_cycle:u4`,
  ],
  WAIT: ['select:u1 td:u4 from:u1 tech_num:u1 ole_date ole_time record:u1 dE dI dI_unit:u1 dt'],
  LSV: [
    `tR dER/dt dER dtR dE/dt dE/dt_unit:u1 Ei Ei_vs:u1 EL EL_vs:u1 record:u1 dI dI_unit:u1 tI step_percent:u1 N:u4 ${fourRanges}`,
  ],
};
/** Bytes of the settings module where (number of sequences, number of parameters) can stand. */
const PLACES = [0x1845, 0x1846, 0x1847, 0x0572];

/** What the settings module says: technique, cell, and the parameters of each sequence under EC-Lab's names. */
export function parseSettings(module: ByteReader, widerChoices: boolean): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  const has = (at: number, size: number): boolean => at + size <= module.length;
  const id = has(0, 1) ? module.u8(0) : -1;
  settings.technique = techniques[id] ?? `no. ${id}`;
  const float = (name: string, at: number): void => {
    if (has(at, 4)) settings[name] = round(module.f32(at));
  };
  const pascal = (name: string, at: number): void => {
    if (has(at, 1) && has(at + 1, module.u8(at))) settings[name] = module.text(at + 1, module.u8(at));
  };
  pascal('comments', 0x07);
  float('active_material_mass_mg', 0x107);
  float('at_x', 0x10b);
  float('molecular_weight', 0x10f);
  float('intercalated_atomic_weight', 0x113);
  float('x_at_start', 0x117);
  if (has(0x11b, 2)) settings.electrons_transferred = module.u16(0x11b);
  pascal('electrode_material', 0x11e);
  pascal('electrolyte', 0x1c0);
  float('electrode_area_cm2', 0x211);
  pascal('reference_electrode', 0x215);
  float('characteristic_mass', 0x24c);
  float('battery_capacity', 0x25c);
  if (has(0x260, 1)) settings.battery_capacity_unit_code = module.u8(0x260);
  const sequences = parseSequences(module, String(settings.technique), widerChoices);
  if (sequences) settings.sequences = sequences;
  return settings;
}

function parseSequences(
  module: ByteReader,
  technique: string,
  widerChoices: boolean,
): Record<string, number | string>[] | undefined {
  for (const layout of layouts[technique] ?? []) {
    const fields = layout.split(' ').map((f) => f.split(':') as [string, string?]);
    const size = fields.reduce(
      (sum, [, type]) => sum + (type === 'u1' ? 1 : type === 'w' ? (widerChoices ? 4 : 1) : 4),
      0,
    );
    for (const place of PLACES) {
      if (place + 4 > module.length) continue;
      const count = module.u16(place);
      if (
        module.u16(place + 2) !== fields.length ||
        count === 0 ||
        count > 500 ||
        place + 4 + count * size > module.length
      )
        continue;
      return Array.from({ length: count }, (_, i) => readSequence(module, fields, place + 4 + i * size, widerChoices));
    }
  }
  return undefined;
}

const currentUnits = ['A', 'mA', 'µA', 'nA', 'pA'];

function readSequence(
  module: ByteReader,
  fields: [string, string?][],
  at: number,
  widerChoices: boolean,
): Record<string, number | string> {
  const sequence: Record<string, number | string> = {};
  for (const [name, type] of fields) {
    const width = type === 'u1' ? 1 : type === 'w' ? (widerChoices ? 4 : 1) : 4;
    const value = width === 1 ? module.u8(at) : type === undefined ? round(module.f32(at)) : module.u32(at);
    sequence[name] =
      name.endsWith('Is_unit') && typeof value === 'number'
        ? (currentUnits[value] ?? value)
        : Number.isFinite(value)
          ? value
          : 'not set';
    at += width;
  }
  // Of six places for limits, those beyond the number in use hold nothing.
  const used = Number(sequence.lim_nb ?? 6);
  for (const name of Object.keys(sequence))
    if (/^limit_.*\d$/.test(name) && Number(name.at(-1)) > used) delete sequence[name];
  return sequence;
}

/** What the log module says: start, channel, file, versions. */
export function parseLog(module: ByteReader): Record<string, unknown> {
  const log: Record<string, unknown> = {};
  const has = (at: number, size: number): boolean => at + size <= module.length;
  if (has(9, 1)) log.channel = module.u8(9) + 1;
  if (has(0xab, 2)) log.channel_serial = module.u16(0xab);
  if (has(0x1f8, 8)) log.voltage_control_range_volt = [round(module.f32(0x1f8)), round(module.f32(0x1fc))];
  // The day count stands at one of four places, depending on the version.
  for (const at of [585, 473, 469, 465]) {
    if (!has(at, 8)) continue;
    const days = module.f64(at);
    if (days > 30_000 && days < 80_000) {
      log.started_days = days;
      break;
    }
  }
  for (const [name, at] of [
    ['file', 0x251],
    ['host', 0x351],
    ['address', 0x384],
    ['software_version', 0x3b7],
    ['server_version', 0x3be],
    ['interpreter_version', 0x3c5],
    ['device_serial', 0x3cf],
  ] as const) {
    if (has(at, 1) && has(at + 1, module.u8(at))) log[name] = module.text(at + 1, module.u8(at));
  }
  return log;
}

/** Single-precision numbers as the shortest decimal that gives them back. */
function round(value: number): number {
  if (!Number.isFinite(value)) return value;
  for (let digits = 6; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
