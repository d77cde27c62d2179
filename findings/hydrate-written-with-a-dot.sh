#!/usr/bin/env bash
# pymatgen 2026.10.24 (pymatgen-core 2026.10.16), periodictable 2.1.0 and chemparse 0.3.2 on hydrates as bottles and papers write them.
# Guess: CoSO4.7H2O is CoSO4 with seven waters, 281.1 g/mol as molmass 2026.1.8 has it, or an error.
# Seen: the dot is a decimal point: CoSO4.7H2O is Co S O4.7 H2 O, 184.2 g/mol, so that a weighing comes out a third too light. With the raised dot
# pymatgen and periodictable refuse, chemparse drops all that follows and gives CoSO4.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --no-compile pymatgen==2026.10.24 pymatgen-core==2026.10.16 periodictable==2.1.0 chemparse==0.3.2 molmass==2026.1.8
"$folder/env/bin/python" - <<'PY'
import sys
from importlib.metadata import version
import chemparse, molmass, periodictable
from pymatgen.core import Composition

print({name: version(name) for name in ("pymatgen", "pymatgen-core", "periodictable", "chemparse", "molmass")})
mass = lambda counts: sum(periodictable.elements.symbol(symbol).mass * n for symbol, n in counts.items())
dot = {
    "molmass": molmass.Formula("CoSO4.7H2O").mass,
    "pymatgen": float(Composition("CoSO4.7H2O").weight),
    "periodictable": periodictable.formula("CoSO4.7H2O").mass,
    "chemparse": mass(chemparse.parse_formula("CoSO4.7H2O")),
}
raised = chemparse.parse_formula("CoSO4\u00b77H2O")
print("CoSO4.7H2O:", {name: round(value, 1) for name, value in dot.items()}, "g/mol")
print("CoSO4\u00b77H2O: chemparse", raised)
sys.exit(0 if abs(dot["molmass"] - 281.1) < 0.1 and all(abs(dot[name] - 184.2) < 0.1 for name in ("pymatgen", "periodictable", "chemparse")) and raised == {"Co": 1, "S": 1, "O": 4} else 1)
PY
# Cermet: a point before H2O is water of crystallisation (src/lab/synthesis/compound.ts, test/lab/wet/synthesis).
