#!/usr/bin/env bash
# rosettasciio 0.15.0 (the reader of HyperSpy), EMSA/MAS spectra with DATATYPE XY.
# Guess: the energies of the first column are the axis, or at least a column that does not fit OFFSET and XPERCHAN is told.
# Seen: the first column is thrown away and the axis laid from OFFSET and XPERCHAN. A spectrum whose steps widen from 0.5 to 2 eV has its last point
# at 501.5 eV where the file says 504, without a word.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile rosettasciio==0.15.0
cd "$folder"
"$folder/env/bin/python" - <<'PY'
import logging, sys, warnings
import rsciio
from rsciio.msa import file_reader

warnings.simplefilter("error")
said = []
logging.getLogger().addHandler(type("Keep", (logging.Handler,), {"emit": lambda self, record: said.append(record.getMessage())})())
print("rosettasciio", rsciio.__version__)
points = [(500.0, 1.0), (500.5, 2.0), (502.0, 3.0), (504.0, 4.0)]
head = {
    "FORMAT": "EMSA/MAS Spectral Data File", "VERSION": "1.0", "TITLE": "edge", "DATE": "01-JAN-2024", "TIME": "10:00", "OWNER": "laboratory",
    "NPOINTS": "4", "NCOLUMNS": "1", "XUNITS": "eV", "YUNITS": "counts", "DATATYPE": "XY", "XPERCHAN": "0.5", "OFFSET": "500",
}
text = "".join(f"#{key:<12}: {value}\n" for key, value in head.items()) + "#SPECTRUM    : from here\n"
with open("edge.msa", "w") as file: file.write(text + "".join(f"{x}, {y}\n" for x, y in points) + "#ENDOFDATA   :\n")
spectrum = file_reader("edge.msa")[0]
axis = spectrum["axes"][0]
energies = [axis["offset"] + axis["scale"] * k for k in range(axis["size"])]
print("file", [x for x, _ in points], "read", energies, "counts", spectrum["data"].tolist(), "said", said)
sys.exit(0 if spectrum["data"].tolist() == [1, 2, 3, 4] and energies == [500, 500.5, 501, 501.5] and not said else 1)
PY
# Cermet: keeps the column and says by how much the header differs from it (src/io/spectra/read-emsa.ts).
