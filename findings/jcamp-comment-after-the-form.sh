#!/usr/bin/env bash
# jcamp 1.3.2 (Python), JCAMP-DX spectra.
# Guess: a comment after "$$", which the standard allows on any line, changes nothing.
# Seen: after ##XYDATA=(X++(Y..Y)) it empties the spectrum: x and y have no points although the header says eight, with no error and no warning.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile jcamp==1.3.2
"$folder/env/bin/python" - <<'PY'
import io, sys, warnings
from importlib.metadata import version
import jcamp

warnings.simplefilter("error", UserWarning)  # a word about it would be an error here
print("jcamp", version("jcamp"))
head = ["TITLE=line", "JCAMP-DX=4.24", "DATA TYPE=RAMAN SPECTRUM", "XUNITS=1/CM", "YUNITS=ARBITRARY UNITS", "FIRSTX=100", "LASTX=107", "NPOINTS=8", "XFACTOR=1", "YFACTOR=1", "DELTAX=1"]
points = {}
for comment in ("", " $$ measured in air"):
    text = "\n".join("##" + line for line in head) + f"\n##XYDATA=(X++(Y..Y)){comment}\n100 1 2 3 4\n104 5 6 7 8\n##END=\n"
    spectrum = jcamp.read(io.StringIO(text))
    points[comment] = (spectrum["npoints"], len(spectrum["x"]), len(spectrum["y"]))
    print(repr(comment), "points in the header, x, y:", points[comment])
sys.exit(0 if list(points.values()) == [(8, 8, 8), (8, 0, 0)] else 1)
PY
# Cermet: names a JCAMP-DX file as what it is and does not read it (src/io/detect.ts).
