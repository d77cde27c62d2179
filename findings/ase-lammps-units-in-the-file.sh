#!/usr/bin/env bash
# ASE 3.29.0, LAMMPS data files and dumps.
# Guess: a file that states its units ("units = real" in the first line that LAMMPS's write_data writes, ITEM: UNITS in a dump) is read in them, or
# with a warning that it is not.
# Seen: both are read as "metal". Velocities are 1000 times too small (temperature a million times), forces in kcal/mol/Å are taken for eV/Å, 23 times too large.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile ase==3.29.0
cd "$folder"
"$folder/env/bin/python" - <<'PY'
import sys, warnings
import ase, ase.io
from ase import units

warnings.simplefilter("error", UserWarning)  # a word about it would be an error here
print("ASE", ase.__version__)
open("argon.data", "w").write("""LAMMPS data file via write_data, version 2 Aug 2023, timestep = 1000, units = real

1 atoms
1 atom types

0 10 xlo xhi
0 10 ylo yhi
0 10 zlo zhi

Masses

1 39.948

Atoms # atomic

1 1 1 2 3 0 0 0

Velocities

1 0.004 0 0
""")
open("argon.dump", "w").write("""ITEM: UNITS
real
ITEM: TIMESTEP
0
ITEM: NUMBER OF ATOMS
1
ITEM: BOX BOUNDS pp pp pp
0 10
0 10
0 10
ITEM: ATOMS id type element x y z vx vy vz fx fy fz
1 1 Ar 1 2 3 0.004 0 0 23.0605 0 0
""")
data = ase.io.read("argon.data", format="lammps-data")
dump = ase.io.read("argon.dump", format="lammps-dump-text")
fast = [float(atoms.get_velocities()[0, 0] * units.fs) for atoms in (data, dump)]
force = float(dump.get_forces()[0, 0])
print(f"0.004 Å/fs: data file {fast[0]:.2g}, dump {fast[1]:.2g} Å/fs; 23.06 kcal/mol/Å = 1 eV/Å: {force:.2f} eV/Å")
sys.exit(0 if all(abs(v - 4e-6) < 1e-9 for v in fast) and abs(force - 23.0605) < 1e-6 else 1)
PY
# Cermet: reads both in the units that they state (test/io/structures/formats).
