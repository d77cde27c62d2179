import { ByteBuilder, poke } from './byte-builder.js';

const PAGE = 4096;

interface MadeColumn {
  name: string;
  /** 4 long, 7 double, 10 text */
  type: 4 | 7 | 10;
}

function definition(columns: readonly MadeColumn[], rows: number): Uint8Array {
  const page = new Uint8Array(PAGE);
  poke(page, 0, (b) => b.u8(2).u8(1));
  poke(page, 16, (b) => b.u32(rows));
  poke(page, 43, (b) => b.u16(columns.filter((c) => c.type === 10).length).u16(columns.length));
  const b = new ByteBuilder();
  let fixedAt = 0;
  let variable = 0;
  columns.forEach((c, i) => {
    const fixed = c.type !== 10;
    b.u8(c.type)
      .u32(0)
      .u16(i)
      .u16(fixed ? 0 : variable++)
      .zeros(6)
      .u8(fixed ? 1 : 0)
      .zeros(5)
      .u16(fixed ? fixedAt : 0)
      .u16(0);
    if (fixed) fixedAt += c.type === 4 ? 4 : 8;
  });
  for (const c of columns) {
    b.u16(c.name.length * 2);
    for (const ch of c.name) b.u16(ch.charCodeAt(0));
  }
  page.set(b.build(), 63);
  return page;
}

function row(columns: readonly MadeColumn[], values: readonly (number | string)[]): Uint8Array {
  const b = new ByteBuilder().u16(columns.length);
  columns.forEach((c, i) => {
    if (c.type === 4) b.i32(Number(values[i]));
    else if (c.type === 7) b.f64(Number(values[i]));
  });
  const starts: number[] = [];
  columns.forEach((c, i) => {
    if (c.type !== 10) return;
    starts.push(b.length);
    for (const ch of String(values[i])) b.u16(ch.charCodeAt(0));
  });
  const end = b.length;
  for (const at of [...starts, end].reverse()) b.u16(at);
  b.u16(starts.length);
  const mask = new Uint8Array((columns.length + 7) >> 3).fill(255);
  return b.bytes(mask).build();
}

function dataPages(owner: number, rows: readonly Uint8Array[]): Uint8Array[] {
  const pages: Uint8Array[] = [];
  for (let i = 0; i < rows.length; ) {
    const page = new Uint8Array(PAGE);
    let end = PAGE;
    let count = 0;
    const head = new ByteBuilder();
    while (i < rows.length && end - rows[i].length > 14 + 2 * (count + 1)) {
      end -= rows[i].length;
      page.set(rows[i], end);
      head.u16(end);
      count++;
      i++;
    }
    poke(page, 0, (b) => b.u8(1).u8(1).u16(0).u32(owner).u32(0).u16(count).bytes(head.build()));
    pages.push(page);
  }
  return pages;
}

/** A Jet 4 database of tables, as little as readers need. */
export function makeJet(
  tables: readonly { name: string; columns: MadeColumn[]; rows: (number | string)[][] }[],
): Uint8Array {
  const first = new Uint8Array(PAGE);
  poke(first, 0, (b) => b.u8(0).u8(1).zeros(2).text('Standard Jet DB').zeros(1).u8(1));
  const catalogueColumns: MadeColumn[] = [
    { name: 'Id', type: 4 },
    { name: 'Type', type: 4 },
    { name: 'Name', type: 10 },
  ];
  const pages: Uint8Array[] = [
    first,
    new Uint8Array(PAGE),
    definition(catalogueColumns, tables.length),
    new Uint8Array(PAGE),
  ];
  const places: number[] = [];
  for (const table of tables) {
    places.push(pages.length);
    pages.push(definition(table.columns, table.rows.length));
    pages.push(
      ...dataPages(
        places.at(-1)!,
        table.rows.map((r) => row(table.columns, r)),
      ),
    );
  }
  pages[3] = dataPages(
    2,
    tables.map((t, i) => row(catalogueColumns, [places[i], 1, t.name])),
  )[0];
  const file = new Uint8Array(PAGE * pages.length);
  pages.forEach((page, i) => file.set(page, i * PAGE));
  return file;
}
