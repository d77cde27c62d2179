"""|F|² and spacings of crystals by gemmi (pip install gemmi), by a plain sum over all atoms of the cell with IT92 form factors.

Writes reflections.json beside itself. Occupancies are whole and every atom of the cell is listed, so that no special position is counted
twice; multiplicities are counted from the group's operations.
"""
import json, math, cmath, os
import gemmi

WAVELENGTH = 1.5405929
CASES = {
    "Si": ("F d -3 m :2", (5.4307, 5.4307, 5.4307, 90, 90, 90), [("Si", (1 / 8, 1 / 8, 1 / 8))]),
    "LiNiO2": ("R -3 m :H", (2.878, 2.878, 14.19, 90, 90, 120),
               [("Li", (0, 0, 0.5)), ("Ni", (0, 0, 0)), ("O", (0, 0, 0.2585))]),
    "Li2CO3": ("C 1 2/c 1", (8.359, 4.9725, 6.1975, 90, 114.83, 90),
               [("Li", (0.1965, 0.4489, 0.8345)), ("C", (0, 0.0657, 0.25)), ("O", (0, 0.3213, 0.25)),
                ("O", (0.1457, -0.0665, 0.3137))]),
    "Co": ("P 63/m m c", (2.507, 2.507, 4.069, 90, 90, 120), [("Co", (1 / 3, 2 / 3, 0.25))]),
}
U = 0.008
out = {}
for name, (symbol, cell, sites) in CASES.items():
    group = gemmi.SpaceGroup(symbol)
    cell = gemmi.UnitCell(*cell)
    ops = [op for op in group.operations()]
    atoms = []
    for element, at in sites:
        seen = []
        for op in ops:
            x = [v % 1 for v in op.apply_to_xyz(list(at))]
            if not any(all(abs(a - b - round(a - b)) < 1e-4 for a, b in zip(x, s)) for s in seen):
                seen.append(x)
        atoms += [(element, x) for x in seen]
    rows = []
    done = set()
    low = WAVELENGTH / 2 / math.sin(math.radians(60))
    for h in range(-9, 10):
        for k in range(-9, 10):
            for l in range(-20, 21):
                if (h, k, l) == (0, 0, 0) or (h, k, l) in done or cell.calculate_d((h, k, l)) < low:
                    continue
                family = {tuple(s * v for v in op.apply_to_hkl((h, k, l))) for op in ops for s in (1, -1)}
                done |= family
                if group.operations().is_systematically_absent((h, k, l)):
                    continue
                d = cell.calculate_d((h, k, l))
                s2 = 1 / (4 * d * d)
                a = b = 0j
                for element, x in atoms:
                    e = gemmi.Element(element)
                    f1, f2 = gemmi.cromer_liberman(e.atomic_number, 12398.419843320026 / WAVELENGTH)
                    f0 = e.it92.calculate_sf(s2)
                    g = cmath.exp(2j * math.pi * (h * x[0] + k * x[1] + l * x[2])) * math.exp(-8 * math.pi ** 2 * U * s2)
                    a += (f0 + f1) * g
                    b += f2 * g
                rows.append([h, k, l, len(family), d, abs(a) ** 2 + abs(b) ** 2])
    rows.sort(key=lambda r: -r[4])
    out[name] = rows
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reflections.json")
with open(path, "w") as f:
    json.dump({"program": f"gemmi {gemmi.__version__}", "wavelength_angstrom": WAVELENGTH, "u_angstrom2": U, "crystals": out}, f)
print({k: len(v) for k, v in out.items()})
