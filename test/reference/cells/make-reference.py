"""Writes pouch-reference.json: discharges of data/cells/ncm811-graphite-pouch.json with PyBaMM on three meshes, extrapolated.

PyBaMM's DFN is of first order in x and of second in r, its SPMe of second order in both: V(h) = V + a h + b h^2 on meshes h, h/2, h/4.
Run with PyBaMM 26.10.1.1 (bpx 1.1.1): python make-reference.py
"""
import json
import pathlib

import numpy as np
import pybamm

here = pathlib.Path(__file__).parent
source = here.parents[2] / "data/cells/ncm811-graphite-pouch.json"
document = json.loads(source.read_text())
electrodes = document["Parameterisation"]


def parameters(rate):
    values = pybamm.ParameterValues.create_from_bpx(str(source))
    for side, limit in (("Negative", "Maximum"), ("Positive", "Minimum")):
        e = electrodes[f"{side} electrode"]
        key = f"Initial concentration in {side.lower()} electrode [mol.m-3]"
        values[key] = e[f"{limit} stoichiometry"] * e["Maximum concentration [mol.m-3]"]
    values["Current function [A]"] = 0.4 * rate
    return values


def solve(model, rate, n, times):
    mesh = {k: n for k in ("x_n", "x_s", "x_p")} | {k: 2 * n for k in ("r_n", "r_p")}
    sim = pybamm.Simulation(model, parameter_values=parameters(rate), var_pts=mesh, solver=pybamm.IDAKLUSolver(rtol=1e-8, atol=1e-10))
    solution = sim.solve([0, 4500 / rate], t_interp=times)
    end = solution.t_event[0] if solution.t_event is not None else solution.t[-1]
    keep = times[times < end]
    return np.interp(keep, solution.t, solution["Voltage [V]"].entries), float(end)


cases = {}
for name, model, rate, order in (("dfn-1C", pybamm.lithium_ion.DFN, 1, 1), ("dfn-2C", pybamm.lithium_ion.DFN, 2, 1), ("spme-1C", pybamm.lithium_ion.SPMe, 1, 2)):
    times = np.arange(40, 3400, 60.0) / rate
    runs = [solve(model(), rate, n, times) for n in (20, 40, 80)]
    length = min(len(v) for v, _ in runs)
    v = [r[0][:length] for r in runs]
    t = [r[1] for r in runs]

    def extrapolate(a, b, c):
        return c + (c - b) / 3 if order == 2 else (a - 6 * b + 8 * c) / 3

    best = extrapolate(*v)
    spread = np.abs(best - (2 * v[2] - v[1] if order == 1 else v[2]))
    cases[name] = {
        "model": name.split("-")[0], "rate": rate, "time_s": times[:length].tolist(), "voltage_V": [round(float(x), 7) for x in best],
        "uncertainty_V": [float(f"{x:.2e}") for x in spread], "end_s": round(float(extrapolate(*t)), 4),
    }
    print(name, length, "points, end", cases[name]["end_s"], "s, largest uncertainty", spread.max())
(here / "pouch-reference.json").write_text(json.dumps({"pybamm": pybamm.__version__, "cases": cases}, indent=None) + "\n")
