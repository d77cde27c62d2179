# Faddeeva function by scipy.special.wofz: pip install scipy==1.16.3
import json, sys
from scipy.special import wofz
points = [[0, 0], [1, 0], [0, 1], [1, 1], [-2.5, 0.3], [5, 0.1], [8, 1e-4], [30, 0.01], [100, 0.3], [0.01, 20], [3, 3]]
json.dump([[x, y, wofz(complex(x, y)).real, wofz(complex(x, y)).imag] for x, y in points], sys.stdout, indent=1)
