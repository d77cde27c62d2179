"""Times impedance.py's circuit fit and pyimpspec's relaxation times on a spectrum. Usage: fit-peers.py spectrum.json"""
import json, sys, time, warnings
import numpy as np

warnings.filterwarnings("ignore")
data = json.load(open(sys.argv[1]))
f = np.array(data["frequency"])
z = np.array(data["real"]) + 1j * np.array(data["imaginary"])


def best(work, times):
    least, result = float("inf"), None
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        least = min(least, time.perf_counter() - start)
    return 1000 * least, result


out = []
from impedance.models.circuits import CustomCircuit


def fit():
    c = CustomCircuit(data["circuit"], initial_guess=data["initial"])
    c.fit(f, z)
    return c


ms, c = best(fit, 15)
out.append({"what": "circuit", "name": "impedance.py", "ms": ms, "rss": float(np.sum(np.abs(c.predict(f) - z) ** 2))})
try:
    from pyimpspec import DataSet
    from pyimpspec.analysis.drt import calculate_drt_tr_rbf, calculate_drt_tr_nnls

    dataset = DataSet(f, z)
    ms, _ = best(lambda: calculate_drt_tr_nnls(dataset), 3)
    out.append({"what": "relaxation times", "name": "pyimpspec", "ms": ms})
except Exception as error:
    print(f"pyimpspec: {error}", file=sys.stderr)
print(json.dumps(out))
