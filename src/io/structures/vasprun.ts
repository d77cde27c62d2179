import {
  breathe,
  GPA_PER_EV_PER_CUBIC_ANGSTROM,
  ReadError,
  throwIfAborted,
  toCartesian,
  type Note,
  type Structure,
} from '../../core/index.js';
import { defineStructureReader } from './define-structure-reader.js';
import { parseNumber, requireElement, requireSound, splitWords } from './text.js';

/** [eV/Å3] of one kilobar. */
const KILOBAR = 0.1 / GPA_PER_EV_PER_CUBIC_ANGSTROM;
const PIECE = 1 << 20;

/**
 * Ionic steps of VASP's `vasprun.xml`: geometry, energy extrapolated to zero smearing, forces, stress. Layout:
 * vasp.at/wiki, vasprun.xml.
 */
export const vasprunReader = defineStructureReader({
  id: 'vasprun',
  version: '1',
  title: 'VASP vasprun.xml',
  kind: 'structure',
  extensions: ['vasprun.xml', '.xml'],
  sniff(head) {
    const text = new TextDecoder().decode(head.subarray(0, 4096));
    return /<modeling>/.test(text) && /<generator>/.test(text) ? 0.97 : 0;
  },
  async read(source, ctx) {
    const collector = new StepCollector();
    const { SaxesParser } = await import('saxes');
    const parser = new SaxesParser();
    let broken: Error | undefined;
    parser.on('error', (error) => {
      broken ??= error;
    });
    parser.on('opentag', ({ name, attributes }) => collector.open(name, String(attributes.name ?? '')));
    parser.on('text', (text) => collector.text(text));
    parser.on('closetag', ({ name }) => collector.close(name));
    const decoder = new TextDecoder('windows-1252');
    for (let at = 0; at < source.size && !broken; at += PIECE) {
      throwIfAborted(ctx);
      parser.write(decoder.decode(await source.slice(at, Math.min(source.size, at + PIECE)), { stream: true }));
      ctx?.progress?.(Math.min(source.size, at + PIECE), source.size, source.name);
      await breathe(ctx);
    }
    const notes: Note[] = [];
    if (!collector.complete)
      notes.push({
        level: 'serious',
        code: 'file-cut',
        text: `The file ends inside ionic step ${collector.steps.length + 1}: VASP is still running, was stopped, or the file was cut. The ${collector.steps.length} whole steps before it were read.`,
        where: source.name,
      });
    const structures = collector.steps.map((step) => toStructure(step, collector.elements, source.name));
    if (structures.length === 0)
      throw new ReadError(
        'there is no finished ionic step in this file',
        { file: source.name },
        { hint: 'VASP stopped before its first one was done' },
      );
    return { recordings: [], structures, notes };
  },
});

interface Step {
  cell: number[];
  fractional: number[];
  forces: number[];
  stress: number[];
  free?: number;
  /** [eV] of the last electronic step: free energy, and extrapolated to zero smearing. */
  lastFree?: number;
  lastZero?: number;
}

/** Follows the tags of the document and keeps what each ionic step says. */
class StepCollector {
  readonly steps: Step[] = [];
  readonly elements: string[] = [];
  complete = false;
  private step?: Step;
  private words = '';
  private readonly path: { tag: string; name: string }[] = [];
  private row: string[] = [];

  open(tag: string, name: string): void {
    this.path.push({ tag, name });
    this.words = '';
    if (tag === 'calculation') this.step = { cell: [], fractional: [], forces: [], stress: [] };
    if (tag === 'rc') this.row = [];
  }

  text(text: string): void {
    const tag = this.path.at(-1)?.tag;
    if (tag === 'v' || tag === 'i' || tag === 'c') this.words += text;
  }

  close(tag: string): void {
    const self = this.path.pop();
    const parent = this.path.at(-1);
    if (tag === 'modeling') this.complete = true;
    if (tag === 'c') this.row.push(this.words.trim());
    if (tag === 'rc' && this.isWithin('array', 'atoms')) this.elements.push(this.row[0] ?? '');
    const { step } = this;
    if (!step) return;
    if (tag === 'calculation') {
      if (step.cell.length === 9 && step.fractional.length > 0) this.steps.push(step);
      this.step = undefined;
    } else if (tag === 'v' && parent?.tag === 'varray') {
      const target =
        parent.name === 'basis'
          ? step.cell
          : parent.name === 'positions'
            ? step.fractional
            : parent.name === 'forces'
              ? step.forces
              : parent.name === 'stress'
                ? step.stress
                : undefined;
      if (target) for (const word of splitWords(this.words)) target.push(parseNumber(word) ?? NaN);
    } else if (tag === 'i' && parent?.tag === 'energy') {
      const value = parseNumber(this.words.trim());
      const electronic = this.path.some((p) => p.tag === 'scstep');
      if (self?.name === 'e_fr_energy') {
        if (electronic) step.lastFree = value;
        else step.free = value;
      } else if (self?.name === 'e_0_energy' && electronic) step.lastZero = value;
    }
  }

  private isWithin(tag: string, name: string): boolean {
    return this.path.some((p) => p.tag === tag && p.name === name);
  }
}

function toStructure(step: Step, words: readonly string[], file: string): Structure {
  const n = step.fractional.length / 3;
  const elements = words.slice(0, n).map((word) => requireElement(word === 'r' ? 'Zr' : word, file, 1));
  if (elements.length !== n)
    throw new ReadError(
      `${n} positions, but ${elements.length} atoms are named`,
      { file },
      { hint: 'the file is damaged' },
    );
  const cell = Float64Array.from(step.cell);
  // The ionic step's own e_0_energy is a difference in some versions; the last electronic step has it whole.
  const smearing = step.lastZero !== undefined && step.lastFree !== undefined ? step.lastZero - step.lastFree : 0;
  return requireSound(
    {
      cell,
      pbc: [true, true, true],
      elements,
      positions: toCartesian(cell, step.fractional),
      ...(step.free !== undefined && { energy: step.free + smearing }),
      ...(step.forces.length === 3 * n && { atomic: { forces: { width: 3, values: Float64Array.from(step.forces) } } }),
      // VASP prints pressure: positive where the cell would grow.
      ...(step.stress.length === 9 && { stress: Float64Array.from(step.stress, (v) => -v * KILOBAR) }),
      info: { ...(step.free !== undefined && { free_energy: step.free }) },
    },
    file,
  );
}
