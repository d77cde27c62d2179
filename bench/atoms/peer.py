"""Times energy, forces and virial of one structure by a peer, on one core: peer.py calorine|chgnet STRUCTURE.json NEP.txt ROUNDS BUDGET.

Prints {"seconds": [processor time per evaluation, one for each round], "energy": eV, "version": ...}.
"""
import contextlib
import json
import os
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

which, structure, model, rounds, budget = sys.argv[1], json.load(open(sys.argv[2])), sys.argv[3], int(sys.argv[4]), float(sys.argv[5])
cell = np.array(structure["cell"]).reshape(3, 3)
positions = np.array(structure["positions"]).reshape(-1, 3)
elements = structure["elements"]

if which == "calorine":
    import _nepy
    import calorine
    from ase.data import atomic_masses, atomic_numbers

    version = f"calorine {calorine.__version__}"
    c = cell.flatten()
    with contextlib.redirect_stdout(tempfile.TemporaryFile("w")):
        masses = [float(atomic_masses[atomic_numbers[e]]) for e in elements]
        nep = _nepy.NEPY(model, len(elements), [c[0], c[3], c[6], c[1], c[4], c[7], c[2], c[5], c[8]], elements, list(positions.T.flatten()), masses)

    def evaluate(_):
        return sum(nep.get_potential_forces_and_virials()[0])
else:
    import chgnet
    import torch
    from chgnet.model import CHGNet
    from pymatgen.core import Lattice, Structure

    torch.set_num_threads(1)
    version = f"chgnet {chgnet.__version__}, torch {torch.__version__}"
    with contextlib.redirect_stdout(sys.stderr):
        net = CHGNet.load(use_device="cpu", verbose=False)
    crystal = Structure(Lattice(cell), elements, positions, coords_are_cartesian=True)

    def evaluate(_):
        return float(net.predict_structure(crystal, task="efs")["e"]) * len(elements)


energy = float(evaluate(0))
seconds = []
for _ in range(rounds):
    count = 0
    start = time.process_time()
    while count == 0 or time.process_time() - start < budget:
        evaluate(count)
        count += 1
    seconds.append((time.process_time() - start) / count)
print(json.dumps({"seconds": seconds, "energy": energy, "version": version}))
