"""Times a peer's reader on one grid, from disk to an array of numbers; memory is what the process grew by."""
import json
import sys
import time
import warnings

warnings.simplefilter("ignore")
what, path, times = sys.argv[1], sys.argv[2], int(sys.argv[3])

if what == "pymatgen-chgcar":
    from pymatgen.io.vasp.outputs import Chgcar

    read = lambda: Chgcar.from_file(path).data["total"]
elif what == "ase-chgcar":
    from ase.calculators.vasp import VaspChargeDensity

    read = lambda: VaspChargeDensity(path).chg[0]
elif what == "ase-cube":
    from ase.io.cube import read_cube

    def read():
        with open(path) as file:
            return read_cube(file)["data"]
elif what == "pymatgen-cube":
    from pymatgen.io.common import VolumetricData

    read = lambda: VolumetricData.from_cube(path).data["total"]


def peak():
    """Highest resident memory so far, in MB."""
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024


before = peak()
seconds, cpu = [], []
for _ in range(times):
    start, used = time.perf_counter(), time.process_time()
    data = read()
    seconds.append(time.perf_counter() - start)
    cpu.append(time.process_time() - used)
print(json.dumps({"points": int(data.size), "seconds": seconds, "cpu": cpu, "sum": float(data.sum()), "memory": peak() - before}))
