"""All 530 settings of the space groups by spglib 2.6.0: orbits of nine points, general and special, as hashes.

Points are whole numbers of 240ths of the cell, which every translation of a space group (12ths and 8ths) keeps whole, so that
orbits are compared without rounding. Run: python make-hall.py > hall-orbits.json
"""
import hashlib
import json
import spglib

POINTS = [(31, 67, 101), (0, 0, 0), (120, 0, 0), (0, 0, 57), (80, 160, 53), (37, 37, 0), (37, 0, 60), (41, 82, 60), (30, 30, 30)]
out = []
for hall in range(1, 531):
    kind = spglib.get_spacegroup_type(hall)
    symmetry = spglib.get_symmetry_from_database(hall)
    orbits = []
    for p in POINTS:
        images = set()
        for w, t in zip(symmetry["rotations"], symmetry["translations"]):
            images.add(tuple((sum(int(w[i][j]) * p[j] for j in range(3)) + round(float(t[i]) * 240)) % 240 for i in range(3)))
        orbits.append(sorted(images))
    text = ";".join("|".join(",".join(map(str, q)) for q in orbit) for orbit in orbits)
    out.append([kind.hall_symbol, kind.number, kind.choice, kind.international_full, [len(o) for o in orbits], hashlib.sha256(text.encode()).hexdigest()[:16]])
print(json.dumps({"spglib": spglib.__version__, "points": POINTS, "settings": out}, separators=(",", ":")).replace("],[\"", "],\n[\""))
