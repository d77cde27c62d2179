"""O 1s by lmfit; BET, t-plot and BJH by pyGAPS, on the bench's files; prints milliseconds, the best of several turns: peers.py FOLDER."""

import json
import sys
import time


def clock():
    return 1000 * time.perf_counter()


begun = clock()
import numpy as np
from lmfit.models import LinearModel, VoigtModel

import_lmfit = clock() - begun
begun = clock()
import pygaps
import pygaps.characterisation as char

import_pygaps = clock() - begun
folder = sys.argv[1]
isotherms = json.load(open(f"{folder}/isotherms.json"))
oxygen = json.load(open(f"{folder}/oxygen.json"))


def best(work, rounds):
    times = []
    for _ in range(rounds):
        start = clock()
        work()
        times.append(clock() - start)
    return min(times)


def isotherm(branch, side):
    return pygaps.PointIsotherm(
        pressure=branch["pressure"], loading=branch["loading"], branch=side, material="made", adsorbate="nitrogen", temperature=77.355,
        pressure_mode="relative", loading_basis="molar", loading_unit="mmol", material_basis="mass", material_unit="g")


up = isotherm(isotherms["up"], "ads")
down = isotherm(isotherms["down"], "des")
x = np.array(oxygen["energy"])
y = np.array(oxygen["counts"])
model = LinearModel(prefix="b_")
for k in range(3):
    model = model + VoigtModel(prefix=f"l{k}_")
start = model.make_params(b_slope=0, b_intercept=y[:10].mean())
for k, (position, area) in enumerate([(529.5, 10_000), (531.3, 12_000), (533, 5000)]):
    start[f"l{k}_amplitude"].set(area)
    start[f"l{k}_center"].set(position, min=position - 2, max=position + 2)
    start[f"l{k}_sigma"].set(1.2 / 2.3548, min=0.08, max=3.4)
    start[f"l{k}_gamma"].set(0.25, min=0, max=2, vary=True, expr="")


def fit():
    return model.fit(y, start, x=x, weights=1 / np.sqrt(np.maximum(y, 1)), scale_covar=False)


found = fit()
print(json.dumps({
    "import_lmfit": import_lmfit,
    "import_pygaps": import_pygaps,
    "oxygen": best(fit, 5),
    "evaluations": found.nfev,
    "areas": [found.params[f"l{k}_amplitude"].value for k in range(3)],
    "sigmas": [found.params[f"l{k}_amplitude"].stderr for k in range(3)],
    "chi_square": found.chisqr,
    "bet": best(lambda: char.area_BET(up), 30),
    "t_plot": best(lambda: char.t_plot(up, thickness_model="Harkins/Jura", t_limits=(0.35, 0.5)), 30),
    "bjh": best(lambda: char.psd_mesoporous(
        down, psd_model="BJH", branch="des", pore_geometry="cylinder", thickness_model="Harkins/Jura"), 30),
}))
