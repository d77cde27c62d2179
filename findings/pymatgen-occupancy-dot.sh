#!/usr/bin/env bash
# pymatgen 2026.10.24 (pymatgen-core 2026.10.16), CIF.
# Guess: "." for an occupancy is the dictionary's default of 1, as "?" is read by it and as ASE and gemmi read both.
# Seen: "." is 0, and the site is dropped. Where another site has the same element nothing is said: LiNiO2 with 5 % lithium on nickel's site
# comes out with a twentieth of its lithium.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile pymatgen==2026.10.24 pymatgen-core==2026.10.16
cd "$folder"
"$folder/env/bin/python" - <<'PY'
import sys, warnings
from importlib.metadata import version
from pymatgen.core import Structure

print("pymatgen", version("pymatgen"), version("pymatgen-core"))
cif = """data_crystal
_cell_length_a 2.88
_cell_length_b 2.88
_cell_length_c 14.2
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 120
_symmetry_space_group_name_H-M 'R -3 m:H'
_symmetry_Int_Tables_number 166
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
Li1 Li 0 0 0.5 {full}
Ni1 Ni 0 0 0 0.95
Li2 Li 0 0 0 0.05
O1 O 0 0 0.24 1
"""
lithium = {}
for full in ("1", "?", "."):
    open("nickelate.cif", "w").write(cif.format(full=full))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        lithium[full] = Structure.from_file("nickelate.cif").composition["Li"]
    print(f"occupancy {full}: {lithium[full]:.2f} Li in the cell;", [str(warning.message)[:100] for warning in said if issubclass(warning.category, UserWarning)])
sys.exit(0 if abs(lithium["1"] - 3.15) < 1e-6 and abs(lithium["?"] - 3.15) < 1e-6 and abs(lithium["."] - 0.15) < 1e-6 else 1)
PY
# Cermet: both are 1 (test/io/structures/space-groups, what a CIF says of its atoms).
