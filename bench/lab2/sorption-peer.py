"""BET, t-plot and BJH of pyGAPS on the isotherms of isotherms.json; prints milliseconds, the best of several rounds."""

import json
import sys
import time

begun = time.perf_counter()
import pygaps
import pygaps.characterisation as char

imported = time.perf_counter() - begun
data = json.load(open(sys.argv[1]))


def isotherm(p, n, branch):
    return pygaps.PointIsotherm(
        pressure=p, loading=n, branch=branch, material="made", adsorbate="nitrogen", temperature=77.355, pressure_mode="relative",
        loading_basis="molar", loading_unit="mmol", material_basis="mass", material_unit="g")


up = isotherm(data["up"]["pressure"], data["up"]["loading"], "ads")
down = isotherm(data["down"]["pressure"], data["down"]["loading"], "des")


def best(work, rounds=30):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return min(times)


sys.stderr.write(json.dumps({
    "import": 1000 * imported,
    "bet": best(lambda: char.area_BET(up)),
    "t_plot": best(lambda: char.t_plot(up, thickness_model="Harkins/Jura", t_limits=(0.35, 0.5))),
    "bjh": best(lambda: char.psd_mesoporous(down, psd_model="BJH", branch="des", pore_geometry="cylinder", thickness_model="Harkins/Jura")),
}))
