"""Stresses of a periodic polycrystal by one Fourier solve of homogeneous isotropic elasticity (mean strain zero), averaged over grains and sampled at facets.

Reads what `node test/reference/grains/fourier-input.mjs` wrote (centres, stress-free strains, facets, in grain sizes and GPa), writes fourier.json beside this file.
numpy 2.4.6, scipy 1.17.1.
Usage: python fourier.py input.json 96
"""
import json
import pathlib
import sys

import numpy as np
from scipy.ndimage import map_coordinates
from scipy.spatial import cKDTree

PAIRS = [(0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1)]


def stress(strain, lam, mu):
    """Eigenstress field of a stress-free strain field (3, 3, n, n, n)."""
    n = strain.shape[-1]
    t = 2 * mu * strain
    for i in range(3):
        t[i, i] += lam * (strain[0, 0] + strain[1, 1] + strain[2, 2])
    th = np.fft.fftn(t, axes=(2, 3, 4))
    k = np.fft.fftfreq(n) * n
    k = np.stack(np.meshgrid(k, k, k, indexing="ij"))
    k2 = (k**2).sum(0)
    k2[0, 0, 0] = 1
    unit = k / np.sqrt(k2)
    f = np.einsum("jxyz,ijxyz->ixyz", unit, th)
    u = (f - (lam + mu) / (lam + 2 * mu) * unit * (unit * f).sum(0)) / mu
    e = 0.5 * (np.einsum("ixyz,jxyz->ijxyz", unit, u) + np.einsum("jxyz,ixyz->ijxyz", unit, u))
    e[:, :, 0, 0, 0] = 0
    d = np.real(np.fft.ifftn(e, axes=(2, 3, 4))) - strain
    s = 2 * mu * d
    for i in range(3):
        s[i, i] += lam * (d[0, 0] + d[1, 1] + d[2, 2])
    return s


def main():
    given = json.load(open(sys.argv[1]))
    n = int(sys.argv[2])
    young, poisson = given["young_gpa"], given["poisson"]
    lam = young * poisson / (1 + poisson) / (1 - 2 * poisson)
    mu = young / 2 / (1 + poisson)
    box = given["box"]
    centres = np.array(given["centres"]).reshape(-1, 3)
    x = (np.arange(n) + 0.5) / n * box - box / 2
    grid = np.stack(np.meshgrid(x, x, x, indexing="ij"), -1).reshape(-1, 3)
    label = cKDTree((centres + box / 2) % box, boxsize=box).query((grid + box / 2) % box)[1].reshape(n, n, n)

    def field(mandel):
        e = np.zeros((3, 3, n, n, n))
        for k, (i, j) in enumerate(PAIRS):
            e[i, j] = e[j, i] = mandel[label, k] / (1 if k < 3 else np.sqrt(2))
        return e

    def means(s):
        count = np.bincount(label.ravel(), minlength=len(centres))
        return np.stack(
            [
                np.bincount(label.ravel(), s[i, j].ravel(), len(centres)) / count * (1 if k < 3 else np.sqrt(2))
                for k, (i, j) in enumerate(PAIRS)
            ],
            -1,
        )

    s = stress(field(np.array(given["strains"]).reshape(-1, 6)), lam, mu)
    facets = np.array(given["facet_centroids"]).reshape(-1, 3)
    normals = np.array(given["facet_normals"]).reshape(-1, 3)
    spacing = np.array(given["facet_spacings"])

    def sample(p):
        q = ((p + box / 2) % box) / box * n - 0.5
        return np.stack([map_coordinates(s[i, j], q.T, order=1, mode="grid-wrap") for i, j in PAIRS], -1)

    # The field jumps at a facet: it is taken a little to both sides.
    t = 0.5 * (sample(facets + 0.08 * spacing[:, None] * normals) + sample(facets - 0.08 * spacing[:, None] * normals))
    traction = sum(
        t[:, k] * normals[:, i] * normals[:, j] * (1 if k < 3 else 2) for k, (i, j) in enumerate(PAIRS)
    )
    inclusion = np.zeros((len(centres), 6))
    inclusion[given["inside"], :3] = 0.01
    pressure = means(stress(field(inclusion), lam, mu))[given["inside"], :3].mean(1)
    share = np.isin(label, given["inside"]).mean()
    out = {
        "grid": n,
        "spec": given["spec"],
        "centres": np.round(centres, 9).ravel().tolist(),
        "grain_stress_gpa": np.round(means(s), 5).ravel().tolist(),
        "facet_traction_gpa": np.round(traction, 5).tolist(),
        "inside": given["inside"],
        "inclusion_pressure_gpa": np.round(pressure, 5).tolist(),
        "inclusion_share": share,
    }
    path = pathlib.Path(__file__).with_name("fourier.json")
    path.write_text(json.dumps(out) + "\n")
    print("written", path, "facets", len(traction), "rms grain stress", means(s).std())


main()
