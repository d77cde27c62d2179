"""Coupled ageing of the set OKane2022 with PyBaMM 26.10.1.1 (pip install pybamm==26.10.1.1): reference.json, and the cell with the same numbers in cell.json.

Graphite that cracks, a film on it and in its cracks, plating with lithium that dies the slower the thicker the film, material lost by stress in both
electrodes, and pores that films and lithium fill. Two meshes: the finer one is compared, the other tells how far it can be trusted.
"""
import json
import sys

import numpy as np
import pybamm

CYCLES = 10
MODEL = {
    "SEI": "solvent-diffusion limited",
    "SEI porosity change": "true",
    "lithium plating": "partially reversible",
    "lithium plating porosity change": "true",
    "particle mechanics": ("swelling and cracking", "swelling only"),
    "SEI on cracks": "true",
    "loss of active material": "stress-driven",
}
STEPS = ("Discharge at 1C until 2.5 V", "Charge at 0.3C until 4.2 V", "Hold at 4.2 V until C/20")
NAMES = {
    "sei_lithium_mole": "Loss of lithium to negative SEI [mol]",
    "crack_sei_lithium_mole": "Loss of lithium to negative SEI on cracks [mol]",
    "plating_lithium_mole": "Loss of lithium to negative lithium plating [mol]",
    "negative_loss_percent": "Loss of active material in negative electrode [%]",
    "positive_loss_percent": "Loss of active material in positive electrode [%]",
    "crack_length_metre": "X-averaged negative particle crack length [m]",
    "sei_thickness_metre": "X-averaged negative SEI thickness [m]",
    "negative_porosity": "X-averaged negative electrode porosity",
}
parameters = pybamm.ParameterValues("OKane2022")
# The set's graphite potential is a table; the formula of the set Chen2020 for the same cell is the same in both codes.
parameters["Negative electrode OCP [V]"] = pybamm.ParameterValues("Chen2020")["Negative electrode OCP [V]"]
OCP = {
    "Negative": "1.9793 * exp(-39.3631 * x) + 0.2482 - 0.0909 * tanh(29.8538 * (x - 0.1234)) - 0.04478 * tanh(14.9159 * (x - 0.2769)) - 0.0205 * tanh(30.4444 * (x - 0.6103))",
    "Positive": "-0.8090 * x + 4.4875 - 0.0428 * tanh(18.5138 * (x - 0.5542)) - 17.7326 * tanh(15.7890 * (x - 0.3117)) + 17.5842 * tanh(15.9308 * (x - 0.3120))",
}


def run(x, r):
    sim = pybamm.Simulation(
        pybamm.lithium_ion.DFN(MODEL),
        parameter_values=parameters,
        solver=pybamm.IDAKLUSolver(rtol=1e-6, atol=1e-8),
        experiment=pybamm.Experiment([STEPS] * CYCLES),
        var_pts={"x_n": x, "x_s": x, "x_p": x, "r_n": r, "r_p": r},
    )
    solution = sim.solve()
    rows = {name: [] for name in NAMES} | {"discharge_ah": [], "duration_s": []}
    for cycle in solution.cycles:
        discharge = cycle.steps[0]
        rows["discharge_ah"].append(float(np.ptp(discharge["Discharge capacity [A.h]"].entries)))
        rows["duration_s"].append(float(cycle.t[-1] - cycle.t[0]))
        for name, variable in NAMES.items():
            rows[name].append(float(cycle[variable].entries[-1]))
    return rows


def stress_factor(side):
    """Stress drives lithium too: D (1 + 2 W^2 E c / 9 (1 - nu) R T), which PyBaMM turns on with mechanics. Here per stoichiometry, at 25 degC."""
    p = parameters
    name = f"{side} electrode"
    volume, modulus = p[f"{name} partial molar volume [m3.mol-1]"], p[f"{name} Young's modulus [Pa]"]
    theta = 2 * volume**2 * modulus / (9 * (1 - p[f"{name} Poisson's ratio"]) * pybamm.constants.R.value * 298.15)
    return theta * p[f"Maximum concentration in {side.lower()} electrode [mol.m-3]"]


def particle(side, reaction, energy):
    p = parameters
    name = f"{side} electrode"
    radius = p[f"{side} particle radius [m]"]
    high = side.lower()
    return {
        "Thickness [m]": p[f"{name} thickness [m]"],
        "Porosity": p[f"{name} porosity"],
        "Transport efficiency": p[f"{name} porosity"] ** 1.5,
        "Conductivity [S.m-1]": p[f"{name} conductivity [S.m-1]"] * p[f"{name} active material volume fraction"] ** 1.5,
        "Minimum stoichiometry": 0.0263 if side == "Negative" else 0.2661,
        "Maximum stoichiometry": 0.9106 if side == "Negative" else 0.9084,
        "Maximum concentration [mol.m-3]": p[f"Maximum concentration in {high} electrode [mol.m-3]"],
        "Particle radius [m]": radius,
        "Surface area per unit volume [m-1]": 3 * p[f"{name} active material volume fraction"] / radius,
        "Diffusivity [m2.s-1]": f"{3.3e-14 if side == 'Negative' else 4e-15} * (1 + {float(stress_factor(side))!r} * x)",
        "OCP [V]": OCP[side],
        "Reaction rate constant [mol.m-2.s-1]": reaction
        * 1000**0.5
        * p[f"Maximum concentration in {high} electrode [mol.m-3]"]
        / pybamm.constants.F.value,
        "Reaction rate constant activation energy [J.mol-1]": energy,
    }


cell = {
    "Header": {"BPX": "1.1.1", "Title": "LG M50, set OKane2022 of PyBaMM", "Model": "DFN"},
    "Parameterisation": {
        "Cell": {
            "Electrode area [m2]": 0.065 * 1.58,
            "Number of electrode pairs connected in parallel to make a cell": 1,
            "Lower voltage cut-off [V]": 2.5,
            "Upper voltage cut-off [V]": 4.2,
            "Nominal cell capacity [A.h]": 5.0,
        },
        "Electrolyte": {
            "Cation transference number": 0.2594,
            "Diffusivity [m2.s-1]": "8.794e-11 * (x / 1000) ** 2 - 3.972e-10 * (x / 1000) + 4.862e-10",
            "Conductivity [S.m-1]": "0.1297 * (x / 1000) ** 3 - 2.51 * (x / 1000) ** 1.5 + 3.329 * (x / 1000)",
        },
        "Negative electrode": particle("Negative", 6.48e-7, 35000),
        "Positive electrode": particle("Positive", 3.42e-6, 17800),
        "Separator": {"Thickness [m]": 1.2e-5, "Porosity": 0.47, "Transport efficiency": 0.47**1.5},
    },
    "State": {"Initial conditions": {"Initial temperature [K]": 298.15, "Initial electrolyte concentration [mol.m-3]": 1000}},
}
if __name__ == "__main__":
    json.dump(cell, open("cell.json", "w"))
    meshes = [(10, 20), (20, 40)]
    out = {"pybamm": pybamm.__version__, "cycles": CYCLES, "steps": STEPS, "runs": []}
    for x, r in meshes:
        out["runs"].append({"x": x, "r": r, **run(x, r)})
        print(x, r, out["runs"][-1], file=sys.stderr)
    json.dump(out, open("reference.json", "w"), indent=1)
