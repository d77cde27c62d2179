"""Writes impedance-reference.json: spectra of data/cells/ncm811-graphite-pouch.json with PyBaMM's SPM and SPMe on three meshes, extrapolated.

Both are of second order: Z = Z(h) + (Z(h) - Z(2h)) / 3 from the two finest meshes; the third says how well. At rest, electrolyte at its initial
concentration. The SPM has double layers of 0.2 F/m2. The SPMe has none: with "surface form" PyBaMM closes it in another way than without, and its
impedance near zero frequency is then not the slope of its own discharge curves. Conductivity is constant: this version takes the mean concentration
as <eps c> <1/eps>, which is 12 % too high here, and would read the conductivity there.
Run with PyBaMM 26.10.1.1 (bpx 1.1.1): python make-impedance-reference.py
"""
import json
import pathlib

import numpy as np
import pybamm

here = pathlib.Path(__file__).parent
source = here.parents[2] / "data/cells/ncm811-graphite-pouch.json"
electrodes = json.loads(source.read_text())["Parameterisation"]
start = {"Negative": 0.5, "Positive": 0.6}
conductivity = 0.93
frequencies = np.logspace(4, -4, 33)


def solve(model, n, capacity):
    values = pybamm.ParameterValues.create_from_bpx(str(source))
    values["Electrolyte conductivity [S.m-1]"] = conductivity
    for side, x in start.items():
        values[f"Initial concentration in {side.lower()} electrode [mol.m-3]"] = x * electrodes[f"{side} electrode"]["Maximum concentration [mol.m-3]"]
        if capacity > 0:
            values.update({f"{side} electrode double-layer capacity [F.m-2]": capacity}, check_already_exists=False)
    mesh = {k: n for k in ("x_n", "x_s", "x_p")} | {k: 4 * n for k in ("r_n", "r_p")}
    options = {"surface form": "differential"} if capacity > 0 else {}
    sim = pybamm.EISSimulation(model(options), parameter_values=values, var_pts=mesh, skip_surface_form_check=True)
    return np.asarray(sim.solve(frequencies).impedance)


cases = {}
for name, model, capacity in (("spm", pybamm.lithium_ion.SPM, 0.2), ("spme", pybamm.lithium_ion.SPMe, 0)):
    z = [solve(model, n, capacity) for n in (40, 80, 160)]
    best = z[2] + (z[2] - z[1]) / 3
    spread = np.abs(best - (z[1] + (z[1] - z[0]) / 3))
    cases[name] = {
        "double_layer_F_m2": capacity,
        "real_ohm": [float(f"{v:.8g}") for v in best.real], "imaginary_ohm": [float(f"{v:.8g}") for v in best.imag],
        "uncertainty_ohm": [float(f"{v:.2e}") for v in spread],
    }
    print(name, "largest relative uncertainty", (spread / np.abs(best)).max())
(here / "impedance-reference.json").write_text(json.dumps({"pybamm": pybamm.__version__, "start": {k.lower(): v for k, v in start.items()}, "conductivity_S_m": conductivity, "frequency_Hz": frequencies.tolist(), "cases": cases}) + "\n")
