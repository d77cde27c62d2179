"""Reference numbers for the statistics of src/core/estimate.ts and src/study/compare-estimates.ts, by SciPy.

Run: python statistics.py > statistics.json
"""
import json
import numpy as np
import scipy
from scipy import optimize, special, stats

student = [[p, dof, float(stats.t.ppf(p, dof))] for p, dof in
           [(0.975, 1), (0.975, 2), (0.975, 3), (0.975, 9), (0.975, 30.5), (0.995, 2.7), (0.6, 1.5), (0.025, 4), (0.9999, 3), (0.975, 1e6), (0.75, 100)]]
beta = [[x, a, b, float(special.betainc(a, b, x))] for x, a, b in [(0.1, 0.5, 0.5), (0.5, 2, 3), (0.9, 10, 0.5), (0.01, 30, 2), (0.999, 0.5, 20), (0.3, 1, 1)]]
gamma = [[x, float(special.gammaln(x))] for x in [0.1, 0.5, 1.5, 10, 100.25]]


def fieller(a, b, paired):
    """Interval of mean(a)/mean(b): the ratios r that a t test of a - r b = 0 does not reject, found by root finding."""
    a, b = np.array(a), np.array(b)

    def t_excess(r):
        if paired:
            d = a - r * b
            variance = d.var(ddof=1) / len(d)
        else:
            variance = a.var(ddof=1) / len(a) + r * r * b.var(ddof=1) / len(b)
        return (a.mean() - r * b.mean()) ** 2 - t2 * variance

    ratio = a.mean() / b.mean()
    if paired:
        dof = len(a) - 1
    else:  # Welch's degrees of freedom at the ratio itself
        va, vb = a.var(ddof=1) / len(a), ratio**2 * b.var(ddof=1) / len(b)
        dof = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    t2 = stats.t.ppf(0.975, dof) ** 2
    step = abs(ratio) * 0.01
    low, high = ratio - step, ratio + step
    while t_excess(low) < 0:
        low -= step
    while t_excess(high) < 0:
        high += step
    return [float(optimize.brentq(t_excess, low, ratio, xtol=1e-15)), float(optimize.brentq(t_excess, ratio, high, xtol=1e-15))]


groups = []
for a, b in [([3.1, 2.9, 3.4, 3.3], [2.1, 2.5, 1.7, 2.2]), ([41.0, 39.5, 44.2], [9.1, 8.8, 9.3]), ([1.0, 1.4, 0.8, 1.1], [-2.0, -2.3, -1.9, -2.2])]:
    for paired in (False, True):
        test = stats.ttest_rel(a, b) if paired else stats.ttest_ind(a, b, equal_var=False)
        interval = test.confidence_interval(0.95)
        groups.append({"a": a, "b": b, "paired": paired, "difference": [float(interval.low), float(interval.high)], "ratio": fieller(a, b, paired)})

print(json.dumps({"scipy": scipy.__version__, "student": student, "beta": beta, "gamma": gamma, "groups": groups}, indent=1))
