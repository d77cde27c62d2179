import {
  choice,
  type Condition,
  estimateMean,
  InputError,
  list,
  type Note,
  quantity,
  type Recording,
  type Structure,
  Table,
  ELECTRONVOLT,
} from '../../core/index.js';
import { type Analysis, defineAnalysis, type Finding, makeOutcome } from '../../evidence/index.js';
import { describeShell, endOfOccupied } from '../dos/describe-shell.js';
import { figureDos, type DosLine } from '../dos/figure-dos.js';
import { findFilmElements } from '../dos/find-film-elements.js';
import { integrateDensity } from '../dos/integrate-density.js';
import { readDosRecording, type DosContent, type DosShell } from '../dos/read-dos-recording.js';

/** What surrounds an atom, in words; `kind` is what atoms alike share. */
export interface SiteClass {
  /** Index from 0. */
  atom: number;
  /** `interfacial`, `type I`, `bulk`, `other`. */
  kind: string;
  /** `1 B + 2 Ni + 3 Li` */
  formula: string;
}

/**
 * Tells oxygens apart by what they bind, those bonded to a film of the elements named too: the graph of the room that
 * knows bonds.
 */
export type ClassifySites = (structure: Structure, film: readonly string[]) => Promise<readonly SiteClass[]>;

const settings = {
  shells: list('shells whose states are described, such as O p, Ni d', 'O p'),
  bottom: quantity(
    'energy',
    '-12 eV',
    'where the band of the shell begins, from the Fermi energy: deeper states are of other bands',
  ),
  from: quantity('energy', '-2 eV', 'lower end of the window near the Fermi energy'),
  to: quantity('energy', '0 eV', 'upper end of that window; 0 eV means the occupied states'),
  environments: choice(['yes', 'no'], 'yes', 'oxygens told apart by the atoms they bind'),
  film: list('elements that lie on the oxide and are not of it', 'those that nowhere have four oxygens around them'),
};

/** Densities of states by atom and by what surrounds it. */
export function makeDosAnalysis(
  classify?: ClassifySites,
): Analysis<{ dos: { kind: 'dos'; describe: string } }, typeof settings> {
  return defineAnalysis({
    id: 'dos',
    version: '1',
    title: 'Density of states: where the states of oxygen lie',
    pictures: true,
    inputs: { dos: { kind: 'dos', describe: 'a calculation with its projected densities of states' } },
    settings,
    quantities: {
      oxygen_2p_centre: { label: 'centre of the occupied O 2p states, from E_F', unit: 'eV' },
      oxygen_2p_near_fermi: { label: 'O 2p states near E_F', unit: '1' },
      oxygen_2p_at_fermi: { label: 'O 2p density at E_F', unit: 'eV^-1' },
      shell_centre: { label: 'centre of the occupied states of a shell, from E_F', unit: 'eV' },
      shell_near_fermi: { label: 'states of a shell near E_F', unit: '1' },
      magnetic_moment: { label: 'magnetic moment', unit: 'muB' },
      total_magnetic_moment: { label: 'magnetic moment of the cell', unit: 'muB' },
      spilling: { label: 'part of the states that the projection misses', unit: '1', scale: 'share' },
      projected_share: { label: 'occupied states that the projections hold', unit: '1' },
      fermi_energy: { label: 'Fermi energy, on the scale of the code', unit: 'eV' },
      total_energy: { label: 'total energy of the cell', unit: 'eV' },
      band_gap: { label: 'gap on the mesh of k-points', unit: 'eV' },
    },
    async run({ dos }, given) {
      const content = readDosRecording(dos);
      const window = {
        bottom: given.bottom / ELECTRONVOLT,
        from: given.from / ELECTRONVOLT,
        to: given.to / ELECTRONVOLT,
      };
      if (!(window.from < window.to))
        throw new InputError('the window ends before it begins', { where: { path: 'from' } });
      const notes = notesOf(content);
      const sites =
        given.environments === 'yes' && classify && content.structure
          ? await classify(content.structure, given.film ?? findFilmElements(content.structure))
          : [];
      const wanted = (given.shells ?? ['O p']).map(parseShell);
      const findings: Finding[] = [...wholeCell(dos, content)];
      const rows: {
        atom: string;
        environment: string;
        element: string;
        shell: string;
        centre?: number;
        occupied: number;
        near: number;
        atFermi: number;
        moment?: number;
      }[] = [];
      const byEnvironment = new Map<
        string,
        {
          centres: number[];
          near: number[];
          atFermi: number[];
          moments: number[];
          oxygen: boolean;
          element: string;
          shell: string;
        }
      >();
      for (const shell of content.shells) {
        if (!wanted.some((w) => w.element === shell.element && w.shell === shell.shell)) continue;
        const oxygen = shell.element === 'O' && shell.shell === 'p';
        const site = shell.atoms.length === 1 ? sites.find((s) => s.atom === shell.atoms[0] - 1) : undefined;
        const name = `${shell.element} ${shell.atoms.join(', ')}`;
        const at: Condition = {
          atom: name,
          ...(oxygen ? {} : { shell: shell.shell }),
          ...(site && { environment: describeSite(site) }),
        };
        const { centre, occupied, near, atFermi } = describeShell(content, shell, window);
        const number = (id: string, value: number, unit: string, label?: string): void =>
          void findings.push({ id, at, estimate: { value, unit, n: 1 }, ...(label && { label }) });
        if (centre !== undefined) number(oxygen ? 'oxygen_2p_centre' : 'shell_centre', centre, 'eV');
        number(
          oxygen ? 'oxygen_2p_near_fermi' : 'shell_near_fermi',
          near,
          '1',
          `${oxygen ? 'O 2p' : `${shell.element} ${shell.shell}`} states from ${window.from} to ${window.to} eV`,
        );
        if (oxygen) number('oxygen_2p_at_fermi', atFermi, 'eV^-1');
        const moment = shell.atoms.length === 1 ? content.moments?.[shell.atoms[0] - 1] : undefined;
        rows.push({
          atom: name,
          environment: site ? describeSite(site) : '',
          element: shell.element,
          shell: shell.shell,
          centre,
          occupied,
          near,
          atFermi,
          moment,
        });
        if (site) {
          const key = `${site.kind} ${shell.element} ${shell.shell}`;
          const group = byEnvironment.get(key) ?? {
            centres: [],
            near: [],
            atFermi: [],
            moments: [],
            oxygen,
            element: shell.element,
            shell: shell.shell,
          };
          if (centre !== undefined) group.centres.push(centre);
          group.near.push(near);
          group.atFermi.push(atFermi);
          byEnvironment.set(key, group);
        }
      }
      if (rows.length === 0)
        notes.push({
          level: 'warning',
          code: 'shell-missing',
          text: `no density of ${wanted.map((w) => `${w.element} ${w.shell}`).join(', ')} is among the projections${content.shells.length > 0 ? ` (there are ${[...new Set(content.shells.map((s) => `${s.element} ${s.shell}`))].join(', ')})` : ': run projwfc.x, or LORBIT = 11'}`,
        });
      for (const [key, group] of byEnvironment) {
        const environment = key.split(' ').slice(0, -2).join(' ');
        if (!group.oxygen) continue;
        if (group.centres.length > 0)
          findings.push({ id: 'oxygen_2p_centre', at: { environment }, estimate: estimateMean(group.centres, 'eV') });
        findings.push({ id: 'oxygen_2p_near_fermi', at: { environment }, estimate: estimateMean(group.near, '1') });
        findings.push({
          id: 'oxygen_2p_at_fermi',
          at: { environment },
          estimate: estimateMean(group.atFermi, 'eV^-1'),
        });
      }
      content.moments?.forEach((value, i) => {
        const site = sites.find((s) => s.atom === i);
        findings.push({
          id: 'magnetic_moment',
          at: { atom: `${content.structure!.elements[i]} ${i + 1}`, ...(site && { environment: describeSite(site) }) },
          estimate: { value, unit: 'muB', n: 1 },
          label: `magnetic moment (${content.momentsProjection ?? 'projection not named'})`,
        });
      });
      return makeOutcome({
        findings,
        tables: [{ id: 'shells', title: 'Where the states lie, atom by atom', table: tabulate(rows) }],
        figures: figures(content, sites, wanted),
        notes,
      });
    },
    cite: [
      {
        text: 'Sanchez-Portal, Artacho, Soler, Solid State Commun. 95 (1995) 685: spilling of a projection',
        doi: '10.1016/0038-1098(95)00341-X',
      },
      { text: 'Hammer, Norskov, Surf. Sci. 343 (1995) 211: the centre of a band', doi: '10.1016/0039-6028(96)80007-0' },
    ],
  });
}

/** `other` says nothing: then the bonded atoms stand for the environment. */
const describeSite = ({ kind, formula }: SiteClass): string => (kind === 'other' ? formula : `${kind} (${formula})`);

function parseShell(text: string): { element: string; shell: string } {
  const match = /^([A-Z][a-z]?)\s+\d?([spdf])$/.exec(text.trim());
  if (!match)
    throw new InputError(`"${text}" is no shell of an element`, {
      value: text,
      hint: 'write it like O p, or Ni d',
      where: { path: 'shells' },
    });
  return { element: match[1], shell: match[2] };
}

function wholeCell(recording: Recording, content: DosContent): Finding[] {
  const findings: Finding[] = [];
  const { metadata } = recording;
  if (content.energy !== undefined)
    findings.push({ id: 'total_energy', estimate: { value: content.energy, unit: 'eV', n: 1 } });
  const spins = content.levels.length > 1 ? ['up', 'down'] : [undefined];
  // The calculation's own word comes first: a table of densities may count from zero.
  const own = [metadata.fermi_energy_ev].flat().filter((f) => typeof f === 'number');
  const levels = own.length === content.levels.length ? own : content.levels;
  spins.forEach((spin, i) => {
    findings.push({
      id: 'fermi_energy',
      ...(spin && { at: { spin } }),
      estimate: { value: levels[i], unit: 'eV', n: 1 },
      ...(content.fermiKind === 'top of filled states' && {
        label: 'top of the filled states, on the scale of the code',
      }),
    });
  });
  if (content.edges)
    findings.push({
      id: 'band_gap',
      estimate: { value: content.edges.conduction - content.edges.valence, unit: 'eV', n: 1 },
    });
  const moment = metadata.total_moment_bohr_magneton;
  if (typeof moment === 'number')
    findings.push({ id: 'total_magnetic_moment', estimate: { value: moment, unit: 'muB', n: 1 } });
  if (content.spilling !== undefined)
    findings.push({ id: 'spilling', estimate: { value: content.spilling, unit: '1', n: 1 } });
  const share = projectedShare(content);
  if (share !== undefined) findings.push({ id: 'projected_share', estimate: { value: share, unit: '1', n: 1 } });
  return findings;
}

/**
 * Occupied states of all projections against those of the whole: below 1 by what the projection misses. Only where
 * every atom is there.
 */
function projectedShare({ total, shells, energies, levels, structure, ...rest }: DosContent): number | undefined {
  if (!total || !structure) return undefined;
  const atoms = new Set(shells.flatMap((s) => (s.atoms.length === 1 ? s.atoms : [])));
  if (atoms.size !== structure.elements.length) return undefined;
  const occupied = (up: Float64Array, down: Float64Array | undefined): number =>
    [up, ...(down ? [down] : [])].reduce(
      (sum, density, spin) =>
        sum +
        integrateDensity(energies, density, -Infinity, levels[Math.min(spin, levels.length - 1)] + endOfOccupied(rest))
          .states,
      0,
    );
  const whole = occupied(total.up, total.down);
  return whole > 0 ? shells.reduce((sum, s) => sum + occupied(s.up, s.down), 0) / whole : undefined;
}

function notesOf(content: DosContent): Note[] {
  const notes: Note[] = [
    {
      level: 'info',
      code: 'one-cell',
      text: 'centres are from the Fermi energy of this run: compare atoms within it; between cells the Fermi energies are not the same level',
    },
    {
      level: 'info',
      code: 'projection',
      text: `states are shared out by ${content.projection}: another projection gives other numbers`,
    },
  ];
  if (content.fermiKind === 'top of filled states')
    notes.push({
      level: 'info',
      code: 'fixed-occupations',
      text: 'occupations were fixed: energies count from the top of the filled states, not from a Fermi energy',
    });
  if (content.fermiKind === 'by spin')
    notes.push({
      level: 'info',
      code: 'two-levels',
      text: 'the total moment was fixed: each spin counts from its own Fermi energy',
    });
  const last = content.energies[content.energies.length - 1];
  if (last < Math.min(...content.levels))
    notes.push({
      level: 'serious',
      code: 'axis-too-short',
      text: `the density ends at ${last.toFixed(2)} eV, below the Fermi energy`,
    });
  return notes;
}

function tabulate(
  rows: readonly {
    atom: string;
    environment: string;
    shell: string;
    centre?: number;
    occupied: number;
    near: number;
    atFermi: number;
    moment?: number;
  }[],
): Table {
  const optional = (name: string, pick: (row: (typeof rows)[number]) => number | undefined) => ({
    name,
    values: Float64Array.from(rows, (r) => pick(r) ?? 0),
    valid: Uint8Array.from(rows, (r) => (pick(r) === undefined ? 0 : 1)),
  });
  return new Table([
    { name: 'atom', values: rows.map((r) => r.atom) },
    { name: 'environment', values: rows.map((r) => r.environment) },
    { name: 'shell', values: rows.map((r) => r.shell) },
    optional('occupied_centre_ev', (r) => r.centre),
    { name: 'occupied_state_count', values: Float64Array.from(rows, (r) => r.occupied) },
    { name: 'near_fermi_state_count', values: Float64Array.from(rows, (r) => r.near) },
    { name: 'fermi_density_per_electronvolt', values: Float64Array.from(rows, (r) => r.atFermi) },
    optional('moment_bohr_magneton', (r) => r.moment),
  ]);
}

/** Mean density of each environment, or of each atom where there are no classes; and the whole. */
function figures(
  content: DosContent,
  sites: readonly SiteClass[],
  wanted: readonly { element: string; shell: string }[],
): ReturnType<typeof figureDos>[] {
  const groups = new Map<string, DosShell[]>();
  for (const shell of content.shells) {
    if (!wanted.some((w) => w.element === shell.element && w.shell === shell.shell)) continue;
    const site = shell.atoms.length === 1 ? sites.find((s) => s.atom === shell.atoms[0] - 1) : undefined;
    const label = site
      ? `${shell.element} ${shell.shell}, ${describeSite(site)}`
      : `${shell.element} ${shell.atoms.join(', ')} ${shell.shell}`;
    groups.set(label, [...(groups.get(label) ?? []), shell]);
  }
  const shift = (spin: number): Float64Array =>
    content.energies.map((e) => e - content.levels[Math.min(spin, content.levels.length - 1)]);
  const axis = shift(0);
  const lines = [...groups].slice(0, 12).map(([label, shells]): DosLine => {
    const mean = (pick: (s: DosShell) => Float64Array | undefined): Float64Array =>
      axis.map((_, i) => shells.reduce((sum, s) => sum + (pick(s)?.[i] ?? 0), 0) / shells.length);
    return {
      label: shells.length > 1 ? `${label} × ${shells.length}` : label,
      energies: axis,
      up: mean((s) => s.up),
      ...(shells.every((s) => s.down) && { down: mean((s) => s.down) }),
    };
  });
  const found: ReturnType<typeof figureDos>[] = [];
  if (lines.length > 0)
    found.push(
      figureDos(
        'projected-dos',
        'Projected density of states',
        'Mean over atoms of one environment; spin down below the axis; broken line: Fermi energy.',
        'states / eV / atom',
        lines,
      ),
    );
  if (content.total)
    found.push(
      figureDos(
        'total-dos',
        'Density of states',
        'All states of the cell; spin down below the axis; broken line: Fermi energy.',
        'states / eV / cell',
        [{ label: 'cell', energies: axis, ...content.total }],
      ),
    );
  return found;
}
