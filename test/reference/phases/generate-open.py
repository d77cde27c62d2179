"""Reactions with oxygen open to a reservoir by pymatgen, on the formation energies of phases.json.

python generate-open.py > open-oxygen.json      (made with pymatgen 2026.10.24)
"""
import json
from pathlib import Path
from pymatgen.analysis.interface_reactions import GrandPotentialInterfacialReactivity
from pymatgen.analysis.phase_diagram import GrandPotentialPhaseDiagram, PDEntry, PhaseDiagram
from pymatgen.core import Composition, Element

energies = json.loads((Path(__file__).parent / "phases.json").read_text())["energies"]
entries = [PDEntry(Composition(f), e * Composition(f).num_atoms) for f, e in energies.items()]
diagram = PhaseDiagram(entries)
pairs = [("Co2B", "LiNiO2"), ("CoB", "LiCoO2"), ("B2O3", "LiNiO2"), ("Ni2B", "LiNiO2"), ("Li3BO3", "LiCoO2")]
reactions = []
for potential in (-0.3, -1.5, -2.5):
    grand = GrandPotentialPhaseDiagram(entries, {Element("O"): potential})
    for coating, oxide in pairs:
        # Energies against coating and oxide as they are, and against what each falls into on its own.
        whole, mutual = (
            GrandPotentialInterfacialReactivity(Composition(coating), Composition(oxide), grand, diagram, include_no_mixing_energy=ends, norm=True, use_hull_energy=False).get_kinks()
            for ends in (True, False)
        )
        kinks = [[float(k[1]), float(k[2]), float(m[2])] for k, m in zip(whole, mutual, strict=True)]
        reactions.append({"potential": potential, "coating": coating, "oxide": oxide, "kinks": kinks})
print(json.dumps({"reactions": reactions}, indent=1))
