import { CermetError, type Context, type Note, type Structure } from '../../../core/index.js';
import { findElement, parseNumber, splitWords } from '../../structures/text.js';
import type { DftCalculation, SiteValues } from '../calculation.js';
import { baseName, type DftFile, type DftFolder, dirName, openPlain, readByLine, readHead } from '../folder.js';
import { readBeside } from '../read-beside.js';
import { makeOutcarReader, type Outcar } from './parse-outcar.js';
import { parseVasprun, type Vasprun } from './parse-vasprun.js';

/** Files of one run of VASP, whatever was appended to their names: `OUTCAR.NiO_SOC` and `DOSCAR.NiO_SOC` are of one. */
export interface VaspFiles {
  at: string;
  tag: string;
  outcar?: DftFile;
  vasprun?: DftFile;
  doscar?: DftFile;
  procar?: DftFile;
  others: DftFile[];
}

const NAMES = /^(OUTCAR|DOSCAR|PROCAR|OSZICAR|CONTCAR|CHGCAR|LOCPOT|vasprun)(?:[._-](.+?))?(?:\.xml)?$/;

/** Sorts the files of a folder into runs of VASP. */
export function groupVaspFiles(folder: DftFolder): VaspFiles[] {
  const groups = new Map<string, VaspFiles>();
  for (const file of folder.files) {
    const match = NAMES.exec(baseName(file.path));
    if (!match) continue;
    const at = dirName(file.path);
    const tag = match[1] === 'vasprun' && match[2] === 'xml' ? '' : (match[2] ?? '');
    const key = `${at}/${tag}`;
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { at, tag, others: [] }));
    if (match[1] === 'OUTCAR') group.outcar = file;
    else if (match[1] === 'vasprun') group.vasprun = file;
    else if (match[1] === 'DOSCAR') group.doscar = file;
    else if (match[1] === 'PROCAR') group.procar = file;
    else group.others.push(file);
  }
  return [...groups.values()];
}

/** Reads every run of VASP in a folder that left an OUTCAR or a vasprun.xml. */
export async function readVaspCalculations(folder: DftFolder, ctx?: Context): Promise<DftCalculation[]> {
  const calculations: DftCalculation[] = [];
  for (const group of groupVaspFiles(folder)) {
    if (group.outcar && !/\bvasp\.|\bINCAR\b/.test(await readHead(group.outcar, 4096))) group.outcar = undefined;
    if (group.outcar || group.vasprun) calculations.push(await readOne(folder, group, ctx));
  }
  return calculations;
}

async function readOne(folder: DftFolder, group: VaspFiles, ctx?: Context): Promise<DftCalculation> {
  const notes: Note[] = [];
  const outcar = group.outcar && (await readByLine(group.outcar, makeOutcarReader()));
  let vasprun: Vasprun | undefined;
  if (group.vasprun)
    try {
      vasprun = await parseVasprun(await openPlain(group.vasprun), group.vasprun.path, ctx);
    } catch (error) {
      if (!(error instanceof CermetError) || error.code === 'abort' || !outcar) throw error;
      notes.push({ level: 'serious', code: 'xml-damaged', text: error.what, where: group.vasprun.path });
    }
  const principal = (group.outcar ?? group.vasprun)!;
  const beside = await readBeside(folder, principal, principal.path.replace(/\.gz$/, ''));
  const setting = (name: string): string | undefined => vasprun?.settings[name] ?? outcar?.settings[name];
  const exit = beside.status?.exitCode;
  const verdict = judge(outcar, vasprun, setting, exit, beside.error?.outOfTime ?? false);
  const converged = verdict.judgement === 'converged';
  /** What numbers are taken from: a document that is cut short may lack the last of them. */
  const whole = vasprun?.complete || !outcar ? vasprun : undefined;
  const energy = whole?.energy ?? outcar?.energy ?? vasprun?.energy;
  if (
    vasprun?.energy !== undefined &&
    vasprun.stepEnergy !== undefined &&
    Math.abs(vasprun.energy - vasprun.stepEnergy) > 1e-3
  )
    notes.push({
      level: 'info',
      code: 'step-energy',
      text: `this version writes a difference (${vasprun.stepEnergy} eV) as the ionic step's e_0_energy; the last electronic step's is taken`,
    });
  if (vasprun && outcar?.finished && !vasprun.complete && verdict.judgement === 'converged')
    notes.push({
      level: 'warning',
      code: 'xml-damaged',
      text: 'vasprun.xml is cut short: what it lacks is taken from OUTCAR',
      where: group.vasprun!.path,
    });
  const nonCollinear = /^\.?T/.test(setting('LNONCOLLINEAR') ?? '');
  const structure = whole?.structure ?? structureOf(outcar) ?? vasprun?.structure;
  const moments = converged ? momentsOf(outcar, nonCollinear) : undefined;
  const counted =
    vasprun && vasprun.bands.length === 2 ? vasprun.bands[0]!.electrons - vasprun.bands[1]!.electrons : undefined;
  const totalMoment = outcar?.totalMoment ?? counted;
  const fermi = whole?.fermi ?? outcar?.fermi;
  const fixed = Number(setting('ISMEAR')) === -2;
  const tops = whole?.bands.flatMap((b) => (b?.top === undefined ? [] : [b.top])) ?? [];
  const bottoms = whole?.bands.flatMap((b) => (b?.bottom === undefined ? [] : [b.bottom])) ?? [];
  const valence = Math.max(...tops);
  const conduction = Math.min(...bottoms);
  if (nonCollinear && moments)
    notes.push({
      level: 'info',
      code: 'non-collinear',
      text: 'moments are the lengths of vectors: the run is not collinear',
    });
  const cutoff = parseNumber(setting('ENCUT')?.replace(/;$/, ''));
  return {
    name: [group.at, group.tag || (principal === group.outcar ? 'OUTCAR' : 'vasprun')].filter(Boolean).join('/'),
    engine: 'VASP',
    version: (vasprun?.version ?? outcar?.version)?.trim(),
    task: Number(setting('NSW') ?? 0) > 0 && Number(setting('IBRION') ?? -1) >= 0 ? 'relax' : 'scf',
    ...verdict,
    files: [group.outcar, group.vasprun, group.doscar, group.procar, ...group.others]
      .flatMap((f) => (f ? [f.path] : []))
      .concat(beside.files),
    structure:
      structure && moments?.values.length === structure.elements.length
        ? { ...structure, atomic: { ...structure.atomic, magmoms: { width: 1, values: moments.values } } }
        : structure,
    ...(converged && energy !== undefined && { energy, energyKind: 'extrapolated to zero smearing' }),
    ...(!converged && energy !== undefined && { lastEnergy: energy }),
    ...(converged && fermi !== undefined
      ? {
          fermi: [fixed && Number.isFinite(valence) ? valence : fermi],
          fermiKind: fixed ? ('top of filled states' as const) : ('fermi' as const),
        }
      : { fermiKind: 'none' as const }),
    ...(converged &&
      Number.isFinite(valence) &&
      conduction > valence &&
      !vasprun?.bands.some((b) => b?.partial) && { edges: { valence, conduction } }),
    hubbard: readHubbard(setting, vasprun, outcar, notes),
    ...(converged && totalMoment !== undefined && { totalMoment }),
    ...(moments && { moments }),
    ...(converged &&
      outcar &&
      outcar.charges.length > 0 && {
        populations: { projection: 'PAW spheres', values: Float64Array.from(outcar.charges) },
      }),
    iterations: whole?.iterations ?? outcar?.iterations,
    functional: functionalOf(vasprun, outcar),
    spin: nonCollinear ? 'non-collinear' : Number(setting('ISPIN') ?? 1) === 2 ? 'collinear' : 'none',
    ...(cutoff !== undefined && { cutoff }),
    cpuTime: outcar?.cpu,
    wallTime: outcar?.wall,
    notes,
  };
}

type Judged = Pick<DftCalculation, 'judgement' | 'cause' | 'reason'>;

function judge(
  outcar: Outcar | undefined,
  vasprun: Vasprun | undefined,
  setting: (name: string) => string | undefined,
  exit: number | undefined,
  outOfTime: boolean,
): Judged {
  if (outcar && outcar.errors.length > 0 && !outcar.finished)
    return {
      judgement: 'failed',
      cause: /EDDDAV|EDWAV/.test(outcar.errors[0]!) ? 'diagonalisation' : 'crashed',
      reason: outcar.errors[0]!,
    };
  if (outcar && vasprun) {
    const differs = compareRuns(outcar, vasprun);
    if (differs)
      return {
        judgement: 'stale',
        cause: 'earlier-results',
        reason: `stale output of an earlier run: vasprun.xml and OUTCAR are of two runs, with ${differs}`,
      };
  }
  if (outcar?.stopped)
    return {
      judgement: 'stopped',
      cause: 'stopped-by-user',
      reason: `stopped by the user (file STOPCAR) at ionic step ${outcar.steps}`,
    };
  const steps = vasprun?.steps ?? outcar?.steps ?? 0;
  const iterations = outcar?.iterations || vasprun?.iterations || 0;
  const whole = outcar ? outcar.finished : vasprun!.complete;
  if (!whole) {
    if (outOfTime)
      return { judgement: 'stopped', cause: 'out-of-time', reason: 'ended by the queue at its time limit' };
    return {
      judgement: 'stopped',
      cause: exit === 137 ? 'killed' : 'ended-from-outside',
      reason: `ended from outside: ${outcar ? 'OUTCAR' : 'vasprun.xml'} just ends${iterations ? ` at electronic step ${iterations} of ionic step ${steps}` : ''}`,
    };
  }
  const most = Number(setting('NELM') ?? 60);
  const electrons = outcar ? outcar.achieved : iterations < most;
  if (!electrons)
    return {
      judgement: 'not converged',
      cause: 'electrons-not-converged',
      reason: `the electrons did not converge in ${iterations} steps (NELM = ${most})`,
    };
  const moves = Number(setting('NSW') ?? 0);
  const relaxing = moves > 1 && [1, 2, 3].includes(Number(setting('IBRION') ?? -1));
  if (relaxing && !(outcar ? outcar.relaxed : steps < moves) && !restsBy(vasprun, setting))
    return {
      judgement: 'not converged',
      cause: 'atoms-not-relaxed',
      reason:
        steps >= moves
          ? `the ${moves} steps ran out before the atoms were relaxed`
          : `it ended after ${steps} of ${moves} steps before the atoms were relaxed`,
    };
  if (exit !== undefined && exit !== 0)
    return { judgement: 'failed', cause: 'exit-code', reason: `it converged but returned exit code ${exit}` };
  return {
    judgement: 'converged',
    cause: 'converged',
    reason: relaxing ? `the atoms are relaxed after ${steps} steps` : `the electrons converged in ${iterations} steps`,
  };
}

/** What tells that an OUTCAR and a vasprun.xml are of two runs. */
function compareRuns(outcar: Outcar, vasprun: Vasprun): string | undefined {
  for (const name of ['ENCUT', 'ISPIN', 'NSW', 'NELM', 'IBRION', 'EDIFF', 'ISMEAR']) {
    const [a, b] = [outcar.settings[name], vasprun.settings[name]].map((word) => parseNumber(word?.replace(/;$/, '')));
    // An OUTCAR rounds what it prints.
    if (a !== undefined && b !== undefined && Math.abs(a - b) > 0.05 * Math.max(Math.abs(a), Math.abs(b)))
      return `${name} = ${b} and ${a}`;
  }
  const atoms = outcar.counts.reduce((a, b) => a + b, 0);
  if (atoms > 0 && vasprun.elements.length > 0 && atoms !== vasprun.elements.length)
    return `${vasprun.elements.length} and ${atoms} atoms`;
  if (!outcar.finished) return vasprun.complete ? 'one whole and one cut short' : undefined;
  // One that was cut short in copying ends at some electronic step of the other.
  const { energy } = vasprun;
  const energies = vasprun.complete ? outcar.energies.slice(-1) : outcar.energies;
  return energy === undefined || energies.length === 0 || energies.some((e) => Math.abs(e - energy) < 1e-3)
    ? undefined
    : `${energy} and ${outcar.energy} eV`;
}

/** Whether the forces already satisfy EDIFFG. */
function restsBy(vasprun: Vasprun | undefined, setting: (name: string) => string | undefined): boolean {
  const limit = Number(setting('EDIFFG') ?? 0);
  const forces = vasprun?.structure?.atomic?.forces?.values;
  if (!(limit < 0) || !forces) return false;
  for (let i = 0; i < forces.length; i += 3)
    if (Math.hypot(forces[i]!, forces[i + 1]!, forces[i + 2]!) > -limit) return false;
  return true;
}

function readHubbard(
  setting: (name: string) => string | undefined,
  vasprun: Vasprun | undefined,
  outcar: Outcar | undefined,
  notes: Note[],
): Record<string, number> {
  const hubbard: Record<string, number> = {};
  const on = vasprun ? /^\.?T/.test(vasprun.settings.LDAU?.trim() ?? '') : outcar?.settings.LDAUU !== undefined;
  if (!on) return hubbard;
  const list = (name: string): number[] => splitWords(setting(name) ?? '').map(Number);
  const u = list('LDAUU');
  const j = list('LDAUJ');
  const l = list('LDAUL');
  const types =
    vasprun?.types.map((t) => t.element.trim()) ??
    outcar!.potentials.map((p) => findElement(splitWords(p)[1] ?? '') ?? p);
  types.forEach((element, i) => {
    if (!(u[i] !== undefined && u[i] !== 0) || l[i] === -1) return;
    hubbard[hubbard[element] === undefined ? element : `${element}${i + 1}`] = u[i];
    if (j[i])
      notes.push({
        level: 'info',
        code: 'hubbard-j',
        text: `J of ${element} is ${j[i]} eV: in the form of Dudarev U − J = ${u[i] - j[i]} eV acts`,
      });
  });
  return hubbard;
}

function functionalOf(vasprun: Vasprun | undefined, outcar: Outcar | undefined): string | undefined {
  const title = vasprun?.types[0]?.potential ?? outcar?.potentials[0];
  const gga = vasprun?.settings.GGA?.trim();
  if (gga && gga !== '--') return { PE: 'PBE', PS: 'PBEsol', RP: 'RPBE', '91': 'PW91' }[gga] ?? gga;
  return title && /PBE/.test(title) ? 'PBE' : title && /GGA/.test(title) ? 'PW91' : title ? 'LDA' : undefined;
}

function momentsOf(outcar: Outcar | undefined, nonCollinear: boolean): SiteValues | undefined {
  if (!outcar || outcar.moments.x.length === 0) return undefined;
  const { x, y, z } = outcar.moments;
  const values = nonCollinear
    ? Float64Array.from(x, (v, i) => Math.hypot(v, y[i] ?? 0, z[i] ?? 0))
    : Float64Array.from(x);
  return values.every(Number.isFinite) ? { projection: 'PAW spheres', values } : undefined;
}

function structureOf(outcar: Outcar | undefined): Structure | undefined {
  if (outcar?.cell.length !== 9 || outcar.positions.length === 0) return undefined;
  const symbols = outcar.potentials.map((p) => findElement(splitWords(p)[1] ?? ''));
  const elements = outcar.counts.flatMap((count, i) =>
    Array<string | undefined>(Math.min(count, 1e6)).fill(symbols[i]),
  );
  if (elements.length * 3 !== outcar.positions.length || elements.some((e) => e === undefined)) return undefined;
  return {
    cell: Float64Array.from(outcar.cell),
    pbc: [true, true, true],
    elements: elements as string[],
    positions: Float64Array.from(outcar.positions),
    atomic: { forces: { width: 3, values: Float64Array.from(outcar.forces) } },
    ...(outcar.energy !== undefined && { energy: outcar.energy }),
  };
}
