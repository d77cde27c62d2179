import { InputError, type Structure } from '../../core/index.js';
import { hubbardShell } from './hubbard-shell.js';
import type { InputFile, Step } from './input-file.js';
import type { DftSettings } from './settings.js';
import type { Species } from './species.js';

/** Labels of the PBE potentials that are usual for oxides and borides: with semicore states where they matter. */
const LABELS: Readonly<Record<string, string>> = {
  Li: 'Li_sv',
  Na: 'Na_pv',
  K: 'K_sv',
  Mg: 'Mg_pv',
  Ca: 'Ca_sv',
  Sc: 'Sc_sv',
  Ti: 'Ti_pv',
  V: 'V_pv',
  Cr: 'Cr_pv',
  Mn: 'Mn_pv',
  Fe: 'Fe_pv',
  Co: 'Co',
  Ni: 'Ni_pv',
  Cu: 'Cu_pv',
  Y: 'Y_sv',
  Zr: 'Zr_sv',
  Nb: 'Nb_pv',
  Mo: 'Mo_pv',
  Ru: 'Ru_pv',
  Ba: 'Ba_sv',
  La: 'La',
  Hf: 'Hf_pv',
  Ta: 'Ta_pv',
  W: 'W_pv',
};

/**
 * POSCAR, INCAR, KPOINTS, POTCAR.spec and a script that joins the POTCAR where the licence lies. Nothing licensed is
 * read or written.
 *
 * @throws InputError where VASP cannot give one element several values of U in one POTCAR entry
 */
export function writeVasp(
  structure: Structure,
  s: DftSettings,
  species: readonly Species[],
): { files: InputFile[]; steps: Step[] } {
  // Each species is a group in POSCAR and in POTCAR: one element may stand there twice.
  const held = structure.atomic?.fixed?.values;
  const selective = s.purpose === 'relax' && held !== undefined;
  const n = structure.elements.length;
  const lines = [
    `${species.map((sp) => `${sp.element}${sp.atoms.length}`).join(' ')}; atoms in the order of POTCAR.spec`,
    '1.0',
    ...[0, 1, 2].map((i) => row(structure.cell.subarray(3 * i, 3 * i + 3))),
    species.map((sp) => sp.element).join(' '),
    species.map((sp) => sp.atoms.length).join(' '),
    ...(selective ? ['Selective dynamics'] : []),
    'Cartesian',
    ...species.flatMap((sp) =>
      sp.atoms.map((i) => {
        const flags = selective
          ? [0, 1, 2].map((k) => ((held.length === 3 * n ? held[3 * i + k] : held[i]) ? 'F' : 'T')).join(' ')
          : '';
        return `${row(structure.positions.subarray(3 * i, 3 * i + 3))}${flags && ` ${flags}`}`;
      }),
    ),
  ];
  const incar: [string, string][] = [
    ['SYSTEM', `${s.purpose} by Cermet`],
    ['GGA', s.functional === 'PBE' ? 'PE' : 'PS'],
    ['ENCUT', s.cutoff.toFixed(1)],
    ['PREC', 'Accurate'],
    ['EDIFF', s.energyTolerance.toExponential(1)],
    ['NELM', String(s.maxIterations)],
    ['ALGO', s.diagonalisation === 'cg' ? 'All' : 'Normal'],
    ['ISMEAR', '0'],
    ['SIGMA', String(Number(Math.min(s.smearing, 0.1).toFixed(3)))],
    ['LASPH', '.TRUE.'],
    ['LREAL', n > 30 ? 'Auto' : '.FALSE.'],
    ['ISPIN', s.spin ? '2' : '1'],
  ];
  if (s.spin) incar.push(['MAGMOM', species.map((sp) => `${sp.atoms.length}*${sp.moment}`).join(' ')]);
  if (s.localMixing)
    incar.push(
      ['AMIX', String(s.mixing)],
      ['BMIX', '0.0001'],
      ['AMIX_MAG', String(4 * s.mixing)],
      ['BMIX_MAG', '0.0001'],
    );
  const withU = species.some((sp) => sp.hubbard !== 0);
  if (withU) {
    const l = (sp: Species): number => (sp.hubbard === 0 ? -1 : 'spdf'.indexOf(hubbardShell(sp.element)[1]));
    incar.push(
      ['LDAU', '.TRUE.'],
      ['LDAUTYPE', '2'],
      ['LDAUL', species.map(l).join(' ')],
      ['LDAUU', species.map((sp) => sp.hubbard.toFixed(2)).join(' ')],
      ['LDAUJ', species.map(() => '0.00').join(' ')],
      ['LMAXMIX', species.some((sp) => l(sp) === 3) ? '6' : '4'],
    );
  }
  if (s.purpose === 'relax')
    incar.push(['IBRION', '2'], ['NSW', String(s.maxSteps)], ['ISIF', '2'], ['EDIFFG', String(-s.forceTolerance)]);
  if (s.purpose === 'density-of-states') incar.push(['LORBIT', '11'], ['NEDOS', '2001']);
  else incar.push(['LORBIT', '10']);
  if (s.purpose === 'charge') incar.push(['LCHARG', '.TRUE.'], ['LAECHG', '.TRUE.'], ['LVHAR', '.TRUE.']);
  if (s.dipole)
    incar.push(
      ['LDIPOL', '.TRUE.'],
      ['IDIPOL', '3'],
      ['DIPOL', `0.5 0.5 ${(((s.vacuum[0].middle + 0.5) % 1) as number).toFixed(4)}`],
    );
  const spec = species.map((sp) => LABELS[sp.element] ?? sp.element);
  return {
    files: [
      { name: 'POSCAR', text: `${lines.join('\n')}\n` },
      { name: 'INCAR', text: `${incar.map(([key, value]) => `${key} = ${value}`).join('\n')}\n` },
      { name: 'KPOINTS', text: `${s.mesh.join('x')} around Gamma\n0\nGamma\n${s.mesh.join(' ')}\n0 0 0\n` },
      { name: 'POTCAR.spec', text: `${spec.join('\n')}\n` },
      { name: 'make-potcar.sh', text: potcarScript(), executable: true },
    ],
    steps: [
      {
        id: 'potcar',
        program: 'sh',
        arguments: ['make-potcar.sh'],
        output: 'potcar.out',
        error: 'potcar.err',
        parallel: false,
        restartable: false,
      },
      {
        id: 'vasp',
        program: 'vasp_std',
        arguments: [],
        output: 'vasp.out',
        error: 'vasp.err',
        parallel: true,
        stopFile: 'STOPCAR',
        restartable: false,
      },
    ],
  };
}

/** Joins the POTCAR on the user's side and holds its titles against the labels. */
function potcarScript(): string {
  return `#!/bin/sh
# Joins POTCAR from the licensed potentials on this machine: VASP_PP_PATH names the folder that holds Li_sv/POTCAR and the like.
set -eu
cd "$(dirname "$0")"
: "\${VASP_PP_PATH:?set VASP_PP_PATH to the folder of PBE potentials}"
: > POTCAR
while read -r label; do
  [ -n "$label" ] || continue
  file="$VASP_PP_PATH/$label/POTCAR"
  [ -f "$file" ] || { echo "no potential $label in $VASP_PP_PATH" >&2; exit 1; }
  grep -q "TITEL *= *PAW_PBE $label " "$file" || { echo "$file is not PAW_PBE $label" >&2; exit 1; }
  cat "$file" >> POTCAR
done < POTCAR.spec
`;
}

const row = (values: ArrayLike<number>): string => Array.from(values, (v) => v.toFixed(8).padStart(14)).join(' ');

/** Atoms in the order in which POSCAR lists them, from that of the structure. */
export function orderOfPoscar(species: readonly Species[]): number[] {
  const order = species.flatMap((sp) => sp.atoms);
  if (new Set(order).size !== order.length) throw new InputError('an atom belongs to two species');
  return order;
}
