#!/usr/bin/env bash
# pyimpspec 5.1.3, impedance spectra from tables.
# Guess: a column "f/kHz", "Re/mOhm" or "Phase/rad" is converted by its unit, or refused.
# Seen: the names are found, their units are not looked at. Kilohertz are taken for hertz, milliohms for ohms, radians for degrees: the capacitance of a
# fitted arc is a thousand times too large for the first, 1/1000 for the second, and a spectrum in radians is almost real. Nothing is said.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile pyimpspec==5.1.3
cd "$folder"
"$folder/env/bin/python" - <<'PY'
import sys, warnings
import numpy, pyimpspec

warnings.simplefilter("error", UserWarning)  # a word about it would be an error here
print("pyimpspec", pyimpspec.PACKAGE_VERSION if hasattr(pyimpspec, "PACKAGE_VERSION") else "5.1.3")
f = numpy.array([1e4, 1e3, 1e2, 1e1])
Z = 10 + 20 / (1 + 2j * numpy.pi * f * 20 * 1e-4)
tables = {
    "plain": ("freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm", f, Z.real, -Z.imag),
    "kHz": ("f/kHz,Re/Ohm,-Im/Ohm", f / 1e3, Z.real, -Z.imag),
    "mOhm": ("f/Hz,Re/mOhm,-Im/mOhm", f, Z.real * 1e3, -Z.imag * 1e3),
    "radians": ("freq/Hz,|Z|/Ohm,Phase(Z)/rad", f, abs(Z), numpy.angle(Z)),
}
ratio = {}
for name, (head, *columns) in tables.items():
    with open(name + ".csv", "w") as file:
        file.write(head + "\n" + "".join(",".join(repr(float(x)) for x in row) + "\n" for row in zip(*columns)))
    (read,) = pyimpspec.parse_data(name + ".csv")
    ratio[name] = [float(read.get_frequencies()[1] / f[1]), float(read.get_impedances()[1].real / Z[1].real), float(read.get_impedances()[1].imag / Z[1].imag)]
    print(f"{name}: f, Re, Im are {[float('%.3g' % r) for r in ratio[name]]} times what they should be")
near = lambda a, b: numpy.allclose(a, b, rtol=1e-6)
sys.exit(0 if near(ratio["plain"], [1, 1, 1]) and near(ratio["kHz"], [1e-3, 1, 1]) and near(ratio["mOhm"], [1, 1e3, 1e3]) and 0 < ratio["radians"][2] < 0.05 else 1)
PY
# Cermet: the unit of a column decides, an unknown one is an error (test/io/vocabulary).
