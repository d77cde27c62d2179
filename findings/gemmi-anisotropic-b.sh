#!/usr/bin/env bash
# gemmi 0.7.5, small structures from CIF whose anisotropic displacements stand as B (_atom_site_aniso_B_11 ...), as many older refinements give them.
# Guess: they are divided by 8 pi^2, as gemmi does with _atom_site_B_iso_or_equiv and diffpy.structure 3.3.1 with both.
# Seen: isotropic B is converted, anisotropic B is passed over: U is zero and the atom does not vibrate. Intensities are too strong by exp(2 B s^2),
# 1.49 times for 0.8 Å^2 at sin(theta)/lambda = 0.5 1/Å, without a word.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile gemmi==0.7.5 diffpy.structure==3.3.1
cd "$folder"
"$folder/env/bin/python" - <<'PY'
import sys
from importlib.metadata import version
from math import pi
import diffpy.structure, gemmi

print({name: version(name) for name in ("gemmi", "diffpy.structure")})
head = ["data_lithium", *(f"_cell_length_{a} 4" for a in "abc"), *(f"_cell_angle_{a} 90" for a in ("alpha", "beta", "gamma")), "_symmetry_space_group_name_H-M 'P 1'", "loop_"]
columns = [f"_atom_site_{c}" for c in ("label", "type_symbol", "fract_x", "fract_y", "fract_z")]
tensor = ["loop_", "_atom_site_aniso_label", *(f"_atom_site_aniso_B_{ij}" for ij in ("11", "22", "33", "12", "13", "23")), "Li1 0.8 0.8 0.8 0 0 0"]
files = {
    "isotropic": [*head, *columns, "_atom_site_B_iso_or_equiv", "Li1 Li 0 0 0 0.8"],
    "anisotropic": [*head, *columns, "_atom_site_adp_type", "Li1 Li 0 0 0 Bani", *tensor],
}
hkl, s = (4, 0, 0), 0.5
seen = {}
for name, lines in files.items():
    with open(name + ".cif", "w") as file: file.write("\n".join(lines) + "\n")
    small = gemmi.read_small_structure(name + ".cif")
    factor = abs(gemmi.StructureFactorCalculatorX(small.cell).calculate_sf_from_small_structure(small, hkl))
    site = small.sites[0]
    other = diffpy.structure.loadStructure(name + ".cif")[0].U[0][0]
    seen[name] = (site.u_iso or site.aniso.u11, other, factor**2)
    print(f"{name} B of 0.8: U of gemmi {seen[name][0]:.5f}, of diffpy {other:.5f} Å^2 (0.8 / 8 pi^2 = {0.8 / 8 / pi**2:.5f}), |F|^2 of (4 0 0) {factor**2:.4f}")
right = 0.8 / 8 / pi**2
ratio = seen["anisotropic"][2] / seen["isotropic"][2]
print(f"ratio {ratio:.3f}")
sys.exit(0 if abs(seen["isotropic"][0] - right) < 1e-5 and seen["anisotropic"][0] == 0 and abs(seen["anisotropic"][1] - right) < 1e-5 and 1.4 < ratio < 1.6 else 1)
PY
# Cermet: takes no displacements from a CIF; a refinement fits its own (src/lab/diffraction/analyses/rietveld.ts).
