"""CPU seconds that pyvoro2 takes for the cells of seeds in a periodic box, faces and neighbours included: the best of three."""

import sys
import time

import numpy
import pyvoro2

points = numpy.loadtxt(sys.argv[1])[:, 1:]
box = pyvoro2.OrthorhombicCell(bounds=((0, 1), (0, 1), (0, 1)))


def seconds() -> float:
    start = time.process_time()
    pyvoro2.compute(points, domain=box, output="cells")
    return time.process_time() - start


print(min(seconds() for _ in range(3)))
