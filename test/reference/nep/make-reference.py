"""Energies, forces and virials by calorine's CPU evaluator, for the tests of the NEP reader and evaluators.

    pip install calorine==4.1 && python make-reference.py                     # writes models/*.txt and calorine.json
    pip install calorine==3.1 && python make-reference.py --typewise          # typewise cutoffs, which only older versions read: calorine-typewise.json
    python make-reference.py --trained                                        # what make-trained.mjs wrote: calorine-trained.json
    python make-reference.py --second                                         # the potential in data/potential-2: calorine-second.json
    python make-reference.py --public FOLDER                                  # three public GPUMD models in FOLDER, which are not ours to keep: public.json

The extension module is called as it is: the Python layer of calorine 4 takes NEP4 only, the C++ below it NEP3 and NEP5 as well.
"""
import json
import pathlib
import sys

import _nepy
import calorine
import numpy as np
from ase.data import atomic_masses, atomic_numbers

here = pathlib.Path(__file__).parent
root = here.parents[2]


def write_model(name, seed, version=4, elements=("Co", "B", "O"), zbl=None, cutoff="4.5 3.6 90 50", n_max=(2, 2), basis=(4, 3), l_max="4 2 0", neurons=5):
    rng = np.random.default_rng(seed)
    flags = [int(v) for v in l_max.split()]
    dim = n_max[0] + 1 + (n_max[1] + 1) * (flags[0] + sum(f > 0 for f in flags[1:]))
    types = len(elements)
    head = [f"nep{version}{'_zbl' if zbl else ''} {types} {' '.join(elements)}"]
    if zbl:
        head.append(f"zbl {zbl}")
    head += [f"cutoff {cutoff}", f"n_max {n_max[0]} {n_max[1]}", f"basis_size {basis[0]} {basis[1]}", f"l_max {l_max}", f"ANN {neurons} 0"]
    values = []
    for _ in range(1 if version == 3 else types):
        values += list(rng.normal(0, 1, neurons * dim)) + list(rng.normal(0, 0.5, neurons)) + list(rng.normal(0, 1, neurons))
        if version == 5:
            values.append(rng.normal())
    values.append(rng.normal())
    values += list(rng.normal(0, 0.5, types**2 * ((n_max[0] + 1) * (basis[0] + 1) + (n_max[1] + 1) * (basis[1] + 1))))
    values += list(rng.uniform(0.02, 0.3, dim))
    if zbl and zbl.split()[:2] == ["0", "0"]:
        for _ in range(types * (types + 1) // 2):
            values += [rng.uniform(0.6, 1.0), rng.uniform(1.4, 2.2)] + [v for _ in range(4) for v in (rng.uniform(0.05, 0.5), rng.uniform(0.2, 3))]
    (here / "models").mkdir(exist_ok=True)
    (here / "models" / f"{name}.txt").write_text("\n".join(head + [f"{v:.7e}" for v in values]) + "\n")
    return name, elements


def make_structure(rng, elements, atoms, volume, shortest):
    """Atoms at random in a skewed cell, none closer than `shortest`, their own images included."""
    while True:
        cell = np.eye(3) + rng.uniform(-0.35, 0.35, (3, 3))
        cell *= (atoms * volume / abs(np.linalg.det(cell))) ** (1 / 3)
        images = [np.array([a, b, c]) @ cell for a in range(-2, 3) for b in range(-2, 3) for c in range(-2, 3)]
        if min(np.linalg.norm(v) for v in images if np.any(v)) < shortest:
            continue
        positions = []
        for _ in range(2000):
            p = rng.uniform(-0.3, 1.3, 3) @ cell
            if all(np.linalg.norm(p - q + v) > shortest for q in positions for v in images):
                positions.append(p)
            if len(positions) == atoms:
                return np.round(cell, 6), np.round(np.array(positions), 6), [str(e) for e in rng.choice(elements, atoms)]


def evaluate(path, cell, positions, elements):
    c = cell.flatten()
    masses = [float(atomic_masses[atomic_numbers[e]]) for e in elements]
    nep = _nepy.NEPY(str(path), len(elements), [c[0], c[3], c[6], c[1], c[4], c[7], c[2], c[5], c[8]], elements, list(positions.T.flatten()), masses)
    energies, forces, virials = nep.get_potential_forces_and_virials()
    n = len(elements)
    return {
        "cell": cell.flatten().tolist(),
        "elements": elements,
        "positions": positions.flatten().tolist(),
        "energies": [round(float(v), 10) for v in energies],
        "forces": np.round(np.array(forces).reshape(3, n).T.flatten(), 10).tolist(),
        # dE/dε: the virial of GPUMD with its sign turned.
        "virial": np.round(-np.array(virials).reshape(9, n).sum(axis=1), 10).tolist(),
    }


def run(models, output, seed, frames, stretch=1.0):
    rng = np.random.default_rng(seed)
    cases = []
    for name, path, elements in models:
        for k in range(frames):
            atoms, volume, shortest = [(2, 14, 1.9), (5, 11, 1.5), (9, 9, 1.2), (3, 40, 1.1), (14, 10, 1.4)][k % 5]
            cases.append({"model": name, **evaluate(path, *make_structure(rng, elements, atoms, volume * stretch**3, shortest * stretch))})
    (here / output).write_text(json.dumps({"calorine": calorine.__version__, "seed": seed, "cases": cases}).replace('{"model"', '\n{"model"') + "\n")


def ours(models):
    return [(name, here / "models" / f"{name}.txt", elements) for name, elements in models]


if "--public" in sys.argv:
    folder = pathlib.Path(sys.argv[sys.argv.index("--public") + 1])
    metals = ["Ag", "Al", "Au", "Cr", "Cu", "Mg", "Mo", "Ni", "Pb", "Pd", "Pt", "Ta", "Ti", "V", "W", "Zr"]
    names = [("C_2022_NEP4.txt", ["C"]), ("Si_2022_NEP4_4body.txt", ["Si"]), ("Song-2024-UNEP-v1-AgAlAuCrCuMgMoNiPbPdPtTaTiVWZr.txt", metals)]
    run([(name, folder / name, elements) for name, elements in names], "public.json", 11, 4, 1.3)
elif "--trained" in sys.argv:
    run(ours([("nep4-trained", ["Li", "O", "Ni"])]), "calorine-trained.json", 13, 5)
elif "--second" in sys.argv:
    path = root / "data" / "potential-2" / "nep.txt"
    run([("cermet-nep-2", path, path.read_text().split("\n", 1)[0].split()[2:])], "calorine-second.json", 14, 10)
elif "--typewise" in sys.argv:
    run(ours([write_model("nep4-zbl-typewise-cutoff", 21, zbl="0.7 1.6", cutoff="4.5 3.6 90 50 1.6 1.3 0.65")]), "calorine-typewise.json", 12, 3)
else:
    shipped = [("cermet-nep", root / "data" / "potential" / "nep.txt", ["Li", "B", "O", "Mn", "Co", "Ni"])]
    variants = [
        write_model("nep3", 1, version=3, l_max="4 2 0"),
        write_model("nep3-zbl", 2, version=3, zbl="0.8 1.8", l_max="4 2 1"),
        write_model("nep4", 3, l_max="4 2 1"),
        write_model("nep4-three-body", 4, l_max="4 0 0"),
        write_model("nep4-l3", 5, l_max="3 2 1", elements=("Ni", "O")),
        write_model("nep4-l2-l1", 6, l_max="2 0 0", n_max=(4, 3), elements=("Ni", "O")),
        write_model("nep4-five-body-only", 7, l_max="1 0 1", elements=("B", "O")),
        write_model("nep4-zbl", 8, zbl="0.9 1.9"),
        write_model("nep4-zbl-typewise", 9, zbl="1.0 2.0 0.7"),
        write_model("nep4-zbl-free", 10, zbl="0 0"),
        write_model("nep4-element-cutoffs", 11, cutoff="4.8 3.8 4.0 3.2 4.4 3.0 90 50"),
        write_model("nep4-one-element", 12, elements=("Si",), n_max=(5, 4), basis=(6, 6), neurons=9),
        write_model("nep5", 13, version=5),
        write_model("nep5-zbl", 14, version=5, zbl="0.8 1.7", l_max="4 1 0"),
        write_model("nep4-l6", 15, l_max="6 2 1", elements=("Ni", "O")),
    ]
    run(shipped + ours(variants), "calorine.json", 10, 4)
