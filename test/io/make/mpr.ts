import { ByteBuilder, poke } from './byte-builder.js';
import type { Series } from './series.js';

export interface MprOptions {
  /** The layout from EC-Lab 11.50 on. */
  recent?: boolean;
  /** Column numbers after those always written; with how to write a value. */
  extra?: { id: number; write: (b: ByteBuilder, row: number) => void }[];
  log?: boolean;
  loop?: boolean;
}

const MAGIC = 'BIO-LOGIC MODULAR FILE\x1a';

function module(name: string, body: Uint8Array, version: number, recent: boolean): Uint8Array {
  const b = new ByteBuilder().text('MODULE').text(name, 10).text(name, 25);
  if (recent) b.u32(0xffffffff).u32(body.length).u32(version).u32(10);
  else b.u32(body.length).u32(version);
  return b.text('03/02/21').bytes(body).build();
}

/** A small `.mpr`: flags, time, potential, current in mA, charge, and what else is asked for. */
export function makeMpr(
  s: Series,
  { recent = false, extra = [], log = true, loop = false }: MprOptions = {},
): Uint8Array {
  const settings = new Uint8Array(0x1860);
  settings[0] = 0x19;
  poke(settings, 0x107, (b) => b.f32(5.5));
  const ids = [1, 2, 3, 4, 6, 8, 13, 131, ...extra.map((e) => e.id)];
  const data = new ByteBuilder().u32(s.time.length);
  if (recent) data.u16(ids.length);
  else data.u8(ids.length);
  for (const id of ids) data.u16(id);
  data.upTo(recent ? 1007 : 406);
  s.time.forEach((t, i) => {
    data
      .u8(s.current[i] === 0 ? 3 : 1)
      .f64(t)
      .f32(s.voltage[i])
      .f32(s.current[i] * 1000)
      .f64((s.charge[i] - s.discharge[i]) * 1000)
      .u16(s.step[i]);
    for (const e of extra) e.write(data, i);
  });
  const logBody = new Uint8Array(0x400);
  poke(logBody, 585, (b) => b.f64(44257.5));
  return new ByteBuilder()
    .text(MAGIC, 48)
    .zeros(4)
    .bytes(module('VMP Set', settings, 0, recent))
    .bytes(module('VMP data', data.build(), recent ? 0 : 3, recent))
    .bytes(log ? module('VMP LOG', logBody, 0, recent) : new Uint8Array(0))
    .bytes(loop ? module('VMP loop', new ByteBuilder().u32(1).u32(0).build(), 0, recent) : new Uint8Array(0))
    .build();
}

/** A `.mpr` with a spectrum. */
export function makePeisMpr(spectrum: { frequency: number[]; real: number[]; imaginary: number[] }): Uint8Array {
  const ids = [32, 37, 38, 35, 36, 4, 6, 8];
  const data = new ByteBuilder().u32(spectrum.frequency.length).u16(ids.length);
  for (const id of ids) data.u16(id);
  data.upTo(1007);
  spectrum.frequency.forEach((f, i) => {
    const [re, im] = [spectrum.real[i], spectrum.imaginary[i]];
    data
      .f32(f)
      .f32(re)
      .f32(-im)
      .f32((Math.atan2(im, re) * 180) / Math.PI)
      .f32(Math.hypot(re, im))
      .f64(i)
      .f32(3.7)
      .f32(0);
  });
  const settings = new Uint8Array(0x300);
  settings[0] = 0x1d;
  return new ByteBuilder()
    .text(MAGIC, 48)
    .zeros(4)
    .bytes(module('VMP Set', settings, 0, true))
    .bytes(module('VMP data', data.build(), 0, true))
    .build();
}
