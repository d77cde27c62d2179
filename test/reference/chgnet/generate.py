"""Reference energies, forces, stresses and moments of CHGNet 0.3.0, evaluated in double precision, on structures made here.

python generate.py > chgnet.json      (made with chgnet 0.4.2, torch and pymatgen as that installs them)

Crystals of many chemistries (prototypes with made-up cells near the sum of covalent radii), slabs, glasses, strained and sheared cells, one atom per cell,
long thin cells, and interface.json: 131 atoms of cobalt boride on LiNiO2 (104) as `cermet interface` makes them. Double precision takes out the reference's own rounding, which in single precision reaches 1.5e-4 eV/A, and how far the
single-precision reference lies from it is printed beside.
"""
import contextlib
import json
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
import numpy as np
import torch
import chgnet.graph.converter
import chgnet.graph.crystalgraph
import chgnet.model.model
from chgnet.model import CHGNet
from pymatgen.core import Element, Lattice, Structure

rng = np.random.default_rng(20261122)


def set_precision(dtype):
    for module in (chgnet.graph.converter, chgnet.graph.crystalgraph, chgnet.model.model):
        module.TORCH_DTYPE = dtype


with contextlib.redirect_stdout(sys.stderr):
    single = CHGNet.load(verbose=False, use_device="cpu")
    double = CHGNet.load(verbose=False, use_device="cpu").double()
for model in (single, double):
    linear = model.composition_model.fc
    model.composition_model._get_energy = lambda features, linear=linear: linear(features.to(linear.weight.dtype)).view(-1)


def radius(symbol):
    r = Element(symbol).atomic_radius
    return max(float(r), 0.6) if r else 1.4


PROTOTYPES = {
    "rocksalt": (225, 2.0, [(0, 0, 0), (0.5, 0.5, 0.5)]),
    "zincblende": (216, 4 / 3**0.5, [(0, 0, 0), (0.25, 0.25, 0.25)]),
    "cscl": (221, 2 / 3**0.5, [(0, 0, 0), (0.5, 0.5, 0.5)]),
    "fluorite": (225, 4 / 3**0.5, [(0, 0, 0), (0.25, 0.25, 0.25)]),
}
unseen = {"Po", "At", "Rn", "Fr", "Ra"}
elements = [Element.from_Z(z).symbol for z in range(1, 95) if Element.from_Z(z).symbol not in unseen]
anions = ["O", "F", "S", "N", "P", "Cl", "B", "Si", "C", "Se", "H", "I"]

cases = []


def keep(kind, structure):
    structure = Structure(Lattice(np.round(structure.lattice.matrix, 6)), structure.species, np.round(structure.cart_coords, 6), coords_are_cartesian=True)
    cases.append((kind, structure))


for i, symbol in enumerate(elements):  # every element once, with some anion
    anion = anions[i % len(anions)]
    if anion == symbol:
        anion = "O" if symbol != "O" else "S"
    name = list(PROTOTYPES)[i % 4]
    group, scale, sites = PROTOTYPES[name]
    a = scale * (radius(symbol) + radius(anion)) * 1.02
    s = Structure.from_spacegroup(group, Lattice.cubic(a), [symbol, anion], sites).get_primitive_structure()
    s.perturb(0.05)
    keep(name, s)
for i in range(20):  # perovskites with strain
    a, b = rng.choice(["Ca", "Sr", "Ba", "La", "Y", "Na", "K", "Ce"]), rng.choice(["Ti", "Zr", "Mn", "Fe", "Co", "Ni", "Nb", "Al"])
    s = Structure.from_spacegroup(221, Lattice.cubic(3.9), [a, b, "O"], [(0, 0, 0), (0.5, 0.5, 0.5), (0.5, 0.5, 0)])
    s.apply_strain(rng.uniform(-0.04, 0.04, 3))
    s.perturb(0.08)
    keep("perovskite", s)
for i in range(20):  # layered oxides with vacancies
    x = rng.choice(["Ni", "Co", "Mn", "Fe", "Cr", "V"])
    s = Structure.from_spacegroup(166, Lattice.hexagonal(2.88, 14.2), ["Li", x, "O"], [(0, 0, 0.5), (0, 0, 0), (0, 0, 0.2585)])
    s.remove_sites([k for k, site in enumerate(s) if site.specie.symbol == "Li"][: int(rng.integers(0, 3))])
    s.perturb(0.06)
    keep("layered", s)
for i in range(14):  # one atom per cell, sheared
    symbol = rng.choice(["Ni", "Co", "Fe", "Al", "Cu", "W", "Na", "Mg", "Ti", "Au"])
    d = 2.05 * radius(symbol)
    keep("one atom", Structure(Lattice.from_parameters(d, d * rng.uniform(0.98, 1.1), d, *rng.uniform(58, 95, 3)), [symbol], [(0, 0, 0)]))
for i in range(12):  # long thin cells
    s = Structure.from_spacegroup(225, Lattice.cubic(4.2), [rng.choice(["Ni", "Mg", "Mn", "Co"]), "O"], [(0, 0, 0), (0.5, 0.5, 0.5)]).get_primitive_structure()
    s.make_supercell([1, 1, int(rng.integers(4, 8))])
    s.perturb(0.05)
    keep("long thin", s)
for i in range(15):  # slabs with vacuum
    s = Structure.from_spacegroup(225, Lattice.cubic(4.2), [rng.choice(["Ni", "Mg", "Mn", "Co"]), "O"], [(0, 0, 0), (0.5, 0.5, 0.5)])
    m = s.lattice.matrix.copy()
    m[2, 2] += rng.uniform(5, 14)
    s = Structure(Lattice(m), s.species, s.cart_coords, coords_are_cartesian=True)
    s.perturb(0.08)
    keep("slab", s)
for i in range(15):  # glasses: random packings with minimum distances
    pair = [("Co", "B"), ("Ni", "P"), ("Si", "O"), ("Li", "Si"), ("Fe", "B")][i % 5]
    n = 24
    L = 6.6
    points = []
    while len(points) < n:
        p = rng.uniform(0, L, 3)
        if all(np.linalg.norm((p - q + L / 2) % L - L / 2) > 1.75 for q in points):
            points.append(p)
    keep("glass", Structure(Lattice.cubic(L), [pair[0] if rng.uniform() < 0.6 else pair[1] for _ in range(n)], points, coords_are_cartesian=True))
for i in range(20):  # distorted cells of mixed chemistry
    symbols = rng.choice(elements[:60], 4)
    s = Structure(Lattice.from_parameters(*rng.uniform(4.0, 5.5, 3), *rng.uniform(65, 115, 3)), list(symbols), [(0, 0, 0), (0.5, 0.5, 0.02), (0.5, 0.03, 0.5), (0.01, 0.5, 0.5)])
    keep("distorted", s)
with open(Path(__file__).with_name("interface.json")) as file:
    made = json.load(file)
keep("interface", Structure(Lattice(np.reshape(made["cell"], (3, 3))), made["elements"], np.reshape(made["positions"], (-1, 3)), coords_are_cartesian=True))

out = []
for kind, s in cases:
    results = {}
    for name, model, dtype in (("double", double, torch.float64), ("single", single, torch.float32)):
        set_precision(dtype)
        torch.set_default_dtype(dtype)
        results[name] = {k: np.asarray(v, dtype=float) for k, v in model.predict_structure(s, task="efsm").items()}
    d, f = results["double"], results["single"]
    out.append(
        {
            "kind": kind,
            "elements": [site.specie.symbol for site in s],
            "cell": np.round(s.lattice.matrix, 6).ravel().tolist(),
            "positions": np.round(s.cart_coords, 6).ravel().tolist(),
            "energy": round(float(d["e"]), 9),
            "forces": np.round(d["f"], 7).ravel().tolist(),
            "stress": np.round(d["s"], 6).ravel().tolist(),
            "magmoms": np.round(d["m"], 7).ravel().tolist(),
        }
    )
    print(kind, s.formula, "single - double:", *(f"{k} {np.abs(d[k] - f[k]).max():.1e}" for k in "efsm"), file=sys.stderr)
print(json.dumps(out, separators=(",", ":")))
