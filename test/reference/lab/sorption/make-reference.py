"""What pyGAPS 4.6.1 gives of three made isotherms, for test/lab/wet/pygaps.test.ts.

    pip install pygaps==4.6.1 pandas==2.3.3
    python make-reference.py pygaps.json

The isotherms are written out here: BET multilayers on 12 m2/g (C 90); a film on 7 m2/g beside 0.004 cm3/g of micropores; cylinders of 6 to 11 nm that
empty on the way down, by the equations of src/lab/sorption.
"""

import json
import math
import sys

import pygaps
import pygaps.characterisation as char

AVOGADRO, CROSS, LIQUID = 6.02214076e23, 0.162e-18, 34.66e-6
KELVIN = 2 * 8.85e-3 * LIQUID / (8.314462618 * 77.355)


def thickness(p):
    return 1e-10 * math.sqrt(13.99 / (0.034 - math.log10(p)))


def multilayers(p):
    monolayer = 12000 / (AVOGADRO * CROSS)
    return monolayer * 90 * p / ((1 - p) * (1 + 89 * p))


def film(p):
    return (4e-6 + 7000 * thickness(p)) / LIQUID


def cylinders(p):
    t, core = thickness(p), KELVIN / -math.log(p) + thickness(p)
    total = 0.0
    for i in range(2001):
        r, share = (6e-9 + 2.5e-12 * i) / 2, math.sin(math.pi * (i + 0.5) / 2001)
        total += share * (1 if r <= core else 1 - (1 - t / r) ** 2)
    return 4e-5 / LIQUID * total / sum(math.sin(math.pi * (i + 0.5) / 2001) for i in range(2001))


def isotherm(pressure, loading, branch):
    return pygaps.PointIsotherm(
        pressure=pressure, loading=loading, branch=branch, material="made", adsorbate="nitrogen", temperature=77.355,
        pressure_mode="relative", loading_basis="molar", loading_unit="mmol", material_basis="mass", material_unit="g")


up = [round(0.01 + 0.0175 * i, 6) for i in range(46)]
down = [round(0.97 - 0.008 * i, 6) for i in range(82)]
rising = isotherm(up, [multilayers(p) for p in up], "ads")
filmed = isotherm(up, [film(p) for p in up], "ads")
falling = isotherm(down, [cylinders(p) for p in down], "des")
window = (0.045, 0.2901)
bet = char.area_BET(rising, p_limits=window)
tplot = char.t_plot(filmed, thickness_model="Harkins/Jura", t_limits=(0.35, 0.5))
bjh = char.psd_mesoporous(falling, psd_model="BJH", branch="des", pore_geometry="cylinder", meniscus_geometry="hemispherical",
                          thickness_model="Harkins/Jura", kelvin_model="Kelvin")
widths, density = list(bjh["pore_widths"]), list(bjh["pore_distribution"])
text = json.dumps({
    "made_by": f"pyGAPS {pygaps.__version__}",
    "rising": {"pressure": up, "loading": [multilayers(p) for p in up]},
    "filmed": {"pressure": up, "loading": [film(p) for p in up]},
    "falling": {"pressure": down, "loading": [cylinders(p) for p in down]},
    "bet": {"window": window, "area_m2_per_g": bet["area"], "c": bet["c_const"]},
    "t_plot": {"area_m2_per_g": tplot["results"][0]["area"], "micropore_volume_cm3_per_g": tplot["results"][0]["adsorbed_volume"]},
    "bjh": {"mode_nm": widths[density.index(max(density))], "volume_cm3_per_g": max(bjh["pore_volume_cumulative"])},
}, indent=1)
with open(sys.argv[1], "w") as file:
    file.write(text + "\n")
