import { InputError } from './errors.js';
import { convertUnit } from './units.js';
import { unitOfColumn } from './vocabulary.js';

/** One column. Missing cells are marked in `valid` (0 = missing); NaN is never used for "missing". */
export interface Column {
  /** snake_case `quantity_unit`, e.g. `voltage_volt`; the name is the unit. */
  name: string;
  values: Float64Array | Int32Array | string[];
  /** One-sigma uncertainty of each value, same unit. */
  sigma?: Float64Array;
  /** 1 where a value is present; absent means all are. */
  valid?: Uint8Array;
  /**
   * While a file is read: the unit that was taken where the file states none, or `derived` where the values come from
   * other columns.
   */
  assumed?: string;
  /** The values are decoded when first asked for; until then a check of the whole table leaves them be. */
  deferred?: boolean;
  /** Of a deferred column, which is known before its values are. */
  length?: number;
  /** Of a deferred column: rows [from, to) alone, where they can be had without the others. */
  decodeRows?(from: number, to: number): Pick<Column, 'values' | 'valid'>;
}

/**
 * A column whose values are made when they are first asked for, and kept then. A copy by `{ ...column }` has them made.
 *
 * @param length     [1] rows
 * @param decodeRows rows [from, to) alone, where they can be had without the others
 */
export function deferColumn(
  name: string,
  length: number,
  make: () => Pick<Column, 'values' | 'valid'>,
  decodeRows?: Column['decodeRows'],
): Column {
  let made: Pick<Column, 'values' | 'valid'> | undefined;
  const get = (): Pick<Column, 'values' | 'valid'> => (made ??= make());
  const column = {
    name,
    get values() {
      return get().values;
    },
    get valid() {
      return get().valid;
    },
  };
  // Not enumerable: what is copied with other values is no longer deferred.
  return Object.defineProperties(column, {
    deferred: { value: true },
    length: { value: length },
    decodeRows: { value: decodeRows },
  });
}

/** A column under another name; one that is deferred stays so. */
export function renameColumn(column: Column, name: string): Column {
  return column.deferred && column.length !== undefined
    ? deferColumn(
        name,
        column.length,
        () => ({ values: column.values, valid: column.valid }),
        column.decodeRows?.bind(column),
      )
    : { ...column, name };
}

/** Equal-length columns. Immutable by convention, so slices share memory and tables pass to workers without a copy. */
export class Table {
  readonly columns: readonly Column[];
  readonly length: number;

  constructor(columns: readonly Column[]) {
    this.columns = columns;
    this.length = columns[0]?.length ?? columns[0]?.values.length ?? 0;
    const names = new Set<string>();
    for (const c of columns) {
      // Asking a deferred column for its values would make them.
      const lengths = c.deferred
        ? [c.length ?? c.values.length]
        : [c.values.length, c.sigma?.length ?? this.length, c.valid?.length ?? this.length];
      if (lengths.some((length) => length !== this.length))
        throw new InputError(`column "${c.name}" has ${lengths[0]} rows where the table has ${this.length}`);
      if (names.has(c.name)) throw new InputError(`column "${c.name}" stands twice in one table`);
      names.add(c.name);
    }
  }

  /** Names of all columns, in order. */
  get names(): string[] {
    return this.columns.map((c) => c.name);
  }

  has(name: string): boolean {
    return this.columns.some((c) => c.name === name);
  }

  find(name: string): Column | undefined {
    return this.columns.find((c) => c.name === name);
  }

  /** The column itself; an unknown name is an error that lists what there is. */
  get(name: string): Column {
    const found = this.find(name);
    if (!found) throw new InputError(`the table has no column "${name}"`, { value: name, allowed: this.names });
    return found;
  }

  /** Values of a numeric column as float64, shared where already so. */
  column(name: string): Float64Array {
    const { values } = this.get(name);
    if (values instanceof Float64Array) return values;
    if (values instanceof Int32Array) return Float64Array.from(values);
    throw new InputError(`column "${name}" holds text, not numbers`);
  }

  text(name: string): string[] {
    const { values } = this.get(name);
    return Array.isArray(values) ? values : Array.from(values, String);
  }

  /** A converted copy: `table.in('current_ampere', 'mA')`. */
  in(name: string, unit: string): Float64Array {
    const from = unitOfColumn(name);
    if (from === undefined) throw new InputError(`column "${name}" names no unit to convert from`);
    return this.column(name).map((v) => convertUnit(v, from, unit));
  }

  /** Rows [from, to), sharing memory. */
  slice(from: number, to = this.length): Table {
    return new Table(
      this.columns.map((c) => ({
        name: c.name,
        values: Array.isArray(c.values) ? c.values.slice(from, to) : c.values.subarray(from, to),
        sigma: c.sigma?.subarray(from, to),
        valid: c.valid?.subarray(from, to),
      })),
    );
  }

  /** Only the named columns, in that order. */
  select(names: readonly string[]): Table {
    return new Table(names.map((name) => this.get(name)));
  }

  /** With columns added, or replaced where the name exists. */
  with(...columns: Column[]): Table {
    const added = new Map(columns.map((c) => [c.name, c]));
    const kept = this.columns.map((c) => {
      const replacement = added.get(c.name);
      added.delete(c.name);
      return replacement ?? c;
    });
    return new Table([...kept, ...added.values()]);
  }

  /** Row ranges of consecutive equal values in one column, e.g. `step_count`. */
  groupBy(name: string): { value: number | string; from: number; to: number }[] {
    const { values } = this.get(name);
    const groups: { value: number | string; from: number; to: number }[] = [];
    for (let i = 0, from = 0; i < values.length; i++) {
      if (i + 1 === values.length || values[i + 1] !== values[i]) {
        groups.push({ value: values[i]!, from, to: i + 1 });
        from = i + 1;
      }
    }
    return groups;
  }
}
