import { ReadError, throwIfAborted, toCartesian, type Context, type Note, type Structure } from '../../core/index.js';
import type { Source } from '../reader.js';
import { defineStructureReader } from './define-structure-reader.js';
import { elementOfMass, LAMMPS_UNITS, type LammpsUnits } from './lammps-units.js';
import { findElement, parseNumber, requireSound, splitWords } from './text.js';

const MOST_LINE = 1 << 20;

/** LAMMPS text dumps (`dump atom` and `dump custom`): any number of frames, atoms in order of their ids. */
export const lammpsDumpReader = defineStructureReader({
  id: 'lammps-dump',
  version: '1',
  title: 'LAMMPS dump',
  kind: 'structure',
  extensions: ['.lammpstrj', '.dump', '.lammpsdump'],
  sniff: (head) => (/^ITEM: (?:TIMESTEP|UNITS|TIME)\b/.test(new TextDecoder().decode(head.subarray(0, 64))) ? 0.98 : 0),
  async read(source, ctx) {
    const notes: Note[] = [];
    const structures: Structure[] = [];
    for await (const frame of streamFrames(source, ctx, notes)) structures.push(frame);
    if (structures.length === 0) throw new ReadError('there is no frame in this file', { file: source.name });
    return { recordings: [], structures, notes };
  },
  stream: (source, ctx) => streamFrames(source, ctx, []),
});

async function* streamFrames(source: Source, ctx: Context | undefined, notes: Note[]): AsyncGenerator<Structure> {
  const decoder = new TextDecoder();
  const parser = new DumpParser(source.name, notes);
  let rest = '';
  let bytes = 0;
  for await (const chunk of source.stream()) {
    throwIfAborted(ctx);
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > MOST_LINE)
      throw new ReadError('a line is longer than a million characters', { file: source.name, line: parser.line + 1 });
    for (const line of lines) {
      const frame = parser.push(line);
      if (frame) yield frame;
    }
    bytes += chunk.length;
    ctx?.progress?.(bytes, source.size, 'reading frames');
  }
  if (rest.trim() !== '') {
    const frame = parser.push(rest);
    if (frame) yield frame;
  }
  parser.finish();
}

/** Takes lines one by one and gives a structure whenever a frame is complete. */
class DumpParser {
  line = 0;
  private item = '';
  private units?: LammpsUnits;
  private step?: number;
  private atoms = 0;
  private bounds: number[][] = [];
  private box = '';
  private columns: string[] = [];
  private rows: string[][] = [];
  private readonly said = new Set<string>();

  constructor(
    private readonly file: string,
    private readonly notes: Note[],
  ) {}

  push(text: string): Structure | undefined {
    this.line++;
    const line = text.trim();
    if (line === '') return undefined;
    if (line.startsWith('ITEM:')) {
      if (this.item === 'ATOMS' && this.rows.length < this.atoms) this.cut();
      const item = line.slice(5).trim();
      this.item = /^(TIMESTEP|TIME|UNITS|NUMBER OF ATOMS|BOX BOUNDS|ATOMS)/.exec(item)?.[1] ?? item;
      if (this.item === 'BOX BOUNDS') {
        this.bounds = [];
        this.box = item.slice(10).trim();
      }
      if (this.item === 'ATOMS') {
        this.columns = splitWords(item.slice(5));
        this.rows = [];
        if (this.atoms === 0) return this.complete();
      }
      return undefined;
    }
    const words = splitWords(line);
    if (this.item === 'TIMESTEP') this.step = parseNumber(words[0]);
    else if (this.item === 'UNITS') {
      this.units = LAMMPS_UNITS[words[0]!];
      if (!this.units)
        throw new ReadError(
          `units ${words[0]} of LAMMPS are not Å and eV`,
          { file: this.file, line: this.line },
          { hint: 'metal and real are read' },
        );
    } else if (this.item === 'NUMBER OF ATOMS') {
      const n = parseNumber(words[0]);
      if (n === undefined || !Number.isInteger(n) || n < 0)
        throw new ReadError(`the number of atoms is "${words[0]}"`, { file: this.file, line: this.line });
      this.atoms = n;
    } else if (this.item === 'BOX BOUNDS') this.bounds.push(words.map((w) => parseNumber(w) ?? NaN));
    else if (this.item === 'ATOMS') {
      if (words.length < this.columns.length)
        throw new ReadError(`${this.columns.length} columns are announced, but this line has ${words.length}`, {
          file: this.file,
          line: this.line,
        });
      this.rows.push(words);
      if (this.rows.length === this.atoms) return this.complete();
    }
    return undefined;
  }

  finish(): void {
    if (this.item !== '' && (this.item !== 'ATOMS' || this.rows.length > 0)) this.cut();
  }

  private cut(): never {
    throw new ReadError(
      `the file ends inside a frame: ${this.rows.length} of ${this.atoms} atoms`,
      { file: this.file, line: this.line },
      { hint: 'the file was cut; the frames before it can be read by streaming' },
    );
  }

  private complete(): Structure {
    const where = { file: this.file, line: this.line };
    const at = (name: string): number => this.columns.indexOf(name);
    const { cell, origin, pbc } = this.readBox();
    const scale = this.units?.length ?? 1;
    const id = at('id');
    const rows = id < 0 ? this.rows : [...this.rows].sort((a, b) => Number(a[id]) - Number(b[id]));
    const kinds: [names: string[], scaled: boolean][] = [
      [['xu', 'yu', 'zu'], false],
      [['x', 'y', 'z'], false],
      [['xsu', 'ysu', 'zsu'], true],
      [['xs', 'ys', 'zs'], true],
    ];
    const kind = kinds.find(([names]) => names.every((n) => at(n) >= 0));
    if (!kind) throw new ReadError('the dump holds no positions', where, { hint: 'dump x y z, xu yu zu or xs ys zs' });
    const read = (names: readonly string[], factor: number): Float64Array => {
      const values = new Float64Array(rows.length * names.length);
      names.forEach((name, k) => {
        const column = at(name);
        rows.forEach((row, i) => {
          const value = parseNumber(row[column]);
          if (value === undefined) throw new ReadError(`${name} is "${row[column]}", not a number`, where);
          values[i * names.length + k] = value * factor;
        });
      });
      return values;
    };
    const raw = read(kind[0], 1);
    const positions = kind[1] ? toCartesian(cell, raw) : raw.map((v, i) => v - origin[i % 3]!);
    const atomic: Record<string, { width: number; values: Float64Array }> = {};
    if (at('q') >= 0) atomic.charges = { width: 1, values: read(['q'], this.units?.charge ?? 1) };
    for (const [names, name, factor] of [
      [['vx', 'vy', 'vz'], 'velocities', this.units?.velocity],
      [['fx', 'fy', 'fz'], 'forces', this.units?.force],
    ] as const) {
      if (!names.every((n) => at(n) >= 0)) continue;
      if (factor === undefined)
        this.say(
          `${name}-skipped`,
          'warning',
          `The ${name} are not kept: the dump does not say its units. Write them with dump_modify units yes.`,
        );
      else atomic[name] = { width: 3, values: read(names, factor) };
    }
    const used = new Set([
      'id',
      'type',
      'element',
      'mass',
      'mol',
      'q',
      ...kinds.flatMap(([n]) => n),
      'vx',
      'vy',
      'vz',
      'fx',
      'fy',
      'fz',
      'ix',
      'iy',
      'iz',
    ]);
    const left = this.columns.filter((c) => !used.has(c));
    if (left.length > 0) this.say('column-skipped', 'info', `The columns ${left.join(', ')} are not kept.`);
    const structure = requireSound(
      {
        cell: cell.map((v) => v * scale),
        pbc,
        elements: rows.map((row) => this.elementOf(row, at, where)),
        positions: scale === 1 ? positions : positions.map((v) => v * scale),
        ...(Object.keys(atomic).length > 0 && { atomic }),
        ...(this.step !== undefined && { info: { step: this.step } }),
      },
      this.file,
      this.line,
    );
    this.item = '';
    this.rows = [];
    return structure;
  }

  private elementOf(
    row: readonly string[],
    at: (name: string) => number,
    where: { file: string; line: number },
  ): string {
    const [element, mass, type] = [at('element'), at('mass'), at('type')].map((k) => (k < 0 ? undefined : row[k]));
    const byMass = mass === undefined ? undefined : elementOfMass(Number(mass));
    const found =
      (element && findElement(element)) ?? byMass ?? (type && !/^\d+$/.test(type) ? findElement(type) : undefined);
    if (found) return found;
    throw new ReadError('the dump says types of atoms, not elements', where, {
      hint: 'dump the column "element" (dump_modify element …) or "mass"',
    });
  }

  /** Lattice vectors in rows. Bounds of a tilted box are those of the box around it. */
  private readBox(): { cell: Float64Array; origin: number[]; pbc: [boolean, boolean, boolean] } {
    const where = { file: this.file, line: this.line };
    const words = splitWords(this.box);
    const general = words[0] === 'abc';
    const least = general || words[0] === 'xy' ? (general ? 4 : 3) : 2;
    if (this.bounds.length !== 3 || this.bounds.some((b) => b.length < least || b.some(Number.isNaN)))
      throw new ReadError('the box of a frame is not three lines of numbers', where);
    const flags = words.filter((w) => /^[pfsm]{2}$/.test(w));
    const pbc = [0, 1, 2].map((k) => (flags[k] ?? 'pp') === 'pp') as [boolean, boolean, boolean];
    if (general)
      return {
        cell: Float64Array.from(this.bounds.flatMap((b) => b.slice(0, 3))),
        origin: this.bounds.map((b) => b[3]!),
        pbc,
      };
    const [xy, xz, yz] = (words[0] === 'xy' ? this.bounds.map((b) => b[2]!) : [0, 0, 0]) as [number, number, number];
    const low = [
      this.bounds[0]![0]! - Math.min(0, xy, xz, xy + xz),
      this.bounds[1]![0]! - Math.min(0, yz),
      this.bounds[2]![0]!,
    ];
    const high = [
      this.bounds[0]![1]! - Math.max(0, xy, xz, xy + xz),
      this.bounds[1]![1]! - Math.max(0, yz),
      this.bounds[2]![1]!,
    ];
    const [lx, ly, lz] = high.map((v, k) => v - low[k]!) as [number, number, number];
    return { cell: Float64Array.of(lx, 0, 0, xy, ly, 0, xz, yz, lz), origin: low, pbc };
  }

  private say(code: string, level: Note['level'], text: string): void {
    if (this.said.has(code)) return;
    this.said.add(code);
    this.notes.push({ level, code, text, where: this.file });
  }
}
