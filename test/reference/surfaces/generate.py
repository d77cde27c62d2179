"""Terminations, in-plane areas and layers of 30 crystals x 3 planes by pymatgen, for test/atoms/crystal/surfaces-reference.slow.test.ts.

Run: python generate.py > pymatgen.json   (pymatgen 2026.10.24)

For each plane:
  terminations  slabs that get_slabs() keeps (ftol = 0.1 A, tol = 0.01): slabs of whole repeats which no motion, turning over included, maps onto one
                another; with the default tol = 0.1 the two cuts of bismuth's bilayers, 0.4 A apart, pass for one
  shifts        possible cuts in the oriented unit cell, by single linkage at 0.1 A
  ouc_height    [A] height of that cell along the normal; ouc_area [A2] its area; ouc_atoms its atoms
  slab_area     [A2] area of the primitive cell of the first slab
"""
import json
import sys
import warnings
from importlib.metadata import version

import numpy as np
from pymatgen.core import Lattice, Structure
from pymatgen.core.surface import SlabGenerator
from pymatgen.symmetry.analyzer import SpacegroupAnalyzer

warnings.filterwarnings("ignore")
cubic, hexagonal, tetragonal, orthorhombic = Lattice.cubic, Lattice.hexagonal, Lattice.tetragonal, Lattice.orthorhombic
CUBIC = [(1, 0, 0), (1, 1, 0), (1, 1, 1)]
HEXAGONAL = [(0, 0, 1), (1, 0, 0), (1, 0, 1)]
RHOMBOHEDRAL = [(0, 0, 1), (1, 0, 4), (1, 0, 1)]
OTHER = [(1, 0, 0), (0, 0, 1), (1, 1, 0)]
third = 1 / 3

CRYSTALS = [
    ("LiNiO2", 166, hexagonal(2.878, 14.19), ["Li", "Ni", "O"], [(0, 0, 0.5), (0, 0, 0), (0, 0, 0.2585)], RHOMBOHEDRAL),
    ("LiCoO2", 166, hexagonal(2.8161, 14.0536), ["Li", "Co", "O"], [(0, 0, 0), (0, 0, 0.5), (0, 0, 0.23951)], RHOMBOHEDRAL),
    ("NaCrO2", 166, hexagonal(2.975, 15.968), ["Na", "Cr", "O"], [(0, 0, 0.5), (0, 0, 0), (0, 0, 0.2665)], RHOMBOHEDRAL),
    ("Al2O3", 167, hexagonal(4.759, 12.991), ["Al", "O"], [(0, 0, 0.35216), (0.30624, 0, 0.25)], [(0, 0, 1), (1, 0, 2), (1, 1, 0)]),
    ("Bi", 166, hexagonal(4.546, 11.863), ["Bi"], [(0, 0, 0.2339)], RHOMBOHEDRAL),
    ("CoO2", 164, hexagonal(2.822, 4.29), ["Co", "O"], [(0, 0, 0), (third, 2 * third, 0.2187)], HEXAGONAL),
    ("Co", 194, hexagonal(2.507, 4.069), ["Co"], [(third, 2 * third, 0.25)], HEXAGONAL),
    ("ZnO", 186, hexagonal(3.2498, 5.2066), ["Zn", "O"], [(third, 2 * third, 0), (third, 2 * third, 0.3819)], HEXAGONAL),
    ("TiB2", 191, hexagonal(3.0305, 3.2295), ["Ti", "B"], [(0, 0, 0), (third, 2 * third, 0.5)], HEXAGONAL),
    ("NiAs", 194, hexagonal(3.619, 5.034), ["Ni", "As"], [(0, 0, 0), (third, 2 * third, 0.25)], HEXAGONAL),
    ("SiO2", 152, hexagonal(4.9137, 5.4047), ["Si", "O"], [(0.4697, 0, third), (0.4133, 0.2672, 0.2144 + third)], HEXAGONAL),
    ("NiO", 225, cubic(4.178), ["Ni", "O"], [(0, 0, 0), (0.5, 0.5, 0.5)], CUBIC),
    ("Li2O", 225, cubic(4.619), ["Li", "O"], [(0.25, 0.25, 0.25), (0, 0, 0)], CUBIC),
    ("Ni", 225, cubic(3.5239), ["Ni"], [(0, 0, 0)], CUBIC),
    ("Li", 229, cubic(3.5093), ["Li"], [(0, 0, 0)], CUBIC),
    ("Si", 227, cubic(5.431), ["Si"], [(0.125, 0.125, 0.125)], CUBIC),
    ("GaAs", 216, cubic(5.653), ["Ga", "As"], [(0, 0, 0), (0.25, 0.25, 0.25)], CUBIC),
    ("CsCl", 221, cubic(4.123), ["Cs", "Cl"], [(0, 0, 0), (0.5, 0.5, 0.5)], CUBIC),
    ("SrTiO3", 221, cubic(3.905), ["Sr", "Ti", "O"], [(0, 0, 0), (0.5, 0.5, 0.5), (0.5, 0.5, 0)], CUBIC),
    ("Co3O4", 227, cubic(8.084), ["Co", "Co", "O"], [(0.125,) * 3, (0.5,) * 3, (0.2631,) * 3], CUBIC),
    ("LiMn2O4", 227, cubic(8.2476), ["Li", "Mn", "O"], [(0.125,) * 3, (0.5,) * 3, (0.2632,) * 3], CUBIC),
    ("FeS2", 205, cubic(5.418), ["Fe", "S"], [(0, 0, 0), (0.385, 0.385, 0.385)], CUBIC),
    ("TiO2", 136, tetragonal(4.5937, 2.9587), ["Ti", "O"], [(0, 0, 0), (0.3053, 0.3053, 0)], OTHER),
    ("TiO2 anatase", 141, tetragonal(3.7842, 9.5146), ["Ti", "O"], [(0, 0.75, 0.125), (0, 0.75, 0.3331)], [(1, 0, 1), (0, 0, 1), (1, 0, 0)]),
    ("Co2B", 140, tetragonal(5.015, 4.22), ["Co", "B"], [(0.167, 0.667, 0), (0, 0, 0.25)], OTHER),
    ("Ni2B", 140, tetragonal(4.991, 4.247), ["Ni", "B"], [(0.167, 0.667, 0), (0, 0, 0.25)], OTHER),
    ("CoB", 62, orthorhombic(5.253, 3.043, 3.956), ["Co", "B"], [(0.18, 0.25, 0.125), (0.036, 0.25, 0.61)], OTHER),
    ("NiB", 63, orthorhombic(2.929, 7.392, 2.961), ["Ni", "B"], [(0, 0.146, 0.25), (0, 0.44, 0.25)], OTHER),
    ("Co3B", 62, orthorhombic(5.223, 6.629, 4.408), ["Co", "Co", "B"], [(0.036, 0.25, 0.852), (0.186, 0.063, 0.328), (0.89, 0.25, 0.45)], OTHER),
    ("Li2MnO3", 12, Lattice.monoclinic(4.937, 8.532, 5.03, 109.46), ["Li", "Li", "Li", "Mn", "O", "O"],
     [(0, 0.5, 0), (0, 0, 0.5), (0, 0.6606, 0.5), (0, 0.16708, 0), (0.2189, 0, 0.2273), (0.254, 0.32119, 0.2233)], [(0, 0, 1), (0, 1, 0), (1, 1, 0)]),
]


def reduced_area(slab):
    """In-plane area of the slab's primitive cell: its volume over the height of slab and vacuum."""
    height = slab.volume / slab.surface_area
    return float(SpacegroupAnalyzer(slab, 0.01).find_primitive().volume) / height


def describe(bulk, hkl):
    generator = SlabGenerator(bulk, hkl, min_slab_size=10, min_vacuum_size=10, center_slab=True, primitive=True, lll_reduce=True)
    slabs = generator.get_slabs(ftol=0.1, tol=0.01)
    ouc = generator.oriented_unit_cell
    a, b, c = ouc.lattice.matrix
    normal = np.cross(a, b)
    area = float(np.linalg.norm(normal))
    return {
        "hkl": hkl,
        "terminations": len(slabs),
        "shifts": len(generator.gen_possible_terminations(ftol=0.1)),
        "ouc_height": abs(float(np.dot(c, normal))) / area,
        "ouc_area": area,
        "ouc_atoms": len(ouc),
        "slab_area": reduced_area(slabs[0]),
    }


def main():
    out = []
    for name, group, lattice, species, coordinates, planes in CRYSTALS:
        bulk = Structure.from_spacegroup(group, lattice, species, coordinates)
        out.append({
            "name": name,
            "space_group": group,
            "cell": [round(x, 12) for x in bulk.lattice.matrix.flatten().tolist()],
            "elements": [site.specie.symbol for site in bulk],
            "fractional": [round(x, 9) for site in bulk for x in site.frac_coords.tolist()],
            "planes": [describe(bulk, hkl) for hkl in planes],
        })
        print(name, [plane["terminations"] for plane in out[-1]["planes"]], file=sys.stderr, flush=True)
    rows = ",\n".join(json.dumps(crystal) for crystal in out)
    print(f'{{"pymatgen": {json.dumps(version("pymatgen"))}, "crystals": [\n{rows}\n]}}')


main()
