"""Times the peers' readers on one file: from disk to contiguous typed columns, best of several, in a process of its own."""
import json
import sys
import time
import warnings

warnings.simplefilter("ignore")
what, path, times = sys.argv[1], sys.argv[2], int(sys.argv[3])


def galvani():
    import numpy as np
    from galvani import BioLogic

    def read():
        data = BioLogic.MPRfile(path).data
        return {name: np.ascontiguousarray(data[name]) for name in data.dtype.names}

    return read, lambda r: len(next(iter(r.values())))


def fastnda():
    import fastnda as f

    return lambda: f.read(path, cycle_mode="raw"), len


def neware_nda():
    import NewareNDA

    return lambda: NewareNDA.read(path), len


def peak():
    """Highest resident memory so far, in MB (VmHWM is reset for this process's own image)."""
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0


read, rows = {"galvani": galvani, "fastnda": fastnda, "NewareNDA": neware_nda}[what]()
before = peak()
seconds, processor = [], []
for _ in range(times):
    used = time.process_time()
    start = time.perf_counter()
    result = read()
    seconds.append(time.perf_counter() - start)
    processor.append(time.process_time() - used)
print(json.dumps({"rows": rows(result), "seconds": seconds, "processor": processor, "memory": peak() - before}))
