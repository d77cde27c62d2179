#!/usr/bin/env bash
# pymatgen 2026.10.24 (pymatgen-core 2026.10.16) and ASE 3.29.0, POSCAR with velocities.
# VASP takes a line before the velocities that is blank or says Cartesian (Å/fs), or Direct (lattice vectors per time step).
# Guess: the same velocities come out for "Cartesian" as for a blank line, and "Direct" ones are converted, refused or left out with a warning.
# Seen: pymatgen keeps them after a blank line only and drops them in silence after either word. ASE takes Direct ones for Å/fs: 0.001 lattice vectors
# of 10 Å in a step of 1 fs are 0.01 Å/fs and come out as 0.001, a temperature 100 times too small.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile ase==3.29.0 pymatgen==2026.10.24 pymatgen-core==2026.10.16
cd "$folder"
"$folder/env/bin/python" - <<'PY'
import sys, warnings
from importlib.metadata import version
import ase.io
from ase import units
from pymatgen.io.vasp import Poscar

warnings.simplefilter("error", UserWarning)  # a word about it would be an error here
print({name: version(name) for name in ("ase", "pymatgen", "pymatgen-core")})
top = "oxide\n1.0\n10 0 0\n0 10 0\n0 0 10\nLi O\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n"
seen = {}
for word, speed in (("", 0.01), ("Cartesian", 0.01), ("Direct", 0.001)):
    open("POSCAR", "w").write(f"{top}{word}\n{speed} 0 0\n0 0 {speed}\n")
    velocities = Poscar.from_file("POSCAR").velocities
    seen[word] = (None if velocities is None else float(velocities[0][0]), round(float(ase.io.read("POSCAR", format="vasp").get_velocities()[0, 0] * units.fs), 9))
    print(f"line {word!r}, {speed}: pymatgen {seen[word][0]}, ASE {seen[word][1]} Å/fs")
sys.exit(0 if seen == {"": (0.01, 0.01), "Cartesian": (None, 0.01), "Direct": (None, 0.001)} else 1)
PY
# Cermet: keeps Cartesian ones after either line, and says that it leaves Direct ones out because the file does not tell the time step (test/io/structures/poscar).
