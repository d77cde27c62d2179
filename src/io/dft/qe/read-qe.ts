import {
  CermetError,
  ReadError,
  type Context,
  type Note,
  type Structure,
  throwIfAborted,
  toCartesian,
} from '../../../core/index.js';
import { findElement, parseNumber, readText, splitWords } from '../../structures/text.js';
import { BOHR, type DftCalculation, RYDBERG, type SiteValues } from '../calculation.js';
import { baseName, type DftFile, type DftFolder, dirName, openPlain, readByLine, readHead } from '../folder.js';
import { parseErrorText, parseRunStatus, STATUS_FILES } from '../status-file.js';
import { judgeQe, type QeTraces } from './judge-qe.js';
import { makeProjwfcReader, type Projections } from './parse-projwfc.js';
import { parseQeInput, type QeInput } from './parse-qe-input.js';
import { makeQeOutputReader, type QeOutput } from './parse-qe-output.js';
import { parseQeXml, type QeXml } from './parse-qe-xml.js';
import { matchQePdos } from './read-qe-pdos.js';

/** [s] that the clock of an XML may lag behind the text of the same run. */
const SAME_RUN = 5;

interface Text {
  file: DftFile;
  output: QeOutput;
}
interface Xml {
  file: DftFile;
  xml: QeXml;
  used?: boolean;
}
interface Input {
  file: DftFile;
  input: QeInput;
}

/**
 * Reads every run of `pw.x` in one folder (with its `.save` folders): texts, XML, inputs and projections put together
 * by run.
 */
export async function readQeCalculations(folder: DftFolder, ctx?: Context): Promise<DftCalculation[]> {
  const texts: Text[] = [];
  const xmls: Xml[] = [];
  const inputs: Input[] = [];
  const projections: { file: DftFile; found: Projections }[] = [];
  const notes: Note[] = [];
  for (const file of folder.files) {
    throwIfAborted(ctx);
    const base = baseName(file.path);
    if (/\.xml$/i.test(base)) {
      if (!/espresso|qes/.test(await readHead(file, 600))) continue;
      try {
        xmls.push({ file, xml: await parseQeXml(await readText(await openPlain(file)), file.path) });
      } catch (error) {
        if (!(error instanceof CermetError)) throw error;
        notes.push({ level: 'serious', code: 'xml-damaged', text: error.what, where: file.path });
      }
    } else if (/\.(in|inp|pwi)$/i.test(base)) {
      const input = parseQeInput(await readText(await openPlain(file)));
      if (input && /calculation|nat|ibrav/.test(Object.keys(input.values).join(' '))) inputs.push({ file, input });
    } else if (/\.(out|log|pwo)$/i.test(base) || /out$/i.test(base)) {
      const head = await readHead(file, 2048);
      if (/Program PWSCF/.test(head)) texts.push({ file, output: await readByLine(file, makeQeOutputReader()) });
      else if (/Program PROJWFC/.test(head))
        projections.push({ file, found: await readByLine(file, makeProjwfcReader()) });
    }
  }
  const runs = texts
    .sort((a, b) => (a.output.started ?? 0) - (b.output.started ?? 0))
    .map((text) => ({ text, input: findInput(text, inputs), xml: undefined as Xml | undefined, earlier: [] as Xml[] }));
  pairXml(runs, xmls);
  const calculations: DftCalculation[] = [];
  for (const run of runs)
    calculations.push(
      await assemble(folder, run.text, run.input, run.xml, run.earlier, projections, runs.length, notes),
    );
  for (const xml of xmls)
    if (!xml.used) {
      const input = inputs.find((i) => (i.input.values.prefix ?? 'pwscf') === (xml.xml.prefix ?? 'pwscf'));
      calculations.push(await assemble(folder, undefined, input, xml, [], projections, xmls.length, notes));
    }
  return calculations;
}

function findInput({ file, output }: Text, inputs: readonly Input[]): Input | undefined {
  const named = output.input && baseName(output.input);
  const stem = baseName(file.path).replace(/\.(out|log|pwo)$/i, '');
  const here = inputs.filter((i) => dirName(i.file.path) === dirName(file.path));
  return (
    here.find((i) => baseName(i.file.path) === named) ??
    here.find((i) => baseName(i.file.path).replace(/\.(in|inp|pwi)$/i, '') === stem) ??
    (inputs.length === 1 ? inputs[0] : undefined)
  );
}

/**
 * An XML belongs to the run that ended when it was written; one that is older than a run's start is of an earlier one.
 */
function pairXml(runs: { text: Text; input?: Input; xml?: Xml; earlier: Xml[] }[], xmls: Xml[]): void {
  for (const xml of xmls) {
    const { created } = xml.xml;
    const fits = runs.filter((run) => {
      const prefix = run.input?.input.values.prefix;
      return prefix === undefined || xml.xml.prefix === undefined || prefix === xml.xml.prefix;
    });
    const exact = fits.find(
      ({ text: { output } }) =>
        created !== undefined && output.ended !== undefined && Math.abs(created - output.ended) <= SAME_RUN,
    );
    const during = fits.filter(
      ({ text: { output } }) => created === undefined || output.started === undefined || created >= output.started - 1,
    );
    const run =
      exact ??
      (runs.length === 1 || during.length === 1
        ? during.filter((r) => r.text.output.ended === undefined || created === undefined)[0]
        : undefined);
    if (run) {
      xml.used = true;
      // Of two that fit, the later one is this run's last word.
      if (run.xml && (run.xml.xml.created ?? 0) > (created ?? 0)) run.earlier.push(xml);
      else {
        if (run.xml && run.xml.xml.created !== created) run.earlier.push(run.xml);
        run.xml = xml;
      }
    } else {
      const later = fits.filter(
        ({ text: { output } }) => created !== undefined && output.started !== undefined && created < output.started - 1,
      );
      if (later.length > 0 && fits.length === later.length) {
        xml.used = true;
        for (const { earlier } of later) earlier.push(xml);
      }
    }
  }
}

async function assemble(
  folder: DftFolder,
  text: Text | undefined,
  input: Input | undefined,
  xml: Xml | undefined,
  earlier: readonly Xml[],
  projections: readonly { file: DftFile; found: Projections }[],
  runs: number,
  shared: readonly Note[],
): Promise<DftCalculation> {
  const principal = text?.file ?? xml!.file;
  const stem = baseName(principal.path).replace(/\.(out|log|pwo|xml)$/i, '');
  const at = dirName(principal.path);
  const notes: Note[] = [...shared];
  const files = [principal.path, ...(input ? [input.file.path] : []), ...(xml && text ? [xml.file.path] : [])];
  const traces: QeTraces = {
    output: text?.output,
    xml: xml?.xml,
    earlier: earlier[0] && { file: earlier[0].file.path, xml: earlier[0].xml },
  };
  if (text) {
    const beside = (name: string) => folder.files.find((f) => dirName(f.path) === at && baseName(f.path) === name);
    const errors = beside(`${stem}.err`);
    if (errors) {
      files.push(errors.path);
      traces.error = parseErrorText(await readText(await openPlain(errors)));
    }
    const status = STATUS_FILES.map(beside).find((f) => f !== undefined);
    if (status && runs === 1) {
      files.push(status.path);
      traces.status = parseRunStatus(await readText(await openPlain(status)));
    }
  }
  let verdict = judgeQe(traces);
  const output = text?.output;
  const facts = xml?.xml;
  if (verdict.judgement === 'converged' && facts && input) {
    const differs = compareWithInput(facts, input.input);
    if (differs)
      verdict = {
        judgement: 'stale',
        cause: 'earlier-results',
        reason: `stale output of an earlier run: ${xml.file.path} was computed with ${differs} than ${input.file.path} asks for`,
      };
  }
  const converged = verdict.judgement === 'converged';
  for (const old of earlier)
    notes.push({
      level: converged ? 'info' : 'warning',
      code: 'earlier-results',
      text: `this is of an earlier run and not used: it was written before this run ${converged ? 'ended' : 'began'}`,
      where: old.file.path,
    });
  if (converged && traces.status?.exitCode === undefined && !facts)
    notes.push({
      level: 'info',
      code: 'exit-code-unknown',
      text: 'neither XML nor exit code are here: the judgement rests on the text alone',
    });
  if (converged && !text)
    notes.push({
      level: 'info',
      code: 'exit-code-unknown',
      text: 'the text output is not here: the judgement rests on the XML alone',
    });
  notes.push(...(output?.notes ?? []), ...(facts?.notes ?? []));
  const contradiction = facts?.notes.some((n) => n.code === 'hubbard-u-contradicts');
  const hubbard =
    facts && Object.keys(facts.hubbard).length > 0 ? facts.hubbard : contradiction ? {} : (output?.hubbard ?? {});
  if (!contradiction && facts && output)
    for (const [species, u] of Object.entries(facts.hubbard))
      if (output.hubbard[species] !== undefined && Math.abs(output.hubbard[species] - u) > 1e-3)
        notes.push({
          level: 'serious',
          code: 'hubbard-u-contradicts',
          text: `U of ${species} is ${u} eV in the XML and ${output.hubbard[species]} eV in the text`,
        });
  const energy = facts?.energy ?? (output?.energy === undefined ? undefined : output.energy * RYDBERG);
  if (
    facts?.energy !== undefined &&
    output?.energy !== undefined &&
    Math.abs(facts.energy - output.energy * RYDBERG) > 1e-4
  )
    notes.push({
      level: 'serious',
      code: 'energy-contradicts',
      text: `the XML says ${facts.energy.toFixed(6)} eV, the text ${(output.energy * RYDBERG).toFixed(6)} eV`,
    });
  const fermi = readFermi(output, facts, notes);
  const projection = pickProjection(projections, stem, input, output, facts, principal, runs, notes, files);
  const moments = pickMoments(projection, output);
  const structure = withMoments(facts?.structure ?? structureOfText(output), moments);
  for (const file of folder.files) {
    const match = matchQePdos(file.path);
    if (match && (runs === 1 || match.prefix === (facts?.prefix ?? input?.input.values.prefix ?? stem)))
      files.push(file.path);
  }
  return {
    name: text ? join(at, stem) : join(at, facts?.prefix ?? stem),
    engine: 'Quantum ESPRESSO',
    version: facts?.version ?? output?.version,
    task: facts?.task ?? input?.input.values.calculation ?? (output?.relaxing ? 'relax' : 'scf'),
    ...verdict,
    files,
    structure,
    ...(converged && energy !== undefined && { energy, energyKind: 'free energy (E − TS of the smearing)' }),
    ...(!converged && output?.lastEnergy !== undefined && { lastEnergy: output.lastEnergy * RYDBERG }),
    ...(converged ? fermi : { fermiKind: 'none' as const }),
    hubbard,
    ...(converged && {
      totalMoment: facts?.totalMoment ?? output?.totalMoment,
      absoluteMoment: facts?.absoluteMoment ?? output?.absoluteMoment,
    }),
    ...(converged && moments && { moments }),
    ...(converged &&
      projection && { populations: { projection: 'Löwdin', values: Float64Array.from(projection.populations) } }),
    iterations: facts?.iterations ?? output?.iterations,
    functional: facts?.functional ?? output?.functional,
    spin:
      facts?.nonCollinear || output?.nonCollinear
        ? 'non-collinear'
        : (facts?.lsda ?? output?.totalMoment !== undefined)
          ? 'collinear'
          : 'none',
    cutoff: facts?.cutoff ?? (output?.cutoff === undefined ? undefined : output.cutoff * RYDBERG),
    electrons: facts?.electrons ?? output?.electrons,
    ...(projection?.spilling !== undefined && { spilling: projection.spilling }),
    cpuTime: facts?.cpu ?? output?.cpu,
    wallTime: facts?.wall ?? output?.wall,
    notes,
  };
}

const join = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/**
 * The Fermi energy and what it is. With fixed occupations its tag holds the top of the filled states; of the pair that
 * a fixed total moment gives, the value of a spin without electrons is that of an empty band and is not used.
 */
function readFermi(
  output: QeOutput | undefined,
  xml: QeXml | undefined,
  notes: Note[],
): Pick<DftCalculation, 'fermi' | 'fermiKind' | 'edges'> {
  const tops = (xml?.bands ?? []).flatMap((b) => (b?.top === undefined ? [] : [b.top]));
  const bottoms = (xml?.bands ?? []).flatMap((b) => (b?.bottom === undefined ? [] : [b.bottom]));
  const top = tops.length > 0 ? Math.max(...tops) : undefined;
  const bottom = bottoms.length > 0 ? Math.min(...bottoms) : undefined;
  const partial = (xml?.bands ?? []).some((b) => b?.partial);
  const gap =
    !partial && top !== undefined && bottom !== undefined && bottom > top
      ? { edges: { valence: top, conduction: bottom } }
      : {};
  const fixed = xml?.occupations === 'fixed' || (xml?.occupations === undefined && output?.levels !== undefined);
  if (fixed) {
    const level = top ?? xml?.highest ?? output?.levels?.[0] ?? xml?.fermi;
    return level === undefined ? { fermiKind: 'none' } : { fermi: [level], fermiKind: 'top of filled states', ...gap };
  }
  const pair = xml?.twoFermi ?? (output?.fermi?.length === 2 ? output.fermi : undefined);
  if (pair && pair.length >= 2) {
    const empty = xml?.bands.findIndex((b) => b !== undefined && b.electrons < 1e-6) ?? -1;
    if (empty < 0) return { fermi: pair.slice(0, 2), fermiKind: 'by spin', ...gap };
    notes.push({
      level: 'warning',
      code: 'empty-spin',
      text: `spin ${empty === 0 ? 'up' : 'down'} holds no electrons: its Fermi energy is that of an empty band and not used`,
    });
    return { fermi: [pair[1 - empty]!], fermiKind: 'fermi', ...gap };
  }
  const level = xml?.fermi ?? output?.fermi?.[0];
  return level === undefined ? { fermiKind: 'none' } : { fermi: [level], fermiKind: 'fermi', ...gap };
}

function pickProjection(
  projections: readonly { file: DftFile; found: Projections }[],
  stem: string,
  input: Input | undefined,
  output: QeOutput | undefined,
  xml: QeXml | undefined,
  principal: DftFile,
  runs: number,
  notes: Note[],
  files: string[],
): Projections | undefined {
  const prefix = xml?.prefix ?? input?.input.values.prefix ?? stem;
  const found =
    projections.find((p) => baseName(p.file.path).startsWith(prefix)) ??
    (runs === 1
      ? (projections.find((p) => dirName(p.file.path) === dirName(principal.path)) ?? projections[0])
      : undefined);
  if (!found) return undefined;
  const written = xml?.created ?? output?.ended;
  if (found.found.started !== undefined && written !== undefined && found.found.started < written - 1) {
    notes.push({
      level: 'serious',
      code: 'earlier-projection',
      text: 'the projection ran before this calculation ended: it belongs to an earlier one and is not used',
      where: found.file.path,
    });
    return undefined;
  }
  files.push(found.file.path);
  return found.found;
}

function pickMoments(projection: Projections | undefined, output: QeOutput | undefined): SiteValues | undefined {
  if (projection && projection.moments.length > 0)
    return { projection: 'Löwdin', values: Float64Array.from(projection.moments) };
  if (output && output.siteMoments.length > 0)
    return { projection: 'spheres of pw.x', values: Float64Array.from(output.siteMoments) };
  return undefined;
}

function withMoments(structure: Structure | undefined, moments: SiteValues | undefined): Structure | undefined {
  if (!structure || !moments || moments.values.length !== structure.elements.length) return structure;
  return { ...structure, atomic: { ...structure.atomic, magmoms: { width: 1, values: moments.values } } };
}

/** The geometry of a text output: its first block of sites, or the last card of a relaxation. */
function structureOfText(output: QeOutput | undefined): Structure | undefined {
  if (!output?.alat || output.axes.length !== 9 || output.atoms.length === 0) return undefined;
  const alat = output.alat * BOHR;
  let cell = Float64Array.from(output.axes, (x) => x * alat);
  const species = output.atoms.map((a) => a.species);
  let positions = Float64Array.from(output.atoms.flatMap((a) => a.position.map((x) => x * alat)));
  const toAngstrom = (unit: string): number =>
    /bohr/.test(unit) ? BOHR : /alat/.test(unit) ? (parseNumber(/[\d.]+/.exec(unit)?.[0]) ?? output.alat!) * BOHR : 1;
  const vectors = (lines: readonly string[], from: number): number[] =>
    lines.flatMap((line) =>
      splitWords(line)
        .slice(from, from + 3)
        .map((word) => parseNumber(word) ?? Number.NaN),
    );
  const newCell = output.lastCell && vectors(output.lastCell.lines, 0);
  if (newCell?.length === 9) cell = Float64Array.from(newCell, (x) => x * toAngstrom(output.lastCell!.unit));
  const card = output.lastPositions && vectors(output.lastPositions.lines, 1);
  if (card?.length === positions.length) {
    const unit = output.lastPositions!.unit;
    positions = /crystal/.test(unit)
      ? (toCartesian(cell, card) as typeof positions)
      : Float64Array.from(card, (x) => x * toAngstrom(unit));
  }
  const elements = species.map((label) => findElement(label));
  if (elements.some((e) => e === undefined)) throw new ReadError('a species begins with no element', {});
  if (positions.some((x) => !Number.isFinite(x))) return undefined;
  const forces =
    output.forces.length === positions.length
      ? Float64Array.from(output.forces, (f) => (f * RYDBERG) / BOHR)
      : undefined;
  return {
    cell,
    pbc: [true, true, true],
    elements: elements as string[],
    labels: species,
    positions,
    ...(forces && { atomic: { forces: { width: 3, values: forces } } }),
    ...(output.energy !== undefined && { energy: output.energy * RYDBERG }),
  };
}

/** What of an XML is not as the input beside it asks: then they are of two runs. */
function compareWithInput(xml: QeXml, { values }: QeInput): string | undefined {
  const ask = (key: string): number | undefined => parseNumber(values[key]);
  const cutoff = ask('ecutwfc');
  if (cutoff !== undefined && xml.cutoff !== undefined && Math.abs(cutoff * RYDBERG - xml.cutoff) > 1e-3)
    return `another cutoff (${(xml.cutoff / RYDBERG).toFixed(2)} Ry)`;
  const atoms = ask('nat');
  if (atoms !== undefined && xml.structure && xml.structure.elements.length !== atoms)
    return `another number of atoms (${xml.structure.elements.length})`;
  if (
    values.calculation !== undefined &&
    xml.task !== undefined &&
    values.calculation !== xml.task &&
    !/nscf|bands/.test(values.calculation)
  )
    return `another task (${xml.task})`;
  return undefined;
}
