/** How one value of a `.mpr` record is stored. */
export type StoredType = 'f8' | 'f4' | 'u4' | 'u2' | 'u1';

/** A column of the data module: EC-Lab's own label and how it is stored. */
export interface StoredColumn {
  label: string;
  type: StoredType;
}

export const STORED_SIZE: Record<StoredType, number> = { f8: 8, f4: 4, u4: 4, u2: 2, u1: 1 };

/** Columns packed as bits of one byte, which stands where the first of them is listed. */
export const FLAG_COLUMNS: Readonly<Record<number, { label: string; mask: number }>> = {
  1: { label: 'mode', mask: 0x03 },
  2: { label: 'ox/red', mask: 0x04 },
  3: { label: 'error', mask: 0x08 },
  21: { label: 'control changes', mask: 0x10 },
  31: { label: 'Ns changes', mask: 0x20 },
  65: { label: 'counter inc.', mask: 0x80 },
};

/**
 * Column numbers of the data module. The file says numbers only; which label and width each has was established by
 * others from files with their text exports (galvani and yadg document theirs) and is checked here against every pair
 * of `.mpr` and `.mpt` at hand. One line a type: `number label`, separated by `;`.
 */
const table: Partial<Record<StoredType, string>> = {
  f8: `4 time/s;7 dq/mA.h;11 <I>/mA;13 (Q-Qo)/mA.h;23 dQ/mA.h;24 cycle number;74 |Energy|/W.h;110 Energy ce/W.h;112 Energy we/W.h;115 Energy ce charge/W.h;116 Energy ce discharge/W.h;
    123 Energy charge/W.h;124 Energy discharge/W.h;125 Capacitance charge/µF;126 Capacitance discharge/µF;182 step time/s;211 Q charge/discharge/mA.h;379 Energy charge/W.h;438 step time/s;
    467 Q charge/discharge/mA.h;498 Q charge/mA.h;499 Q discharge/mA.h;500 step time/s;501 Efficiency/%;502 Capacity/mA.h`,
  f4: `5 control/V/mA;6 Ewe/V;8 I/mA;9 Ece/V;16 Analog IN 1/V;17 Analog IN 2/V;18 Analog IN 3/V;19 control/V;20 control/mA;26 Rapp/Ohm;27 Ewe-Ece/V;32 freq/Hz;33 |Ewe|/V;34 |I|/A;35 Phase(Z)/deg;
    36 |Z|/Ohm;37 Re(Z)/Ohm;38 -Im(Z)/Ohm;50 E0/V;69 R/Ohm;70 P/W;73 rotation rate/rpm;75 Analog OUT/V;76 <I>/mA;77 <Ewe>/V;78 Cs-2/µF-2;96 |Ece|/V;98 Phase(Zce)/deg;99 |Zce|/Ohm;100 Re(Zce)/Ohm;
    101 -Im(Zce)/Ohm;163 |Estack|/V;168 Rcmp/Ohm;169 Cs/µF;172 Cp/µF;173 Cp-2/µF-2;174 <Ewe>/V;178 (Q-Qo)/C;179 dQ/C;185 <Ece>/V;206 Temperature/°C;215 <Ece>/V;217 THD Ewe/%;218 THD I/%;219 THD Ece/%;
    220 NSD Ewe/%;221 NSD I/%;222 NSD Ece/%;223 NSR Ewe/%;224 NSR I/%;225 NSR Ece/%;230 |Ewe h2|/V;231 |Ewe h3|/V;232 |Ewe h4|/V;233 |Ewe h5|/V;234 |Ewe h6|/V;235 |Ewe h7|/V;236 |I h2|/A;237 |I h3|/A;
    238 |I h4|/A;239 |I h5|/A;240 |I h6|/A;241 |I h7|/A;242 |E2|/V;271 Phase(Z1)/deg;272 Phase(Z2)/deg;301 |Z1|/Ohm;302 |Z2|/Ohm;326 P/W;331 Re(Z1)/Ohm;332 Re(Z2)/Ohm;361 -Im(Z1)/Ohm;362 -Im(Z2)/Ohm;
    391 <E1>/V;392 <E2>/V;422 Phase(Zstack)/deg;423 |Zstack|/Ohm;424 Re(Zstack)/Ohm;425 -Im(Zstack)/Ohm;426 <Estack>/V;430 Phase(Zwe-ce)/deg;431 |Zwe-ce|/Ohm;432 Re(Zwe-ce)/Ohm;433 -Im(Zwe-ce)/Ohm;
    434 (Q-Qo)/C;435 dQ/C;441 <Ece>/V;462 Temperature/°C;471 <Ece>/V;473 THD Ewe/%;474 THD I/%;475 THD Ece/%;476 NSD Ewe/%;477 NSD I/%;478 NSD Ece/%;479 NSR Ewe/%;480 NSR I/%;481 NSR Ece/%;
    486 |Ewe h2|/V;487 |Ewe h3|/V;488 |Ewe h4|/V;489 |Ewe h5|/V;490 |Ewe h6|/V;491 |Ewe h7|/V;492 |I h2|/A;493 |I h3|/A;494 |I h4|/A;495 |I h5|/A;496 |I h6|/A;497 |I h7|/A;505 Rdc/Ohm`,
  u4: '212 half cycle;213 z cycle;468 half cycle;469 z cycle',
  u2: '39 I Range;131 Ns;295 I Range',
  u1: '509 Acir/Dcir Control',
};

/** The same numbers mean harmonics of the counter electrode in other versions; the width of the record tells which. */
const others: Partial<Record<StoredType, string>> = {
  f4: '498 |Ece h2|/V;499 |Ece h3|/V;500 |Ece h4|/V;501 |Ece h5|/V;502 |Ece h6|/V;503 |Ece h7|/V',
};

function parseColumns(lines: Partial<Record<StoredType, string>>): Map<number, StoredColumn> {
  const columns = new Map<number, StoredColumn>();
  for (const [type, line] of Object.entries(lines)) {
    for (const entry of line.split(';')) {
      const [, id, label = ''] = /^\s*(\d+) (.+)$/.exec(entry)!;
      columns.set(Number(id), { label, type: type as StoredType });
    }
  }
  return columns;
}

const known = parseColumns(table);
const alternatives = parseColumns(others);

/** One value of a record as it lies in the file. */
export interface RecordPart {
  id: number;
  label: string;
  type: StoredType;
  /** [1] byte within the record */
  offset: number;
  /** For packed flags: which bits of the byte. */
  mask?: number;
  /** Not in the table of columns; only its width is known. */
  unknown?: boolean;
}

/** How records of a data module are laid out. */
export interface RecordLayout {
  parts: RecordPart[];
  /** [1] bytes a record */
  size: number;
  /** Numbers that are not in the table, stepped over because their width follows from the record's. */
  unknown: number[];
}

/**
 * Lays out the records of a data module from its column numbers.
 *
 * @param ids        column numbers in the file's order
 * @param recordSize [1] bytes a record, where the file tells; it decides between meanings and gives the width of
 *   numbers not in the table
 * @returns the layout, or in words why there is none
 */
export function layOutRecord(ids: readonly number[], recordSize: number | undefined): RecordLayout | string {
  const unknown = ids.filter((id) => !(id in FLAG_COLUMNS) && !known.has(id) && !alternatives.has(id));
  const plain = place(ids, (id) => known.get(id) ?? alternatives.get(id));
  if (unknown.length === 0) {
    if (recordSize === undefined || plain.size === recordSize) return plain;
    const other = place(ids, (id) => alternatives.get(id) ?? known.get(id));
    if (other.size === recordSize) return other;
    return `the columns listed take ${plain.size} bytes a record, but the file has ${recordSize}`;
  }
  const names = unknown.map((id) => `no. ${id}`).join(', ');
  if (recordSize === undefined) return `column ${names} is not known`;
  const left = recordSize - plain.size;
  const width = left / unknown.length;
  const type = width === 8 ? 'f8' : width === 4 ? 'f4' : width === 2 ? 'u2' : width === 1 ? 'u1' : undefined;
  // For three or more, other mixtures of widths can give the same sum, and every column behind them would be misread.
  if (!type || unknown.length > 2 || (unknown.length === 2 && width === 1))
    return `column ${names} is not known, and neither is its width (${left} bytes for ${unknown.length})`;
  const layout = place(ids, (id) => known.get(id) ?? alternatives.get(id) ?? { label: `column ${id}`, type });
  for (const part of layout.parts) part.unknown = unknown.includes(part.id);
  return { ...layout, unknown };
}

function place(ids: readonly number[], find: (id: number) => StoredColumn | undefined): RecordLayout {
  const parts: RecordPart[] = [];
  let size = 0;
  let flags = -1;
  for (const id of ids) {
    const flag = FLAG_COLUMNS[id];
    if (flag) {
      if (flags < 0) flags = size++;
      parts.push({ id, label: flag.label, type: 'u1', offset: flags, mask: flag.mask });
      continue;
    }
    const column = find(id);
    if (!column) continue;
    parts.push({ id, ...column, offset: size });
    size += STORED_SIZE[column.type];
  }
  return { parts, size, unknown: [] };
}
