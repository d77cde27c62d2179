/** Storage types of Neware records; `date` is year (2 bytes), month, day, hour, minute, second. */
export type NewareType = 'u1' | 'u2' | 'u4' | 'i2' | 'i4' | 'u8' | 'i8' | 'f4' | 'date';

const sizes: Record<NewareType, number> = { u1: 1, u2: 2, u4: 4, i2: 2, i4: 4, u8: 8, i8: 8, f4: 4, date: 7 };

/** One field of a record. */
export interface NewareField {
  name: string;
  type: NewareType;
  /** [1] byte within the record */
  offset: number;
}

/** The layout of a record: fields by name, and how long it is. */
export interface NewareLayout {
  fields: Map<string, NewareField>;
  size: number;
}

/**
 * Lays a record out from a line such as `id:u1 _:1 index:u4 …`, where `_:n` steps over n bytes.
 * Layouts are those that fastnda (Empa) and NewareNDA (SES AI) document.
 */
export function layOut(line: string): NewareLayout {
  const fields = new Map<string, NewareField>();
  let offset = 0;
  for (const part of line.split(' ')) {
    const [name, type] = part.split(':') as [string, string];
    if (name === '_') {
      offset += Number(type);
      continue;
    }
    fields.set(name, { name, type: type as NewareType, offset });
    offset += sizes[type as NewareType];
  }
  return { fields, size: offset };
}

/**
 * Takes one field out of many records.
 *
 * @param starts [1] (n) byte at which each record begins
 * @param factor [1] each value is multiplied by it
 * @returns (n) numbers; dates as seconds since 1970
 */
export function gatherField(view: DataView, starts: Int32Array, field: NewareField, factor = 1): Float64Array {
  const divisor = Math.round(1 / factor);
  // Dividing by a whole number keeps 17469 tenths of a millivolt at 1.7469 V, not at the double beside it.
  if (factor < 1 && Math.abs(divisor * factor - 1) < 1e-12) {
    const raw = gatherField(view, starts, field);
    for (let i = 0; i < raw.length; i++) raw[i]! /= divisor;
    return raw;
  }
  const out = new Float64Array(starts.length);
  const o = field.offset;
  const n = starts.length;
  if (field.type === 'f4') for (let i = 0; i < n; i++) out[i] = view.getFloat32(starts[i]! + o, true) * factor;
  else if (field.type === 'i4') for (let i = 0; i < n; i++) out[i] = view.getInt32(starts[i]! + o, true) * factor;
  else if (field.type === 'u4') for (let i = 0; i < n; i++) out[i] = view.getUint32(starts[i]! + o, true) * factor;
  else if (field.type === 'i8')
    for (let i = 0; i < n; i++)
      out[i] = (view.getUint32(starts[i]! + o, true) + view.getInt32(starts[i]! + o + 4, true) * 4294967296) * factor;
  else if (field.type === 'u8')
    for (let i = 0; i < n; i++)
      out[i] = (view.getUint32(starts[i]! + o, true) + view.getUint32(starts[i]! + o + 4, true) * 4294967296) * factor;
  else if (field.type === 'u2') for (let i = 0; i < n; i++) out[i] = view.getUint16(starts[i]! + o, true) * factor;
  else if (field.type === 'i2') for (let i = 0; i < n; i++) out[i] = view.getInt16(starts[i]! + o, true) * factor;
  else if (field.type === 'u1') for (let i = 0; i < n; i++) out[i] = view.getUint8(starts[i]! + o) * factor;
  else for (let i = 0; i < n; i++) out[i] = readDate(view, starts[i]! + o);
  return out;
}

function readDate(view: DataView, at: number): number {
  const year = view.getUint16(at, true);
  return year === 0
    ? NaN
    : Date.UTC(
        year,
        view.getUint8(at + 2) - 1,
        view.getUint8(at + 3),
        view.getUint8(at + 4),
        view.getUint8(at + 5),
        view.getUint8(at + 6),
      ) / 1000;
}

/**
 * The size of a stored number's unit, from the current range a record or file states: mA, or mA·s of charge, for one
 * count.
 */
export function findMultiplier(range: number): number {
  const a = Math.abs(range);
  if (range === 0 || range < -2e9) return 1e-1;
  if (range < 0) {
    if (a < 10) return 1e-5;
    if (a < 100) return 1e-4;
    if (a < 1000) return 1e-3;
    if (a < 1e6) return 1e-2;
    if (a < 1e7) return 1e-8;
    return a < 1e8 ? 1e-7 : 1e-6;
  }
  if (a < 10) return 1e-4;
  if (a < 100) return 1e-3;
  return a < 1000 ? 1e-2 : 1e-1;
}

/** Step types by Neware's number, in BDF's words where BDF has one. */
const types: Record<number, string> = {
  0: 'UNDEFINED',
  1: 'CC_CHG',
  2: 'CC_DCH',
  3: 'CV_CHG',
  4: 'REST',
  5: 'CYCLE',
  6: 'END',
  7: 'CCCV_CHG',
  8: 'CP_DCH',
  9: 'CP_CHG',
  10: 'CR_DCH',
  11: 'CR_CHG',
  12: 'IR',
  13: 'PAUSE',
  16: 'PULSE',
  17: 'SIMULATION',
  18: 'PCCCV_CHG',
  19: 'CV_DCH',
  20: 'CCCV_DCH',
  21: 'CONTROL',
  22: 'OCV',
  23: 'SUB_STEP',
  24: 'FOLLOW',
  25: 'RAMP',
  26: 'CPCV_DCH',
  27: 'CPCV_CHG',
  28: 'CRCV_DCH',
  29: 'CRCV_CHG',
  30: 'CYCLIC_VOLTAMMETRY',
};

/** The word for a step type's number. */
export function nameStepType(code: number): string {
  return types[code] ?? `TYPE_${code}`;
}

/** [1] +1 for steps that charge, −1 for those that discharge, 0 where the type does not say. */
export function findStepSign(code: number): number {
  const word = types[code] ?? '';
  return word.endsWith('_CHG') ? 1 : word.endsWith('_DCH') ? -1 : 0;
}
