import type { Structure } from '../../core/index.js';
import { hubbardShell } from './hubbard-shell.js';
import type { InputFile, Step } from './input-file.js';
import type { DftSettings } from './settings.js';
import type { Species } from './species.js';

/**
 * A script for GPAW that reads its numbers from a JSON beside it, keeps a checkpoint, and writes what Cermet reads
 * back.
 */
export function writeGpaw(
  structure: Structure,
  s: DftSettings,
  species: readonly Species[],
): { files: InputFile[]; steps: Step[] } {
  const n = structure.elements.length;
  const moments = new Array<number>(n).fill(0);
  const setups: Record<string, string> = {};
  for (const { atoms, element, moment, hubbard } of species)
    for (const i of atoms) {
      moments[i] = moment;
      // A setup by the number of its atom lets one element have several values.
      if (hubbard !== 0)
        setups[species.filter((sp) => sp.element === element).length > 1 ? String(i) : element] =
          `:${hubbardShell(element)[1]},${hubbard}`;
    }
  const held = structure.atomic?.fixed?.values;
  const settings = {
    symbols: structure.elements,
    cell: [0, 1, 2].map((i) => Array.from(structure.cell.subarray(3 * i, 3 * i + 3))),
    positions: Array.from({ length: n }, (_, i) => Array.from(structure.positions.subarray(3 * i, 3 * i + 3))),
    pbc: s.vacuum.length === 3 ? [false, false, false] : s.dipole ? [true, true, false] : [true, true, true],
    moments: s.spin ? moments : null,
    fixed: held
      ? Array.from({ length: n }, (_, i) =>
          held.length === 3 * n ? held[3 * i] + held[3 * i + 1] + held[3 * i + 2] > 0 : held[i] > 0,
        ).flatMap((f, i) => (f ? [i] : []))
      : [],
    cutoff: s.cutoff,
    xc: s.functional === 'PBE' ? 'PBE' : 'PBEsol',
    mesh: s.mesh,
    smearing: s.smearing,
    setups,
    dipole: s.dipole,
    maxiter: s.maxIterations,
    mixing: s.mixing,
    tolerance: s.energyTolerance / n,
    purpose: s.purpose,
    forces: s.forceTolerance,
    steps: s.maxSteps,
  };
  return {
    files: [
      { name: 'gpaw.json', text: `${JSON.stringify(settings, null, 1)}\n` },
      { name: 'run.py', text: SCRIPT },
    ],
    steps: [
      {
        id: 'gpaw',
        program: 'gpaw',
        arguments: ['python', 'run.py'],
        output: 'gpaw.out',
        error: 'gpaw.err',
        parallel: true,
        restartable: true,
      },
    ],
  };
}

const SCRIPT = `# Written by Cermet; its numbers stand in gpaw.json. Run: mpirun -np N gpaw python run.py
import json
import os

import numpy as np
from ase import Atoms
from ase.constraints import FixAtoms
from gpaw import GPAW, PW, FermiDirac, Mixer, MixerSum
from gpaw.mpi import world

with open('gpaw.json') as file:
    s = json.load(file)
atoms = Atoms(s['symbols'], cell=s['cell'], positions=s['positions'], pbc=s['pbc'])
if s['moments']:
    atoms.set_initial_magnetic_moments(s['moments'])
if s['fixed']:
    atoms.set_constraint(FixAtoms(s['fixed']))
mixer = MixerSum if s['moments'] else Mixer
keywords = dict(
    mode=PW(s['cutoff']), xc=s['xc'], kpts={'size': s['mesh'], 'gamma': True}, occupations=FermiDirac(s['smearing'] / 2),
    setups={(int(key) if key.isdigit() else key): value for key, value in s['setups'].items()}, txt='gpaw.txt', maxiter=s['maxiter'],
    convergence={'energy': s['tolerance'], 'density': 1e-4}, mixer=mixer(s['mixing'] / 2, 5, 50))
if s['dipole']:
    keywords['poissonsolver'] = {'dipolelayer': 'xy'}
if os.path.exists('checkpoint.gpw'):
    calc = GPAW('checkpoint.gpw', txt='gpaw.txt')
else:
    calc = GPAW(**keywords)
atoms.calc = calc
calc.attach(calc.write, 5, 'checkpoint.gpw', mode='all')
if s['purpose'] == 'relax':
    from ase.optimize import BFGS
    BFGS(atoms, trajectory='relax.traj', logfile='relax.log').run(fmax=s['forces'], steps=s['steps'])
energy = atoms.get_potential_energy()
forces = atoms.get_forces()
results = dict(energy=energy, forces=forces.tolist(), fermi=calc.get_fermi_level(), positions=atoms.get_positions().tolist())
if s['moments']:
    results['moments'] = atoms.get_magnetic_moments().tolist()
if s['purpose'] == 'density-of-states':
    spins = [0, 1] if s['moments'] else [0]
    columns, names = [], []
    for atom, symbol in enumerate(s['symbols']):
        for shell in 'spd':
            for spin in spins:
                try:
                    axis, density = calc.get_orbital_ldos(atom, spin=spin, angular=shell, npts=1801, width=s['smearing'])
                except (ValueError, KeyError, IndexError):
                    continue
                columns.append(density)
                names.append('%s%d_%s_%s' % (symbol, atom + 1, shell, ('up', 'dn')[spin]))
    if world.rank == 0:
        np.savetxt('pdos_gpaw.dat', np.column_stack([axis - results['fermi']] + columns), fmt='%.5f', header='E-Ef ' + ' '.join(names))
if s['purpose'] == 'charge':
    from ase.io.cube import write_cube
    from ase.units import Bohr
    density = calc.get_all_electron_density(gridrefinement=2)
    potential = calc.get_electrostatic_potential()
    if world.rank == 0:
        with open('density.cube', 'w') as file:
            write_cube(file, atoms, density * Bohr ** 3)
        with open('potential.cube', 'w') as file:
            write_cube(file, atoms, potential / 27.211386245981)
if world.rank == 0:
    with open('results.json', 'w') as file:
        json.dump(results, file)
`;
