"""Energies above the hull and reactions along mixing lines by pymatgen, on formation energies made up for the purpose.

python generate.py > phases.json      (made with pymatgen 2026.10.24)
"""
import json
from pymatgen.analysis.interface_reactions import InterfacialReactivity
from pymatgen.analysis.phase_diagram import PDEntry, PhaseDiagram
from pymatgen.core import Composition

energies = {
    "Li": 0, "Ni": 0, "Co": 0, "B": 0, "O": 0, "Li2O": -2.06, "NiO": -1.2, "CoO": -1.25, "Co3O4": -1.3, "B2O3": -2.6, "LiNiO2": -1.5, "LiCoO2": -1.75,
    "Co2B": -0.24, "CoB": -0.4, "Co3B": -0.18, "Ni2B": -0.25, "NiB": -0.28, "Li3BO3": -2.4, "LiBO2": -2.65, "Co3B2O6": -2.0, "Ni3B2O6": -1.95,
    "Co4B6O13": -2.2, "LiB3O5": -2.7, "Li2O2": -1.65, "NiO2": -0.8, "CoO2": -0.9, "Li2NiO3": -1.55, "Ni3B": -0.2, "LiB": -0.1,
}
entries = [PDEntry(Composition(f), e * Composition(f).num_atoms) for f, e in energies.items()]
diagram = PhaseDiagram(entries)
pairs = [("Co2B", "LiNiO2"), ("CoB", "LiCoO2"), ("B2O3", "LiNiO2"), ("Li3BO3", "LiCoO2"), ("Ni2B", "LiNiO2"), ("Co2B", "O"), ("Li2O", "CoO"), ("Co3B", "Li2NiO3"), ("LiB", "Co3O4")]
reactions = []
for coating, oxide in pairs:
    line = InterfacialReactivity(Composition(coating), Composition(oxide), diagram, norm=True, use_hull_energy=False)
    reactions.append({"coating": coating, "oxide": oxide, "kinks": [[float(k[1]), float(k[2])] for k in line.get_kinks()]})
print(json.dumps({"energies": energies, "above": {f: diagram.get_e_above_hull(e) for f, e in zip(energies, entries)}, "reactions": reactions}, indent=1))
