"""Reactions of coatings with oxides by pymatgen, on the measured enthalpies that Cermet ships, each at the mean of its sources.

python generate-measured.py > measured.json      (made with pymatgen 2026.10.24; again whenever measured-enthalpies.ts changes)
"""
import json
import re
from pathlib import Path
from pymatgen.analysis.interface_reactions import InterfacialReactivity
from pymatgen.analysis.phase_diagram import PDEntry, PhaseDiagram
from pymatgen.core import Composition

table = (Path(__file__).parents[3] / "src/atoms/phases/measured-enthalpies.ts").read_text()
energies = {}
for name, rows in re.findall(r"^  (\w+): \[(\[.*\])\],$", table, re.M):
    values = [float(v) for v in re.findall(r"\['\w+', (-?[\d.]+)", rows)]
    energies[name] = sum(values) / len(values)

reactions = []
for coating, oxide in [("Co2B", "LiNiO2"), ("CoB", "LiCoO2"), ("Ni2B", "LiNiO2"), ("Co2P", "LiNiO2"), ("Co2Si", "LiNiO2"), ("B2O3", "LiNiO2"), ("LiBO2", "LiNiO2"), ("Al2O3", "LiCoO2"), ("SiO2", "LiNiO2")]:
    elements = {e.symbol for f in (coating, oxide) for e in Composition(f)}
    inside = [f for f in energies if {e.symbol for e in Composition(f)} <= elements]
    entries = [PDEntry(Composition(e), 0) for e in elements] + [PDEntry(Composition(f), energies[f] * Composition(f).num_atoms) for f in inside]
    line = InterfacialReactivity(Composition(coating), Composition(oxide), PhaseDiagram(entries), norm=True, use_hull_energy=False)
    reactions.append({"coating": coating, "oxide": oxide, "kinks": [[float(k[1]), float(k[2])] for k in line.get_kinks()]})
print(json.dumps({"compounds": len(energies), "reactions": reactions}, indent=1))
