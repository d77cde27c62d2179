#!/bin/sh
# Installs the peers that bench/lab compares with into a virtual environment of its own.
set -e
cd "$(dirname "$0")/.."
python3 -m venv .venv-lab
.venv-lab/bin/pip install --quiet galvani==0.5.0 fastnda==1.3.1 NewareNDA cellpy==1.0.3 impedance==1.7.1 pyimpspec
