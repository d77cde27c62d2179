#!/usr/bin/env bash
# pymatgen 2026.10.24 (pymatgen-core 2026.10.16) and ASE 3.29.0, AseAtomsAdaptor.get_atoms of a structure read from a CONTCAR with velocities.
# Guess: the atoms move as before: 0.01 Å/fs.
# Seen: they stand still. The numbers go into an array "velocities" that ASE does not know, get_velocities() and the kinetic energy are zero, and dynamics
# go on from rest.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile ase==3.29.0 pymatgen==2026.10.24 pymatgen-core==2026.10.16
cd "$folder"
"$folder/env/bin/python" - <<'PY'
import sys, warnings
from importlib.metadata import version
from pymatgen.io.ase import AseAtomsAdaptor
from pymatgen.io.vasp import Poscar

warnings.simplefilter("error", UserWarning)  # a word about it would be an error here
print({name: version(name) for name in ("ase", "pymatgen", "pymatgen-core")})
poscar = Poscar.from_str("oxide\n1.0\n10 0 0\n0 10 0\n0 0 10\nLi O\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n\n0.01 0 0\n0 0 0.02\n")
atoms = AseAtomsAdaptor.get_atoms(poscar.structure)
print("pymatgen", [list(map(float, v)) for v in poscar.velocities], "Å/fs")
print("ASE", atoms.get_velocities().tolist(), "kinetic energy", atoms.get_kinetic_energy(), "eV, arrays", sorted(atoms.arrays))
sys.exit(0 if poscar.velocities is not None and atoms.get_kinetic_energy() == 0 and "velocities" in atoms.arrays else 1)
PY
# Cermet: writes `velo` in Å/fs; numbers under `velocities`, which has no convention, are read by a stated temperature or left out (docs/structures.md).
