#!/usr/bin/env bash
# ASE 3.29.0, pymatgen 2026.10.24 (pymatgen-core 2026.10.16) and diffpy.structure 3.3.1 on CIFs that name their setting and list no operations.
# Guess: "F d -3 m:2" is read with the origin at the centre and "R -3 m:R" on rhombohedral axes, as the suffix says and as gemmi 0.7.5 does; or refused.
# Seen: the three drop the suffix. LiMn2O4 at origin choice 2 becomes Li16Mn8O32 with atoms 0.29 Å apart (manganese on lithium's sites and the other way
# round), LiCoO2 on rhombohedral axes becomes Li9Co3O36 in a cell for four atoms. Each hands the crystal over without an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile ase==3.29.0 pymatgen==2026.10.24 pymatgen-core==2026.10.16 diffpy.structure==3.3.1 gemmi==0.7.5
cd "$folder"
"$folder/env/bin/python" - <<'PY'
import collections, sys, warnings
from importlib.metadata import version
import ase.io, diffpy.structure, gemmi
from pymatgen.core import Structure

print({name: version(name) for name in ("ase", "pymatgen", "pymatgen-core", "diffpy.structure", "gemmi")})


def write(name, lengths, angle, group, number, sites):
    lines = ["data_crystal", *(f"_cell_length_{axis} {lengths}" for axis in "abc"), *(f"_cell_angle_{side} {angle}" for side in ("alpha", "beta", "gamma"))]
    lines += [f"_space_group_name_H-M_alt '{group}'", f"_space_group_IT_number {number}", "loop_"]
    lines += [f"_atom_site_{column}" for column in ("label", "type_symbol", "fract_x", "fract_y", "fract_z", "occupancy")]
    lines += [f"{symbol}1 {symbol} {x} {x} {x} 1" for symbol, x in sites]
    open(name, "w").write("\n".join(lines) + "\n")


write("spinel.cif", 8.24, 90, "F d -3 m:2", 227, [("Li", 0.125), ("Mn", 0.5), ("O", 0.2625)])
write("layered.cif", 4.957, 33, "R -3 m:R", 166, [("Li", 0.5), ("Co", 0), ("O", 0.2395)])
count = lambda symbols: dict(sorted(collections.Counter(symbols).items()))
readers = {
    "gemmi": lambda name: count(site.element.name for site in gemmi.read_small_structure(name).get_all_unit_cell_sites()),
    "ASE": lambda name: count(ase.io.read(name).get_chemical_symbols()),
    "pymatgen": lambda name: count(site.specie.symbol for site in Structure.from_file(name)),
    "diffpy": lambda name: count(atom.element for atom in diffpy.structure.loadStructure(name)),
}
seen = {}
for name in ("spinel.cif", "layered.cif"):
    for reader, read in readers.items():
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            seen[name, reader] = read(name)
        about = [str(warning.message)[:60] for warning in said if "origin" in str(warning.message) or "setting" in str(warning.message)]
        print(name, reader, seen[name, reader], about)
right = {"spinel.cif": {"Li": 8, "Mn": 16, "O": 32}, "layered.cif": {"Co": 1, "Li": 1, "O": 2}}
wrong = {"spinel.cif": {"Li": 16, "Mn": 8, "O": 32}, "layered.cif": {"Co": 3, "Li": 9, "O": 36}}
sys.exit(0 if all(found == (right if reader == "gemmi" else wrong)[name] for (name, reader), found in seen.items()) else 1)
PY
# Cermet: reads each by its own symbol, all 530 settings (test/io/structures/space-groups).
