import {
  GPA_PER_EV_PER_CUBIC_ANGSTROM,
  ReadError,
  throwIfAborted,
  type Note,
  type Structure,
} from '../../core/index.js';
import { streamLines } from '../tabular/stream-lines.js';
import { defineStructureReader } from './define-structure-reader.js';
import { toPositions } from './qe-input.js';
import { BOHR } from './qe-lattice.js';
import { findElement, parseNumber, requireElement, requireNumbers, requireSound, splitWords } from './text.js';

/** [eV] CODATA 2022. */
const RYDBERG = 13.60569312299;
const KILOBAR = 0.1 / GPA_PER_EV_PER_CUBIC_ANGSTROM;

/**
 * Text outputs of Quantum ESPRESSO's `pw.x`: a frame for each geometry whose energy it prints, with forces and stress.
 */
export const qeOutputReader = defineStructureReader({
  id: 'qe-output',
  version: '1',
  title: 'Quantum ESPRESSO pw.x output',
  kind: 'structure',
  extensions: ['.out', '.pwo', '.log'],
  sniff: (head) => (/^[ \t]*Program PWSCF/m.test(new TextDecoder().decode(head.subarray(0, 16_384))) ? 0.97 : 0),
  async read(source, ctx) {
    const collector = new OutputCollector(source.name);
    for await (const lines of streamLines(source, 0, 'utf-8', ctx)) {
      throwIfAborted(ctx);
      for (const line of lines) collector.push(line);
    }
    return { recordings: [], ...collector.finish() };
  },
});

interface Geometry {
  cell: Float64Array;
  elements: string[];
  labels: string[];
  positions: Float64Array;
  energy?: number;
  forces?: Float64Array;
  stress?: Float64Array;
}

/** Follows the output line by line. */
class OutputCollector {
  private readonly frames: Geometry[] = [];
  private readonly notes: Note[] = [];
  private alat?: number;
  private cell?: Float64Array;
  private geometry?: Geometry;
  private done = false;
  private converged = true;
  private line = 0;
  /** What the next lines are, and what of it is there. */
  private block?: {
    kind: 'axes' | 'sites' | 'cell' | 'positions' | 'forces' | 'stress';
    option: string;
    lines: string[];
    wanted: number;
  };

  constructor(private readonly file: string) {}

  push(line: string): void {
    this.line++;
    const text = line.slice(0, 400);
    if (this.block) {
      if (this.take(text)) return;
    }
    const alat = /lattice parameter \(alat\)\s{1,10}=\s{1,10}(\S+)/.exec(text);
    if (alat) this.alat = (parseNumber(alat[1]) ?? NaN) * BOHR;
    else if (/^ {1,10}crystal axes: \(cart/.test(text)) this.open('axes', '', 3);
    else if (/^ {1,10}site n\. {1,12}atom {1,24}positions \(alat units\)/.test(text))
      this.open('sites', 'alat', Infinity);
    else if (text.startsWith('CELL_PARAMETERS')) this.open('cell', optionOf(text), 3);
    else if (text.startsWith('ATOMIC_POSITIONS')) this.open('positions', optionOf(text), Infinity);
    else if (/^ {1,10}Forces acting on atoms/.test(text)) this.open('forces', '', Infinity);
    else if (/^ {1,12}total {1,4}stress/.test(text)) this.open('stress', '', 3);
    else if (text.startsWith('!')) {
      const energy = parseNumber(splitWords(text.split('=')[1] ?? '')[0]);
      if (energy !== undefined && this.geometry) this.geometry.energy = energy * RYDBERG;
    } else if (/convergence NOT achieved/.test(text)) this.converged = false;
    else if (/JOB DONE/.test(text)) this.done = true;
  }

  private open(kind: NonNullable<OutputCollector['block']>['kind'], option: string, wanted: number): void {
    this.block = { kind, option, lines: [], wanted };
  }

  /** Takes a line of the open block; false where the line is no more of it. */
  private take(text: string): boolean {
    const block = this.block!;
    const isRow =
      block.kind === 'sites'
        ? /tau\(/.test(text)
        : block.kind === 'forces'
          ? /atom {1,6}\d{1,9} {1,4}type/.test(text)
          : block.kind === 'positions'
            ? /^[A-Za-z]\w{0,7}\s{1,30}[-+\d.]/.test(text)
            : /[-+\d.]/.test(text);
    if (isRow) {
      block.lines.push(text);
      if (block.lines.length >= block.wanted) this.close();
      return true;
    }
    // Blank lines stand before the rows of forces and stress.
    if (block.lines.length === 0 && text.trim() === '') return true;
    this.close();
    return false;
  }

  private close(): void {
    const { kind, option, lines } = this.block!;
    this.block = undefined;
    if (lines.length === 0) return;
    const numbers = (text: string): number[] =>
      splitWords(text.replaceAll(/(\d)-/g, '$1 -').replaceAll(/[()=,]/g, ' ')).flatMap((w) => parseNumber(w) ?? []);
    const rows = (take: (line: string) => number[], width = 3): Float64Array =>
      Float64Array.from(
        lines.flatMap((line) => {
          const values = take(line);
          if (values.length < width)
            throw new ReadError(`three numbers are needed in "${line.trim().slice(0, 60)}"`, {
              file: this.file,
              line: this.line,
            });
          return values.slice(0, width);
        }),
      );
    if (kind === 'axes') this.cell = rows((l) => numbers(l.split('=')[1] ?? '')).map((v) => v * (this.alat ?? NaN));
    else if (kind === 'cell') {
      const own = /alat *= *(\S+?)\)?$/.exec(option)?.[1];
      const scale = option.startsWith('angstrom')
        ? 1
        : option.startsWith('bohr')
          ? BOHR
          : own
            ? (parseNumber(own) ?? NaN) * BOHR
            : (this.alat ?? NaN);
      this.cell = rows((l) => requireNumbers(splitWords(l), 3, 'a lattice vector', this.file, this.line)).map(
        (v) => v * scale,
      );
    } else if (kind === 'sites') {
      const positions = rows((l) => numbers(l.slice(l.indexOf('= (') + 3)));
      this.begin(
        lines.map((l) => splitWords(l)[1]!),
        positions.map((v) => v * (this.alat ?? NaN)),
      );
    } else if (kind === 'positions') {
      const words = lines.map((l) => splitWords(l));
      const coordinates = Float64Array.from(
        words.flatMap((w) => requireNumbers(w.slice(1, 4), 3, 'a position', this.file, this.line)),
      );
      if (!this.cell) throw new ReadError('positions stand before the cell', { file: this.file, line: this.line });
      this.begin(
        words.map((w) => w[0]!),
        toPositions(coordinates, option, this.cell, this.alat, this.file),
      );
    } else if (kind === 'forces' && this.geometry) {
      const forces = rows((l) => numbers(l.slice(l.indexOf('force') + 5))).map((v) => (v * RYDBERG) / BOHR);
      if (forces.length === this.geometry.positions.length) this.geometry.forces = forces;
    } else if (kind === 'stress' && this.geometry) {
      // The last three columns are in kbar; pw.x prints stress positive where the cell would grow.
      const all = rows((l) => numbers(l).slice(-3));
      if (all.length === 9) this.geometry.stress = all.map((v) => -v * KILOBAR);
    }
  }

  private begin(labels: string[], positions: Float64Array): void {
    if (!this.cell || this.cell.some(Number.isNaN) || positions.some(Number.isNaN))
      throw new ReadError('the output gives positions before its lattice parameter', {
        file: this.file,
        line: this.line,
      });
    this.keep();
    this.geometry = {
      cell: this.cell,
      labels,
      elements: labels.map((label) => requireElement(findElement(label ?? '') ?? label, this.file, this.line)),
      positions,
    };
  }

  /** Keeps a geometry of which more is known than of the one before. */
  private keep(): void {
    const { geometry } = this;
    this.geometry = undefined;
    if (!geometry) return;
    const before = this.frames.at(-1);
    const same =
      before !== undefined &&
      geometry.energy === undefined &&
      before.positions.length === geometry.positions.length &&
      before.positions.every((v, i) => Math.abs(v - geometry.positions[i]!) < 1e-4);
    if (!same) this.frames.push(geometry);
  }

  finish(): { structures: Structure[]; notes: Note[] } {
    if (this.block) this.close();
    this.keep();
    if (this.frames.length === 0)
      throw new ReadError(
        'the output holds no geometry',
        { file: this.file },
        { hint: 'pw.x stopped before it printed one' },
      );
    if (!this.done)
      this.notes.push({
        level: 'serious',
        code: 'file-cut',
        text: 'The output does not end with JOB DONE: the run stopped early, still goes on, or the file was cut.',
        where: this.file,
      });
    if (!this.converged)
      this.notes.push({
        level: 'serious',
        code: 'not-converged',
        text: 'The electrons of a step did not converge; energies and forces are those of the last iteration.',
        where: this.file,
      });
    return {
      notes: this.notes,
      structures: this.frames.map(({ cell, elements, labels, positions, energy, forces, stress }) =>
        requireSound(
          {
            cell,
            pbc: [true, true, true],
            elements,
            positions,
            labels,
            ...(energy !== undefined && { energy }),
            ...(forces && { atomic: { forces: { width: 3, values: forces } } }),
            ...(stress && { stress }),
          },
          this.file,
        ),
      ),
    };
  }
}

/** `(angstrom)`, `{alat= 7.5}` or ` bohr` behind the name of a card. */
function optionOf(text: string): string {
  return (/^[A-Z_]+ *[({]? *([^(){}]*)/.exec(text)?.[1] ?? '').trim().toLowerCase();
}
