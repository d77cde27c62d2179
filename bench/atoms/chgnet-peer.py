"""Times PyTorch CHGNet, graph and network, on structures in order of size: chgnet-peer.py THREADS ROUNDS BUDGET STRUCTURE.json...

Prints a line of JSON for each, as chgnet-ours.mjs does, with the version.
"""
import contextlib
import json
import os
import resource
import sys
import time

threads, rounds, budget, files = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4:]
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = str(threads)

import warnings

warnings.filterwarnings("ignore")
import chgnet
import numpy as np
import torch
from chgnet.model import CHGNet
from pymatgen.core import Lattice, Structure

torch.set_num_threads(threads)
with contextlib.redirect_stdout(sys.stderr):
    net = CHGNet.load(use_device="cpu", verbose=False)


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


start = peak()
for path in files:
    given = json.load(open(path))
    crystal = Structure(Lattice(np.reshape(given["cell"], (3, 3))), given["elements"], np.reshape(given["positions"], (-1, 3)), coords_are_cartesian=True)
    energy = float(net.predict_structure(crystal, task="efsm")["e"]) * len(crystal)
    clock, processor = [], []
    for _ in range(rounds):
        count, wall, used = 0, time.perf_counter(), time.process_time()
        while count == 0 or time.perf_counter() - wall < budget:
            net.predict_structure(crystal, task="efsm")
            count += 1
        clock.append((time.perf_counter() - wall) / count)
        processor.append((time.process_time() - used) / count)
    print(json.dumps({"clock": clock, "processor": processor, "memory": peak(), "start": start, "energy": energy, "version": f"chgnet {chgnet.__version__}, torch {torch.__version__}"}), flush=True)
