#!/usr/bin/env bash
# pymatgen 2026.10.24 (pymatgen-core 2026.10.16) and ASE 3.29.0, AseAtomsAdaptor.get_atoms.
# Guess: an antiferromagnet keeps its moments on the way to ASE, whether they stand as a site's magmom or as the spin of its species, which is what
# add_spin_by_site and CollinearMagneticStructureAnalyzer.get_structure_with_spin write.
# Seen: magmoms arrive, spins do not: every initial moment is zero without a word, and a calculation prepared from the atoms is not polarised.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile ase==3.29.0 pymatgen==2026.10.24 pymatgen-core==2026.10.16
"$folder/env/bin/python" - <<'PY'
import sys, warnings
from importlib.metadata import version
from pymatgen.analysis.magnetism import CollinearMagneticStructureAnalyzer
from pymatgen.core import Lattice, Structure
from pymatgen.io.ase import AseAtomsAdaptor

print({name: version(name) for name in ("ase", "pymatgen", "pymatgen-core")})
cell, sites = Lattice.cubic(2.87), [[0, 0, 0], [0.5, 0.5, 0.5]]
by_property = Structure(cell, ["Cr", "Cr"], sites, site_properties={"magmom": [1.0, -1.0]})
by_spin = CollinearMagneticStructureAnalyzer(by_property, overwrite_magmom_mode="none").get_structure_with_spin()
by_hand = Structure(cell, ["Cr", "Cr"], sites)
by_hand.add_spin_by_site([1.0, -1.0])
moments = {}
with warnings.catch_warnings():
    warnings.simplefilter("error", UserWarning)  # a word about it would be an error here
    for name, structure in (("magmom", by_property), ("get_structure_with_spin", by_spin), ("add_spin_by_site", by_hand)):
        moments[name] = AseAtomsAdaptor.get_atoms(structure).get_initial_magnetic_moments().tolist()
        print(f"{name}: species {[str(site.specie) for site in structure]}, in ASE {moments[name]}")
sys.exit(0 if moments == {"magmom": [1, -1], "get_structure_with_spin": [0, 0], "add_spin_by_site": [0, 0]} else 1)
PY
# Cermet: dropped the spins of species in pymatgen JSON as well; it reads them as moments now (test/io/structures/json).
