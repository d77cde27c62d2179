#!/usr/bin/env bash
# gemmi 0.7.5, small structures from CIF.
# Guess: a CIF whose name of the space group is unknown ("F d -3 m Z", as a large database of inorganic crystals writes origin choice 2, or the full symbol
# "R -3 2/m") is read by its number, or refused.
# Seen: the number is not used, the group is None, and get_all_unit_cell_sites() gives the asymmetric unit as if it were the cell: 3 atoms of a spinel's 56,
# a density 19 times too small, without an error. Whoever does not look at .spacegroup goes on with it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile gemmi==0.7.5
"$folder/env/bin/python" - <<'PY'
import sys, gemmi

print("gemmi", gemmi.__version__)
cif = """data_crystal
_cell_length_a 8.24
_cell_length_b 8.24
_cell_length_c 8.24
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_symmetry_space_group_name_H-M '{name}'
_symmetry_Int_Tables_number 227
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Li1 Li 0.125 0.125 0.125
Mn1 Mn 0.5 0.5 0.5
O1 O 0.2625 0.2625 0.2625
"""
seen = []
for name in ("F d -3 m:2", "F d -3 m Z", "F 41/d -3 2/m"):
    small = gemmi.make_small_structure_from_block(gemmi.cif.read_string(cif.format(name=name)).sole_block())
    seen.append((small.spacegroup is None, len(small.get_all_unit_cell_sites())))
    print(f"{name}: group {small.spacegroup}, number in the file {small.spacegroup_number}, {seen[-1][1]} atoms in the cell")
sys.exit(0 if seen == [(False, 56), (True, 3), (True, 3)] else 1)
PY
# Cermet: knows both spellings; a name that it does not know is held against the number, the cell and the formula or refused (test/io/structures/space-groups).
