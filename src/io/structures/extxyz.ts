import { ReadError, throwIfAborted, type Context, type Note, type Structure } from '../../core/index.js';
import type { Source } from '../reader.js';
import { defineStructureReader } from './define-structure-reader.js';
import { splitComment, understandValue } from './extxyz-comment.js';
import { settleVelocities } from './settle-velocities.js';
import { findElement, parseNumber, requireElement, requireNumbers, requireSound, splitWords } from './text.js';

/** One column group of a frame: `name:type:width`. */
interface Property {
  name: string;
  type: string;
  width: number;
  at: number;
}

/** What programs call the per-atom quantities that {@link Structure} knows. */
const atomicNames: Readonly<Record<string, string>> = {
  force: 'forces',
  forces: 'forces',
  magmom: 'magmoms',
  magmoms: 'magmoms',
  velo: 'velocities',
  vel: 'velocities',
  velocities: 'velocities_unstated',
  charge: 'charges',
  charges: 'charges',
  initial_charges: 'charges',
  initial_magmoms: 'initial_magmoms',
  fixed: 'fixed',
  group: 'group',
};
const MOST_LINE = 1 << 24;
const consumed = new Set(['Lattice', 'lattice', 'Properties', 'pbc', 'energy', 'stress', 'virial', 'units']);

/** Extended XYZ: any number of frames, one after another. */
export const extxyzReader = defineStructureReader({
  id: 'extxyz',
  version: '1',
  title: 'Extended XYZ structures and trajectories',
  kind: 'structure',
  extensions: ['.extxyz', '.xyz'],
  sniff(head, name) {
    const [first = '', second = '', third = ''] = new TextDecoder().decode(head.subarray(0, 16384)).split(/\r?\n/, 3);
    if (!/^\s*\d+\s*$/.test(first)) return 0;
    if (/\b(Lattice|Properties)\s*=/i.test(second)) return 0.98;
    const words = splitWords(third);
    const plain =
      words.length >= 4 &&
      findElement(words[0]!) !== undefined &&
      words.slice(1, 4).every((word) => parseNumber(word) !== undefined);
    return plain ? 0.85 : /\.(ext)?xyz$/i.test(name) ? 0.3 : 0;
  },
  async read(source, ctx) {
    const structures: Structure[] = [];
    const notes: Note[] = [];
    for await (const frame of streamFrames(source, ctx, notes)) structures.push(frame);
    if (structures.length === 0) throw new ReadError('there is no frame in this file', { file: source.name });
    return { recordings: [], structures, notes };
  },
  stream: (source, ctx) => streamFrames(source, ctx, []),
});

async function* streamFrames(source: Source, ctx: Context | undefined, notes: Note[]): AsyncGenerator<Structure> {
  const decoder = new TextDecoder();
  const parser = new FrameParser(source.name, notes);
  let rest = '';
  let bytes = 0;
  const take = function* (text: string, last: boolean): Generator<Structure> {
    const lines = (rest + text).split('\n');
    const open = lines.pop()!;
    rest = last ? '' : open;
    if (last && open !== '') lines.push(open);
    if (rest.length > MOST_LINE)
      throw new ReadError('a line is longer than 16 million characters', { file: source.name, line: parser.line + 1 });
    for (const line of lines) {
      const frame = parser.push(line.endsWith('\r') ? line.slice(0, -1) : line);
      if (frame) yield frame;
    }
  };
  for await (const chunk of source.stream()) {
    throwIfAborted(ctx);
    yield* take(decoder.decode(chunk, { stream: true }), false);
    bytes += chunk.length;
    ctx?.progress?.(bytes, source.size, 'reading frames');
  }
  yield* take(decoder.decode(), true);
  parser.finish();
}

/** Takes lines one by one and gives a structure whenever a frame is complete. */
class FrameParser {
  line = 0;
  private frame = 0;
  private wanted = -1;
  private header?: Header;
  private rows: string[][] = [];
  private readonly skipped = new Set<string>();
  private readonly velocityNotes = new Map<string, Note>();

  constructor(
    private readonly file: string,
    private readonly notes: Note[],
  ) {}

  push(line: string): Structure | undefined {
    this.line++;
    if (this.wanted < 0) {
      if (line.trim() === '') return undefined;
      const match = /^\s*(\d{1,9})\s*$/.exec(line);
      if (!match)
        throw new ReadError(`frame ${this.frame + 1} must begin with the number of atoms, not "${line.slice(0, 60)}"`, {
          file: this.file,
          line: this.line,
        });
      this.wanted = Number(match[1]);
      return undefined;
    }
    if (!this.header) {
      this.header = parseHeader(line, this.file, this.line);
      return this.wanted === 0 ? this.complete() : undefined;
    }
    this.rows.push(splitWords(line));
    const least = this.header.width;
    if (this.rows[this.rows.length - 1]!.length < least)
      throw new ReadError(
        `${least} columns are announced for each atom, but this line has ${this.rows[this.rows.length - 1]!.length}`,
        { file: this.file, line: this.line },
      );
    return this.rows.length === this.wanted ? this.complete() : undefined;
  }

  finish(): void {
    this.notes.push(...this.velocityNotes.values());
    if (this.wanted >= 0)
      throw new ReadError(
        `the file ends inside frame ${this.frame + 1}: ${this.rows.length} of ${this.wanted} atoms`,
        { file: this.file, line: this.line },
        { hint: 'the file was cut; the frames before it can be read by streaming' },
      );
  }

  private complete(): Structure {
    const header = this.header!;
    const first = this.line - this.rows.length + 1;
    const structure = requireSound(
      settleVelocities(buildFrame(header, this.rows, this.file, first), header.ours, this.file, this.velocityNotes),
      this.file,
      this.line,
    );
    for (const { name, type, width } of header.properties) {
      if (type === 'S' && !['species', 'label', 'labels'].includes(name) && !this.skipped.has(name)) {
        this.skipped.add(name);
        this.notes.push({
          level: 'info',
          code: 'column-skipped',
          text: `The text column "${name}" (${width} wide) is not kept.`,
          where: this.file,
        });
      }
    }
    const more = this.rows.reduce((most, row) => Math.max(most, row.length - header.width), 0);
    if (more > 0 && !this.skipped.has('')) {
      this.skipped.add('');
      this.notes.push({
        level: 'warning',
        code: 'column-skipped',
        text: `${more} column${more > 1 ? 's' : ''} beyond the ${header.width} that the frame ${header.plain ? 'has without Properties' : 'announces'} ${more > 1 ? 'are' : 'is'} not kept: Properties=species:S:1:pos:R:3:NAME:R:${more} names what is in ${more > 1 ? 'them' : 'it'}.`,
        where: `${this.file}, line ${first}`,
      });
    }
    this.frame++;
    this.wanted = -1;
    this.header = undefined;
    this.rows = [];
    return structure;
  }
}

interface Header {
  properties: Property[];
  width: number;
  cell: Float64Array;
  pbc: [boolean, boolean, boolean];
  energy?: number;
  stress?: Float64Array;
  info: Record<string, unknown>;
  /** The comment says nothing of columns. */
  plain: boolean;
  /** The frame says that its velocities are in Å/fs, as Cermet writes them. */
  ours: boolean;
}

function parseHeader(line: string, file: string, at: number): Header {
  const where = { file, line: at };
  const plain = !/\b(Lattice|Properties|pbc|energy)\s*=/i.test(line);
  const entries = plain ? new Map() : splitComment(line);
  if (!entries) throw new ReadError('a quote or bracket on the comment line is not closed', where);
  const numbersOf = (key: string, counts: readonly number[]): number[] | undefined => {
    const entry = entries.get(key);
    if (!entry) return undefined;
    const values = splitWords(entry.text.replaceAll(/[[\],]/g, ' ')).map(parseNumber);
    if (!counts.includes(values.length) || values.some((value) => value === undefined))
      throw new ReadError(`${key} needs ${counts.join(' or ')} numbers, not "${entry.text.slice(0, 80)}"`, where);
    return values as number[];
  };
  const lattice = numbersOf(entries.has('Lattice') ? 'Lattice' : 'lattice', [9]);
  const flags = entries.get('pbc') && splitWords(entries.get('pbc').text.replaceAll(/[[\],]/g, ' '));
  if (
    flags &&
    (flags.length !== 3 || !flags.every((flag: string) => /^(T|F|true|false|True|False|TRUE|FALSE|0|1)$/.test(flag)))
  )
    throw new ReadError('pbc needs three of T and F', where);
  const pbc = (
    flags ? flags.map((flag: string) => /^[tT1]/.test(flag)) : [0, 1, 2].map(() => lattice !== undefined)
  ) as [boolean, boolean, boolean];
  if (!lattice && pbc.some(Boolean)) throw new ReadError('the frame is periodic but gives no Lattice', where);
  const energyText = entries.get('energy')?.text;
  const energy = energyText === undefined ? undefined : parseNumber(energyText);
  if (energyText !== undefined && energy === undefined)
    throw new ReadError(`energy is "${energyText.slice(0, 40)}", not a number`, where);
  const cell = Float64Array.from(lattice ?? new Array<number>(9).fill(0));
  const virial = numbersOf('virial', [6, 9]);
  const stress = numbersOf('stress', [6, 9]) ?? (virial && toStress(virial, cell));
  const info: Record<string, unknown> = {};
  for (const [key, value] of entries) if (!consumed.has(key) && key !== '__proto__') info[key] = understandValue(value);
  if (plain && line.trim() !== '') info.comment = line;
  return {
    ...parseProperties(entries.get('Properties')?.text, where),
    cell,
    pbc,
    energy,
    stress: stress && expandStress(stress),
    info,
    plain: !entries.has('Properties'),
    ours: /velo(?:cities)? Å\/fs/.test(entries.get('units')?.text ?? ''),
  };
}

/** Stress is minus the virial over the volume. */
function toStress(virial: readonly number[], c: Float64Array): number[] {
  const volume = Math.abs(
    c[0]! * (c[4]! * c[8]! - c[5]! * c[7]!) -
      c[1]! * (c[3]! * c[8]! - c[5]! * c[6]!) +
      c[2]! * (c[3]! * c[7]! - c[4]! * c[6]!),
  );
  return virial.map((value) => -value / volume);
}

/** Six numbers stand for xx, yy, zz, yz, xz, xy. */
function expandStress(s: readonly number[]): Float64Array {
  return s.length === 9
    ? Float64Array.from(s)
    : Float64Array.of(s[0]!, s[5]!, s[4]!, s[5]!, s[1]!, s[3]!, s[4]!, s[3]!, s[2]!);
}

function parseProperties(
  text: string | undefined,
  where: { file: string; line: number },
): { properties: Property[]; width: number } {
  const parts = (text ?? 'species:S:1:pos:R:3').split(':');
  const properties: Property[] = [];
  let at = 0;
  for (let i = 0; i < parts.length; i += 3) {
    const [name, type, width] = [parts[i], parts[i + 1] ?? '', Number(parts[i + 2])];
    if (!name || !/^[SIRL]$/.test(type) || !Number.isInteger(width) || width < 1 || width > 1000)
      throw new ReadError(
        `Properties must be name:type:width triples, not "${parts
          .slice(i, i + 3)
          .join(':')
          .slice(0, 60)}"`,
        where,
      );
    properties.push({ name, type, width, at });
    at += width;
  }
  const has = (name: string, type: string, width: number) =>
    properties.some((p) => p.name === name && p.type === type && p.width === width);
  if (!has('species', 'S', 1) || !has('pos', 'R', 3))
    throw new ReadError('Properties must hold species:S:1 and pos:R:3', where);
  return { properties, width: at };
}

function buildFrame(header: Header, rows: readonly string[][], file: string, first: number): Structure {
  const atomic: Record<string, { width: number; values: Float64Array }> = {};
  let elements: string[] = [];
  let positions = new Float64Array();
  let labels: string[] | undefined;
  for (const { name, type, width, at } of header.properties) {
    if (name === 'species') elements = rows.map((row, i) => requireElement(symbolOf(row[at]!), file, first + i));
    else if (type === 'S') {
      if (width === 1 && (name === 'label' || name === 'labels')) labels = rows.map((row) => row[at]!);
    } else {
      const values = new Float64Array(rows.length * width);
      rows.forEach((row, i) =>
        values.set(readCells(row.slice(at, at + width), type, name, file, first + i), i * width),
      );
      if (name === 'pos') positions = values;
      else if (name === 'move_mask') atomic.fixed = { width, values: values.map((free) => 1 - free) };
      else if (name !== '__proto__')
        atomic[(Object.hasOwn(atomicNames, name) && atomicNames[name]) || name] = { width, values };
    }
  }
  return {
    cell: header.cell,
    pbc: header.pbc,
    elements,
    positions,
    ...(labels && { labels }),
    ...(Object.keys(atomic).length > 0 && { atomic }),
    ...(header.energy !== undefined && { energy: header.energy }),
    ...(header.stress && { stress: header.stress }),
    ...(Object.keys(header.info).length > 0 && { info: header.info }),
  };
}

const symbolOf = (word: string): string | undefined => (/^[A-Z][a-z]?$/.test(word) ? word : findElement(word));

function readCells(words: readonly string[], type: string, name: string, file: string, line: number): number[] {
  if (type === 'L') {
    return words.map((word) => {
      if (!/^(T|F|true|false|True|False|TRUE|FALSE|0|1)$/.test(word))
        throw new ReadError(`${name}: "${word.slice(0, 20)}" is neither T nor F`, { file, line });
      return /^[tT1]/.test(word) ? 1 : 0;
    });
  }
  // A missing per-atom quantity may stand as nan; a position may not.
  if (name !== 'pos' && words.some((word) => /^nan$/i.test(word)))
    return words.map((word) => (/^nan$/i.test(word) ? NaN : requireNumbers([word], 1, name, file, line)[0]!));
  return requireNumbers(words, words.length, name, file, line);
}
