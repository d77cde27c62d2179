#!/usr/bin/env bash
# impedance.py 1.7.1, CustomCircuit.fit(global_opt=True).
# Guess: the errors conf_ agree with those of the local fit of the same data, which reaches the same minimum: 10.0 +- 0.2, 100.0 +- 0.4 Ohm.
# Seen: the parameters agree, the errors have no meaning. They come from one row of a gradient that vanishes at the minimum (a matrix of rank one is
# inverted): NaN, None or numbers of 1e10 and more, other ones on each run. The one sign is a warning
# of an ill-conditioned matrix from below.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile impedance==1.7.1 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1 # it imports pandas without asking for it
"$folder/env/bin/python" - <<'PY'
import sys
from importlib.metadata import version
import numpy
from impedance.models.circuits import CustomCircuit

print("impedance", version("impedance"))
draw = numpy.random.default_rng(1)
f = numpy.logspace(4, -1, 40)
Z = 10 + 100 / (1 + 2j * numpy.pi * f * 100 * 1e-3) + draw.normal(size=40) + 1j * draw.normal(size=40)
local = CustomCircuit("R0-p(R1,C1)", initial_guess=[9, 90, 9e-4])
local.fit(f, Z)
print("local ", local.parameters_, "+-", local.conf_)
senseless = []
for seed in (1, 2, 3):
    overall = CustomCircuit("R0-p(R1,C1)", initial_guess=[9, 90, 9e-4])
    overall.fit(f, Z, global_opt=True, niter=3, seed=seed, bounds=([0, 0, 0], [100, 1000, 0.01]))
    print("global", overall.parameters_, "+-", overall.conf_)
    conf = [None] * 3 if overall.conf_ is None else overall.conf_
    same = numpy.allclose(overall.parameters_, local.parameters_, rtol=1e-3)
    senseless.append(same and all(c is None or not numpy.isfinite(c) or c > 1e3 * own or c < 1e-3 * own for c, own in zip(conf, local.conf_)))
sys.exit(0 if all(senseless) and 0.2 < local.conf_[1] < 0.6 else 1)
PY
# Cermet: errors of circuits come from the exact Jacobian at the minimum (docs/analyses/circuit.md), held against impedance.py's local fit.
