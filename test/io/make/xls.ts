/** A workbook of Excel 97–2003 with one sheet: texts by the shared table, numbers as doubles. */
export function makeXls(rows: readonly (readonly (string | number)[])[]): Uint8Array {
  const texts: string[] = [];
  const cells: number[][] = [];
  rows.forEach((row, r) =>
    row.forEach((value, c) => {
      if (value === '') return;
      if (typeof value === 'number') cells.push(record(0x203, [...u16(r), ...u16(c), 0, 0, ...f64(value)]));
      else {
        texts.push(value);
        cells.push(record(0xfd, [...u16(r), ...u16(c), 0, 0, ...u32(texts.length - 1)]));
      }
    }),
  );
  const shared = record(0xfc, [
    ...u32(texts.length),
    ...u32(texts.length),
    ...texts.flatMap((t) => [...u16(t.length), 1, ...[...t].flatMap((ch) => u16(ch.charCodeAt(0)))]),
  ]);
  const begin = record(0x809, [...u16(0x600), ...u16(5), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const end = record(0x0a, []);
  const sheetRecord = (at: number) =>
    record(0x85, [...u32(at), 0, 0, 6, 0, ...[...'Sheet1'].map((ch) => ch.charCodeAt(0))]);
  const at = begin.length + sheetRecord(0).length + shared.length + end.length;
  const stream = [...begin, ...sheetRecord(at), ...shared, ...end, ...begin, ...cells.flat(), ...end];
  return wrap(stream);
}

const u16 = (v: number): number[] => [v & 255, (v >> 8) & 255];
const u32 = (v: number): number[] => [...u16(v & 65_535), ...u16(v >>> 16)];
const f64 = (v: number): number[] => [...new Uint8Array(new Float64Array([v]).buffer)];
const record = (type: number, data: readonly number[]): number[] => [...u16(type), ...u16(data.length), ...data];

/** A compound file of one stream, padded so that it lies in sectors of 512 bytes. */
function wrap(stream: readonly number[]): Uint8Array {
  const size = Math.max(4096, Math.ceil(stream.length / 512) * 512);
  const sectors = size / 512;
  const head = new Uint8Array(512).fill(0xff);
  head.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  head.fill(0, 8, 76);
  head.set(u16(0x3e), 24);
  head.set(u16(3), 26);
  head.set(u16(0xfffe), 28);
  head.set(u16(9), 30);
  head.set(u16(6), 32);
  head.set(u32(1), 44);
  head.set(u32(1), 48); // the directory is sector 1
  head.set(u32(4096), 56);
  head.set(u32(0xfffffffe), 60);
  head.set(u32(0xfffffffe), 68);
  head.set(u32(0), 76); // the table of chains is sector 0
  const table = new Uint8Array(512).fill(0xff);
  table.set(u32(0xfffffffd), 0);
  table.set(u32(0xfffffffe), 4);
  for (let i = 0; i < sectors; i++) table.set(u32(i + 1 < sectors ? i + 3 : 0xfffffffe), 4 * (i + 2));
  const directory = new Uint8Array(512);
  const entry = (k: number, name: string, type: number, start: number, length: number): void => {
    [...name].forEach((ch, i) => directory.set(u16(ch.charCodeAt(0)), 128 * k + 2 * i));
    directory.set(u16(2 * name.length + 2), 128 * k + 64);
    directory[128 * k + 66] = type;
    directory.set(u32(start), 128 * k + 116);
    directory.set(u32(length), 128 * k + 120);
  };
  entry(0, 'Root Entry', 5, 0xfffffffe, 0);
  entry(1, 'Workbook', 2, 2, size);
  const all = new Uint8Array(512 * (3 + sectors));
  all.set(head);
  all.set(table, 512);
  all.set(directory, 1024);
  all.set(stream, 1536);
  return all;
}
