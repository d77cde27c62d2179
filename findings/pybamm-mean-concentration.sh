#!/usr/bin/env bash
# PyBaMM 26.10.1.1, DFN and SPMe with the parameters of Chen 2020.
# Guess: "X-averaged electrolyte concentration [mol.m-3]" of an electrolyte that is everywhere at 1000 mol/m3 is 1000.
# Seen: 1036.2 at the first moment, while its three parts (negative electrode, separator, positive electrode) are each 1000 and no point differs from 1000.
# It is mean(eps c) * mean(1/eps), which is a mean of c only where the porosity is the same everywhere; the SPMe closes its equations with it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile pybamm==26.10.1.1
"$folder/env/bin/python" - <<'PY'
import sys, numpy, pybamm
print("PyBaMM", pybamm.__version__)
wrong = []
for model in (pybamm.lithium_ion.DFN(), pybamm.lithium_ion.SPMe()):
    solution = pybamm.Simulation(model, parameter_values=pybamm.ParameterValues("Chen2020")).solve([0, 60])
    everywhere = solution["Electrolyte concentration [mol.m-3]"].entries[:, 0]
    parts = [solution[f"X-averaged {part} electrolyte concentration [mol.m-3]"].entries.ravel()[0] for part in ("negative", "separator", "positive")]
    mean = solution["X-averaged electrolyte concentration [mol.m-3]"].entries.ravel()[0]
    print(f"{model.name}: {everywhere.min():.1f} to {everywhere.max():.1f}, parts {[round(float(part), 1) for part in parts]}, whole {mean:.1f} mol/m3")
    wrong.append(numpy.allclose(everywhere, 1000) and numpy.allclose(parts, 1000) and mean > 1030)
sys.exit(0 if all(wrong) else 1)
PY
# Cermet: its mean is the salt over the volume of pores. References of the SPMe's impedance keep the conductivity constant, because PyBaMM would read it
# at this mean (test/reference/cells/make-impedance-reference.py).
