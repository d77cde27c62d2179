"""One case with PyBaMM and IDAKLU; prints JSON. Processor time, so that other work on the machine matters less."""
import json
import resource
import sys
import time

begun = time.process_time()
wall = time.perf_counter()
import numpy as np
import pybamm

pybamm.set_logging_level("ERROR")
case = sys.argv[1]


def first_and_warm(solve, seconds):
    """First result, then repeats: half of `seconds` to warm up, half to be timed, in batches of about a tenth of a second."""
    start = time.process_time()
    solve()
    first = time.process_time()
    batch = max(1, round(0.1 / (first - start)))
    times = []
    t = first
    while t - first < seconds:
        for _ in range(batch):
            solve()
        now = time.process_time()
        if t - first > seconds / 2:
            times.append((now - t) / batch)
        t = now
    return {
        "process_to_first_s": first - begun,
        "first_s": first - start,
        "warm_min_s": min(times) if times else None,
        "warm_median_s": float(np.median(times)) if times else None,
    }


def simulation(model, parameters, **more):
    return pybamm.Simulation(model, parameter_values=parameters, solver=pybamm.IDAKLUSolver(), **more)


def chen():
    return pybamm.ParameterValues("Chen2020")


out = {}
if case == "dfn-1C":
    sim = simulation(pybamm.lithium_ion.DFN(), chen())
    grid = np.arange(36, 3376, 20.0)
    out = first_and_warm(lambda: sim.solve([0, 3600]), 0 if "first" in sys.argv else 3)
    exact = sim.solve([0, 3600], t_interp=grid)
    out["voltage"] = np.interp(grid, exact.t, exact["Voltage [V]"].entries).tolist()
elif case in ("cccv-100", "memory-1000"):
    cycles = 100 if case == "cccv-100" else 1000
    steps = ("Discharge at 1C until 2.7 V", "Rest for 10 minutes", "Charge at 0.5C until 4.1 V", "Hold at 4.1 V until 0.05C", "Rest for 10 minutes")
    sim = simulation(pybamm.lithium_ion.DFN(), chen(), experiment=pybamm.Experiment([steps] * cycles))
    keep = dict(save_at_cycles=cycles) if case == "cccv-100" else {}
    out = first_and_warm(lambda: sim.solve(**keep), 0)
elif case == "gitt":
    sim = simulation(pybamm.lithium_ion.DFN(), chen(), experiment=pybamm.Experiment([("Discharge at 0.5C for 8 minutes", "Rest for 1 hour")] * 15))
    out = first_and_warm(lambda: sim.solve(), 4)
elif case == "eis":
    sim = pybamm.EISSimulation(pybamm.lithium_ion.DFN(options={"surface form": "differential"}), parameter_values=chen())
    frequencies = np.logspace(6, -2, 60)
    out = first_and_warm(lambda: sim.solve(frequencies), 3)
elif case == "half-cell":
    parameters = pybamm.ParameterValues("Xu2019")
    sims = []
    for rate in (0.1, 1, 10):
        own = parameters.copy()
        own["Current function [A]"] = 0.0024 * rate
        sims.append((simulation(pybamm.lithium_ion.DFN({"working electrode": "positive"}), own), 6000 / rate))
    out = first_and_warm(lambda: [s.solve([0, end]) for s, end in sims], 3)
elif case == "ageing-50":
    model = pybamm.lithium_ion.DFN({
        "SEI": "solvent-diffusion limited", "SEI porosity change": "true", "lithium plating": "partially reversible",
        "lithium plating porosity change": "true", "particle mechanics": ("swelling and cracking", "swelling only"),
        "SEI on cracks": "true", "loss of active material": "stress-driven", "calculate discharge energy": "true",
    })
    mesh = {"x_n": 5, "x_s": 5, "x_p": 5, "r_n": 30, "r_p": 30}
    cycle = ("Discharge at 1C until 2.5 V", "Charge at 0.3C until 4.2 V", "Hold at 4.2 V until C/20")
    cycles = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    sim = simulation(model, pybamm.ParameterValues("OKane2022"), experiment=pybamm.Experiment([cycle] * cycles), var_pts=mesh)
    out = first_and_warm(lambda: sim.solve(), 0)
    out["cycles"] = cycles
else:
    sys.exit(f"no case {case}")
out["peak_megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
out["wall_s"] = time.perf_counter() - wall
print(json.dumps(out))
