import { ReadError, toCartesian, type Context, type Structure, throwIfAborted } from '../../../core/index.js';
import { findElement, parseNumber, splitWords } from '../../structures/text.js';
import type { Source } from '../../reader.js';
import type { DosChannel, ProjectedDos } from '../projected-dos.js';

/** What a `vasprun.xml` says. eV, Å, μB. */
export interface Vasprun {
  version?: string;
  /** Values of INCAR and of the parameters in use, as words; the latter hold the defaults too. */
  settings: Record<string, string>;
  elements: string[];
  /** Element and title of the potential of each type, in order. */
  types: { element: string; potential: string }[];
  /** Ionic steps, the last of which may be unfinished. */
  steps: number;
  /** Electronic steps of the last ionic step. */
  iterations: number;
  /** [eV] of the last electronic step: free energy, and extrapolated to zero smearing. */
  free?: number;
  energy?: number;
  /** The ionic step's own `e_0_energy`, which some versions write as a difference. */
  stepEnergy?: number;
  structure?: Structure;
  fermi?: number;
  dos?: ProjectedDos;
  /** [eV] edges and [electrons] by spin; `partial`: some states are neither filled nor empty. */
  bands: { top?: number; bottom?: number; electrons: number; partial: boolean }[];
  /** Whether the document is whole. */
  complete: boolean;
}

interface StepParts {
  cell: number[];
  fractional: number[];
  forces: number[];
}

/** Reads a `vasprun.xml` piece by piece: one that is cut short gives what it holds. */
export async function parseVasprun(source: Source, file: string, ctx?: Context): Promise<Vasprun> {
  const out: Vasprun = { settings: {}, elements: [], types: [], steps: 0, iterations: 0, bands: [], complete: false };
  const path: { name: string; key: string }[] = [];
  let words = '';
  let keep = false;
  const weights: number[] = [];
  let step: StepParts = { cell: [], fractional: [], forces: [] };
  let last: StepParts | undefined;
  let fields: string[] = [];
  let dosFields: string[] = [];
  let rc: string[] = [];
  const totals: number[][][] = [];
  const partial: { ion: number; spin: number; rows: number[][] }[] = [];
  let rows: number[][] = [];
  let eigen: { spin: number; k: number; rows: number[][] }[] = [];
  const { SaxesParser } = await import('saxes');
  const parser = new SaxesParser({ fragment: false });
  let broken: Error | undefined;
  parser.on('error', (error) => {
    broken ??= error;
  });
  const inside = (name: string): boolean => path.some((p) => p.name === name);
  const numbers = (text: string): number[] => splitWords(text).map((w) => parseNumber(w) ?? Number.NaN);

  parser.on('opentag', (tag) => {
    const key = String(tag.attributes.name ?? tag.attributes.comment ?? '');
    path.push({ name: tag.name, key });
    words = '';
    keep =
      tag.name === 'i' ||
      tag.name === 'v' ||
      tag.name === 'r' ||
      tag.name === 'c' ||
      tag.name === 'field' ||
      tag.name === 'time';
    if (tag.name === 'calculation') {
      out.steps++;
      out.iterations = 0;
      step = { cell: [], fractional: [], forces: [] };
    } else if (tag.name === 'scstep') out.iterations++;
    else if (tag.name === 'array') fields = [];
    else if (tag.name === 'set') rows = [];
    else if (tag.name === 'rc') rc = [];
    else if (tag.name === 'eigenvalues' && inside('calculation') && !inside('projected')) eigen = [];
    else if (tag.name === 'dos' && inside('calculation')) {
      totals.length = 0;
      partial.length = 0;
    }
  });
  parser.on('text', (text) => {
    if (keep && words.length < 1 << 20) words += text;
  });
  parser.on('closetag', (tag) => {
    const { key } = path[path.length - 1]!;
    const text = words;
    path.pop();
    const parent = path[path.length - 1];
    switch (tag.name) {
      case 'i':
        takeItem(key, text, parent);
        break;
      case 'v':
        takeVector(key, text, parent);
        break;
      case 'c':
        rc.push(text.trim());
        break;
      case 'rc':
        if (path.some((p) => p.key === 'atoms')) out.elements.push(rc[0] ?? '');
        else if (path.some((p) => p.key === 'atomtypes'))
          out.types.push({ element: rc[1] ?? '', potential: rc[4] ?? '' });
        break;
      case 'field':
        fields.push(text.trim());
        break;
      case 'r':
        if (inside('dos') || inside('eigenvalues')) rows.push(numbers(text));
        break;
      case 'set':
        takeSet(key);
        break;
      case 'calculation':
        last = step;
        break;
      case 'modeling':
        out.complete = true;
        break;
    }
    keep = false;
    words = '';
  });

  function takeItem(key: string, text: string, parent: { name: string } | undefined): void {
    const value = text.trim();
    if (parent?.name === 'generator' && key === 'version') out.version = value;
    else if (inside('parameters') || inside('incar')) out.settings[key] = value;
    else if (parent?.name === 'energy') {
      const energy = parseNumber(value);
      if (inside('scstep')) {
        if (key === 'e_fr_energy') out.free = energy;
        else if (key === 'e_0_energy') out.energy = energy;
      } else if (key === 'e_0_energy') out.stepEnergy = energy;
    } else if (parent?.name === 'dos' && key === 'efermi') out.fermi = parseNumber(value);
  }

  function takeVector(key: string, text: string, parent: { name: string; key: string } | undefined): void {
    if (inside('parameters') || inside('incar')) out.settings[key] = text.trim();
    else if (parent?.name === 'varray') {
      if (parent.key === 'weights') weights.push(...numbers(text));
      else if (inside('calculation') || path.some((p) => p.key === 'initialpos' || p.key === 'finalpos')) {
        const into = path.some((p) => p.key === 'finalpos') ? (last ?? step) : step;
        if (parent.key === 'basis') push(into, 'cell', 9, text);
        else if (parent.key === 'positions') push(into, 'fractional', 3 * out.elements.length, text);
        else if (parent.key === 'forces') push(into, 'forces', 3 * out.elements.length, text);
      }
    }
  }

  function push(into: StepParts, what: keyof StepParts, most: number, text: string): void {
    if (into[what].length >= most) into[what] = [];
    into[what].push(...numbers(text));
  }

  function takeSet(key: string): void {
    if (rows.length === 0) return;
    const spin = Number(/spin\s*(\d+)/.exec(key)?.[1] ?? Number.NaN);
    if (inside('dos')) {
      if (inside('partial')) {
        const ion = Number(/ion\s*(\d+)/.exec(path.map((p) => p.key).join(' '))?.[1] ?? Number.NaN);
        if (Number.isFinite(ion) && Number.isFinite(spin)) {
          partial.push({ ion: ion - 1, spin, rows });
          dosFields = fields;
        }
      } else if (inside('total') && Number.isFinite(spin)) totals[spin - 1] = rows;
    } else if (inside('eigenvalues')) {
      const at = /spin\s*(\d+)/.exec(path.map((p) => p.key).join(' '));
      const k = Number(/kpoint\s*(\d+)/.exec(key)?.[1] ?? Number.NaN);
      if (Number.isFinite(k)) eigen.push({ spin: Number(at?.[1] ?? 1), k: k - 1, rows });
    }
    rows = [];
  }

  const decoder = new TextDecoder('utf-8');
  for await (const chunk of source.stream()) {
    throwIfAborted(ctx);
    parser.write(decoder.decode(chunk, { stream: true }));
    if (broken) break;
  }
  if (!broken && out.complete) parser.close();
  if (out.version === undefined && out.steps === 0)
    throw new ReadError(broken ? `the XML is damaged: ${broken.message.slice(0, 160)}` : 'this is not a vasprun.xml', {
      file,
    });
  out.structure = toStructure(out, last ?? step, file);
  out.bands = summarise(eigen, weights);
  out.dos = toDos(out, totals, partial, dosFields, file);
  return out;
}

function toStructure(out: Vasprun, { cell, fractional, forces }: StepParts, file: string): Structure | undefined {
  const n = out.elements.length;
  if (
    n === 0 ||
    cell.length !== 9 ||
    fractional.length !== 3 * n ||
    [...cell, ...fractional].some((x) => !Number.isFinite(x))
  )
    return undefined;
  const elements = out.elements.map((label) => findElement(label));
  if (elements.some((e) => e === undefined))
    throw new ReadError(`"${out.elements[elements.indexOf(undefined)]}" is not an element`, { file });
  const lattice = Float64Array.from(cell);
  return {
    cell: lattice,
    pbc: [true, true, true],
    elements: elements as string[],
    positions: toCartesian(lattice, fractional),
    ...(forces.length === 3 * n &&
      forces.every(Number.isFinite) && {
        atomic: { forces: { width: 3, values: Float64Array.from(forces) } },
      }),
    ...(out.energy !== undefined && { energy: out.energy }),
  };
}

function summarise(
  eigen: readonly { spin: number; k: number; rows: number[][] }[],
  weights: readonly number[],
): Vasprun['bands'] {
  const spins: Vasprun['bands'] = [];
  for (const { spin, k, rows } of eigen) {
    const of = (spins[spin - 1] ??= { electrons: 0, partial: false });
    for (const [energy, occupation] of rows as [number, number][]) {
      of.electrons += (weights[k] ?? 0) * occupation;
      if (occupation > 0.02 && occupation < 0.98) of.partial = true;
      if (occupation > 0.5) of.top = Math.max(of.top ?? -Infinity, energy);
      else of.bottom = Math.min(of.bottom ?? Infinity, energy);
    }
  }
  return spins;
}

function toDos(
  out: Vasprun,
  totals: readonly number[][][],
  partial: readonly { ion: number; spin: number; rows: number[][] }[],
  fields: readonly string[],
  file: string,
): ProjectedDos | undefined {
  const axis = totals[0] ?? partial[0]?.rows;
  if (!axis || axis.length === 0) return undefined;
  const energies = Float64Array.from(axis, (row) => row[0]!);
  const column = (rows: readonly number[][], pick: readonly number[]): Float64Array =>
    Float64Array.from(rows, (row) => pick.reduce((sum, c) => sum + (row[c] ?? Number.NaN), 0));
  const shells = new Map<string, number[]>();
  fields.forEach((name, c) => {
    const letter = /^[spdf]/.exec(name.trim())?.[0] ?? (name.trim().startsWith('x2') ? 'd' : undefined);
    if (c > 0 && letter) shells.set(letter, [...(shells.get(letter) ?? []), c]);
  });
  const channels = new Map<string, DosChannel>();
  for (const { ion, spin, rows } of partial) {
    if (spin > 2) continue;
    for (const [shell, pick] of shells) {
      const values = column(rows, pick);
      if (values.length !== energies.length || values.some((v) => !Number.isFinite(v)))
        throw new ReadError(`the projected density of ion ${ion + 1} is cut short or holds no numbers`, { file });
      const key = `${ion} ${shell}`;
      const there = channels.get(key);
      if (spin === 1)
        channels.set(key, {
          atoms: [ion],
          element: findElement(out.elements[ion] ?? '') ?? '?',
          shell,
          wave: 0,
          up: values,
        });
      else if (there && !/T/.test(out.settings.LNONCOLLINEAR ?? '')) channels.set(key, { ...there, down: values });
    }
  }
  return {
    energies,
    fermi: out.fermi,
    channels: [...channels.values()],
    total: totals[0] && {
      up: column(totals[0], [1]),
      ...(totals[1] && { down: column(totals[1], [1]) }),
    },
    projection: 'PAW spheres of VASP',
    files: [file],
    notes: [],
  };
}
