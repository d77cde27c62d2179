#!/bin/sh
# Installs the peers that bench/dft compares with into a virtual environment of its own.
set -e
cd "$(dirname "$0")/.."
python3 -m venv .venv-dft
.venv-dft/bin/pip install --quiet ase==3.29.0 pymatgen==2026.10.24
