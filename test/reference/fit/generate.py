"""Numbers of scipy.optimize for test/num/fit/scipy.test.ts. Run: python generate.py > scipy.json"""
import json
import numpy as np, scipy
from scipy.optimize import least_squares, curve_fit

x = np.arange(12) * 0.5
noise = np.array([3, -5, 1, 4, -2, -6, 5, 2, -3, 1, -1, 4]) * 1e-2
y = 2.5 * np.exp(-0.8 * x) + 0.3 + noise
sigma = 0.02 + 0.01 * x
model = lambda x, a, k, b: a * np.exp(-k * x) + b
out = dict(scipy=scipy.__version__, x=x.tolist(), y=y.tolist(), sigma=sigma.tolist())
tight = dict(ftol=1e-15, xtol=1e-15, gtol=1e-15)
p, c = curve_fit(model, x, y, p0=[1, 1, 0], method="trf", jac="3-point", **tight); out["free"] = dict(p=p.tolist(), cov=c.tolist())
p, c = curve_fit(model, x, y, p0=[1, 1, 0], sigma=sigma, absolute_sigma=True, method="trf", jac="3-point", **tight); out["absolute"] = dict(p=p.tolist(), cov=c.tolist())
r = least_squares(lambda q: model(x, *q) - y, [1, 0.5, 0.2], bounds=([0, 0, 0], [2.2, 3, 1]), jac="3-point", **tight); out["bounded"] = dict(p=r.x.tolist(), cost=r.cost)
# complex residuals: a resistor and a parallel resistor-capacitor, real and imaginary parts one after the other
w = 2 * np.pi * np.logspace(4, -1, 16)
z = lambda q: q[0] + q[1] / (1 + 1j * w * q[1] * q[2])
data = z([0.02, 0.05, 1.5]) * (1 + 0.01 * np.cos(np.arange(16))) + 1e-4j * np.sin(3 * np.arange(16))
split = lambda v: np.concatenate([v.real, v.imag])
r = least_squares(lambda q: split(z(q) - data), [0.01, 0.1, 1.0], x_scale=[0.01, 0.1, 1.0], jac="3-point", **tight)
v = 2 * r.cost / (32 - 3); out["impedance"] = dict(omega=w.tolist(), re=data.real.tolist(), im=data.imag.tolist(), p=r.x.tolist(), cov=(np.linalg.inv(r.jac.T @ r.jac) * v).tolist())
print(json.dumps(out))
