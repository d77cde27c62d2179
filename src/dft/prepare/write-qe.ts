import { InputError, type Structure } from '../../core/index.js';
import { BOHR, RYDBERG, type UpfHeader } from '../../io/dft/index.js';
import { hubbardShell } from './hubbard-shell.js';
import type { InputFile, Step } from './input-file.js';
import { usesRealWaves } from './k-mesh.js';
import type { DftSettings } from './settings.js';
import { labelsOf, type Species } from './species.js';

/** Name under which Quantum ESPRESSO keeps its files. */
export const PREFIX = 'cermet';

/** Whether +U is written as a card (from 7.1 on) or in the namelist. */
export function usesHubbardCard(version: string | undefined): boolean {
  const match = /^v?\.?(\d+)(?:\.(\d+))?/.exec(version ?? '6.7');
  if (!match)
    throw new InputError(`"${version}" is no version of Quantum ESPRESSO`, {
      value: version,
      hint: 'write it like 7.2',
    });
  const major = Number(match[1]);
  const minor = Number(match[2] ?? 0);
  if (major < 6 || (major === 6 && minor < 4))
    throw new InputError(`Quantum ESPRESSO ${version} is too old: its XML is of another form`, {
      value: version,
      hint: 'use 6.4 or later',
    });
  return major > 7 || (major === 7 && minor >= 1);
}

/** Inputs of `pw.x` and what follows it for a purpose. */
export function writeQe(
  structure: Structure,
  settings: DftSettings,
  species: readonly Species[],
  pseudos: readonly UpfHeader[],
  pseudoFolder: string,
): { files: InputFile[]; steps: Step[] } {
  const relax = settings.purpose === 'relax';
  const main = relax ? 'relax' : 'scf';
  const files: InputFile[] = [
    { name: `${main}.in`, text: writePw(structure, settings, species, pseudos, pseudoFolder) },
  ];
  const steps: Step[] = [pwStep(main)];
  const after = (id: string, program: string, text: string): void => {
    files.push({ name: `${id}.in`, text });
    steps.push({
      id,
      program,
      arguments: ['-i', `${id}.in`],
      output: `${id}.out`,
      error: `${id}.err`,
      parallel: program !== 'pp.x',
      restartable: false,
    });
  };
  if (settings.purpose === 'density-of-states')
    after(
      'projwfc',
      'projwfc.x',
      `&PROJWFC\n  prefix='${PREFIX}', outdir='./out', filpdos='${PREFIX}',\n  ngauss=0, degauss=${fixed(settings.smearing / RYDBERG, 5)}, DeltaE=0.05\n/\n`,
    );
  if (settings.purpose === 'charge') {
    after('density', 'pp.x', plot('density', 0));
    if (settings.spin) after('spin', 'pp.x', plot('spin', 6));
    after('potential', 'pp.x', plot('potential', 11));
  }
  return { files, steps };
}

const pwStep = (id: string): Step => ({
  id,
  program: 'pw.x',
  arguments: ['-i', `${id}.in`],
  output: `${id}.out`,
  error: `${id}.err`,
  parallel: true,
  stopFile: `${PREFIX}.EXIT`,
  restartable: true,
});

const plot = (name: string, number: number): string =>
  `&INPUTPP\n  prefix='${PREFIX}', outdir='./out', filplot='${name}.dat', plot_num=${number}\n/\n&PLOT\n  iflag=3, output_format=6, fileout='${name}.cube'\n/\n`;

function writePw(
  structure: Structure,
  s: DftSettings,
  species: readonly Species[],
  pseudos: readonly UpfHeader[],
  pseudoFolder: string,
): string {
  const headerOf = (element: string): UpfHeader => pseudos.find((p) => p.element === element)!;
  const card = usesHubbardCard(s.version);
  const withU = species.filter((sp) => sp.hubbard !== 0);
  const lines: string[] = [];
  const gamma = usesRealWaves(s);
  const task = s.purpose === 'relax' ? 'relax' : 'scf';
  lines.push(
    '&CONTROL',
    `  calculation='${task}', restart_mode='${s.restart ? 'restart' : 'from_scratch'}',`,
    `  prefix='${PREFIX}', outdir='./out', pseudo_dir='${pseudoFolder}',`,
    `  tprnfor=.true., verbosity='high', disk_io='low'${s.purpose === 'relax' ? `, nstep=${s.maxSteps}, forc_conv_thr=${exponent((s.forceTolerance * BOHR) / RYDBERG)}` : ''}${s.maxSeconds ? `, max_seconds=${Math.round(s.maxSeconds)}` : ''}${s.dipole ? ', tefield=.true., dipfield=.true.' : ''}`,
    '/',
    '&SYSTEM',
    `  ibrav=0, nat=${structure.elements.length}, ntyp=${species.length},`,
    `  ecutwfc=${fixed(s.cutoff / RYDBERG, 4)}, ecutrho=${fixed(s.densityCutoff / RYDBERG, 4)},`,
    `  occupations='smearing', smearing='mv', degauss=${fixed(s.smearing / RYDBERG, 5)}${s.mesh.every((n) => n === 1) && structure.elements.length > 40 ? ', nosym=.true.' : ''},`,
  );
  if (s.spin) {
    const starts = species.flatMap((sp, i) =>
      sp.moment === 0
        ? []
        : [
            `starting_magnetization(${i + 1})=${fixed(Math.max(-1, Math.min(1, sp.moment / headerOf(sp.element).valence)), 3)}`,
          ],
    );
    lines.push(`  nspin=2${starts.map((t) => `, ${t}`).join('')},`);
  }
  if (withU.length > 0 && !card)
    lines.push(
      `  lda_plus_u=.true., lda_plus_u_kind=0, U_projection_type='ortho-atomic',`,
      `  ${species.flatMap((sp, i) => (sp.hubbard === 0 ? [] : [`Hubbard_U(${i + 1})=${fixed(sp.hubbard, 4)}`])).join(', ')},`,
    );
  if (s.dipole) {
    const gap = s.vacuum[0];
    lines.push(`  edir=3, emaxpos=${fixed((gap.middle + 0.975) % 1, 4)}, eopreg=0.05, eamp=0.0,`);
  }
  lines.push(
    '/',
    '&ELECTRONS',
    `  conv_thr=${exponent(s.energyTolerance / RYDBERG)}, electron_maxstep=${s.maxIterations}, mixing_beta=${s.mixing}, mixing_ndim=${s.mixingHistory},`,
    `  mixing_mode='${s.localMixing ? 'local-TF' : 'plain'}', diagonalization='${s.diagonalisation}'`,
    '/',
  );
  if (s.purpose === 'relax') lines.push('&IONS', `  ion_dynamics='bfgs'`, '/');
  lines.push(
    'ATOMIC_SPECIES',
    ...species.map((sp) => ` ${sp.label.padEnd(4)} ${fixed(sp.mass, 4)} ${headerOf(sp.element).file}`),
  );
  lines.push('CELL_PARAMETERS angstrom');
  for (let i = 0; i < 3; i++) lines.push(` ${row(structure.cell.subarray(3 * i, 3 * i + 3))}`);
  const labels = labelsOf(species, structure.elements.length);
  const held = structure.atomic?.fixed?.values;
  lines.push('ATOMIC_POSITIONS angstrom');
  structure.elements.forEach((_, i) => {
    const hold =
      s.purpose === 'relax' && held
        ? held.length === 3 * labels.length
          ? ` ${[0, 1, 2].map((k) => (held[3 * i + k] ? 0 : 1)).join(' ')}`
          : held[i]
            ? ' 0 0 0'
            : ''
        : '';
    lines.push(` ${labels[i].padEnd(4)} ${row(structure.positions.subarray(3 * i, 3 * i + 3))}${hold}`);
  });
  lines.push(gamma ? 'K_POINTS gamma' : `K_POINTS automatic\n ${s.mesh.join(' ')} 0 0 0`);
  if (withU.length > 0 && card)
    lines.push(
      'HUBBARD (ortho-atomic)',
      ...withU.map((sp) => `U ${sp.label}-${hubbardShell(sp.element)} ${fixed(sp.hubbard, 4)}`),
    );
  return `${lines.join('\n')}\n`;
}

const fixed = (value: number, digits: number): string => String(Number(value.toFixed(digits)));
const exponent = (value: number): string => value.toExponential(2).replace('e', 'd');
const row = (values: ArrayLike<number>): string => Array.from(values, (v) => v.toFixed(8).padStart(14)).join(' ');
