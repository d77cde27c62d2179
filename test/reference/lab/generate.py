"""Circuit fits and linear Kramers-Kronig tests by impedance.py on its own example, as references. Usage: generate.py exampleData.csv > impedance.json"""
import json, sys, time
import numpy as np
import impedance
from impedance import preprocessing
from impedance.models.circuits import CustomCircuit
from impedance.models.circuits.elements import circuit_elements
from impedance.validation import fit_linKK, get_tc_distribution

f, Z = preprocessing.readCSV(sys.argv[1])
fq, Zq = preprocessing.ignoreBelowX(f, Z)
out = {"made_by": f"impedance.py {impedance.__version__}, numpy {np.__version__}", "fits": [], "kk": [], "elements": []}
cases = [
    ("R_0-p(R_1,C_1)-p(R_2,C_2)-Wo_1", [None, .005, .1, .005, .1, .001, None], {"R_0": 0.02, "Wo_1_1": 200}),
    ("R0-p(R1,C1)-p(R2-Wo1,C2)", [.01, .01, 100, .01, .05, 100, 1], {}),
    ("R0-p(R1,CPE1)-Wo1", [.015, .01, 3, .7, .05, 200], {}),
    ("L0-R0-p(R1,CPE1)-p(R2,CPE2)-Wo1", [1e-8, .015, .005, 3, .8, .005, 1, .9, .05, 200], {}),
]
for text, guess, const in cases:
    c = CustomCircuit(text, initial_guess=[g for g in guess if g is not None], constants=const)
    t = time.perf_counter(); c.fit(fq, Zq); t = time.perf_counter() - t
    z = c.predict(fq)
    out["fits"].append({"circuit": text, "initial": guess, "constants": const, "names": c.get_param_names()[0], "values": list(c.parameters_), "sigma": list(c.conf_), "rss": float(np.sum(np.abs(z - Zq) ** 2))})
mask = fq < 1000
# linKK itself stops on numpy 2 (it evaluates the text of a number), so its loop stands here around its own two functions.
for c in [0.5, 0.85]:
    M, mu = 0, 1
    while mu > c and M < 100:
        M += 1
        ts = get_tc_distribution(fq[mask], M)
        elements, mu = fit_linKK(fq[mask], ts, M, Zq[mask], "complex", True)
    out["kk"].append({"fit": "complex", "c": c, "M": int(M), "mu": float(mu)})
w = np.array([1e-3, 0.7, 12.0, 4e4])
for name, p in {"R": [2.5], "C": [1e-3], "L": [1e-6], "W": [3.0], "Wo": [2.0, 5.0], "Ws": [2.0, 5.0], "CPE": [1e-3, .8], "La": [1e-6, .9], "G": [2.0, .5], "K": [3.0, .02], "Zarc": [3.0, .02, .7]}.items():
    z = circuit_elements[name](p, list(w))
    out["elements"].append({"symbol": name, "parameters": p, "frequency": list(w), "real": [float(v) for v in np.real(z)], "imaginary": [float(v) for v in np.imag(z)]})
print(json.dumps(out, indent=1))
