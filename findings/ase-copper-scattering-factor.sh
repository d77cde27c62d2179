#!/usr/bin/env bash
# ASE 3.29.0, ase.utils.xrdebye: X-ray patterns of clusters by Debye's formula, with Waasmaier and Kirfel's form factors.
# Guess: the form factor at zero angle is the number of electrons, within a few hundredths for each element of its table.
# Seen: copper has 28.47, half an electron too few at every angle (a constant of -3.774477 that should be about 0.52 larger); the eleven others fit.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile ase==3.29.0 gemmi==0.7.5
"$folder/env/bin/python" - <<'PY'
import sys, ase, gemmi
from math import exp
from ase.utils.xrdebye import waasmaier
print("ASE", ase.__version__, "gemmi", gemmi.__version__)
wrong = {}
for symbol, p in waasmaier.items():
    element = gemmi.Element(symbol)
    at = lambda s: sum(p[2 * i] * exp(-p[2 * i + 1] * s * s) for i in range(5)) + p[10]
    missing = [element.it92.calculate_sf(s * s) - at(s) for s in (0, 0.1, 0.3, 0.5)]
    print(f"{symbol:2} f(0) {at(0):7.3f} of {element.atomic_number}; International Tables have more by {[round(m, 2) for m in missing]} at s = 0, 0.1, 0.3, 0.5 1/Å")
    if abs(at(0) - element.atomic_number) > 0.1: wrong[symbol] = missing
sys.exit(0 if list(wrong) == ["Cu"] and min(wrong["Cu"]) > 0.45 else 1)
PY
# Cermet: structure factors are held against gemmi (test/reference/diffraction).
