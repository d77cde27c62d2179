"""Files of structures as ASE 3.29 writes them, with what ASE holds: an .traj, LAMMPS data, a pw.x input, extended XYZ with momenta. Run: python make-formats.py > formats.json"""
import base64
import io
import json
import os
import tempfile
import ase
import numpy as np
from ase import Atoms, units
from ase.calculators.singlepoint import SinglePointCalculator
from ase.constraints import FixAtoms
from ase.io import read, write
from ase.io.trajectory import Trajectory

rng = np.random.default_rng(1)
cell = [[5.1, 0, 0], [0.7, 5.6, 0], [0.3, -0.4, 6.2]]
base = Atoms("LiNiO2CoO2", scaled_positions=rng.random((7, 3)), cell=cell, pbc=True)
frames = []
for k in range(3):
    atoms = base.copy()
    atoms.positions += 0.05 * rng.normal(size=(7, 3))
    atoms.set_momenta(rng.normal(size=(7, 3)) * np.sqrt(atoms.get_masses()[:, None] * units.kB * 300))
    atoms.set_constraint(FixAtoms(indices=[0, 3]))
    atoms.calc = SinglePointCalculator(atoms, energy=-30.0 - k, forces=rng.normal(size=(7, 3)), stress=rng.normal(size=6) * 0.01, magmoms=rng.normal(size=7))
    frames.append(atoms)
folder = tempfile.mkdtemp()


def text(name, **options):
    path = os.path.join(folder, name)
    write(path, frames[0], **options)
    return open(path).read()


path = os.path.join(folder, "a.traj")
with Trajectory(path, "w") as out:
    for atoms in frames:
        out.write(atoms)
traj = base64.b64encode(open(path, "rb").read()).decode()
write(os.path.join(folder, "a.xyz"), frames, format="extxyz")
xyz = open(os.path.join(folder, "a.xyz")).read()
data = text("a.data", format="lammps-data", atom_style="charge", masses=True, velocities=True, units="metal")
pw = text("a.pwi", format="espresso-in", pseudopotentials={"Li": "a", "Ni": "b", "Co": "c", "O": "d"}, input_data={"system": {"ecutwfc": 30}})
expected = [
    {
        "elements": atoms.get_chemical_symbols(),
        "cell": atoms.cell.array.ravel().tolist(),
        "positions": atoms.positions.ravel().tolist(),
        # Å/fs
        "velocities": (atoms.get_velocities() * units.fs).ravel().tolist(),
        "temperature": atoms.get_kinetic_energy() / (1.5 * 7 * units.kB),
        "energy": atoms.get_potential_energy(),
        "forces": atoms.get_forces(apply_constraint=False).ravel().tolist(),
        "stress": atoms.get_stress(voigt=False, apply_constraint=False).ravel().tolist(),
        "magmoms": atoms.get_magnetic_moments().tolist(),
    }
    for atoms in frames
]
print(json.dumps({"ase": ase.__version__, "traj": traj, "extxyz": xyz, "lammpsData": data, "pwInput": pw, "frames": expected}, indent=1))
