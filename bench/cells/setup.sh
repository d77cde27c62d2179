#!/bin/sh
# The anchor of this room in an environment of its own: PyBaMM with IDAKLU.
set -e
cd "$(dirname "$0")/.."
python3 -m venv .venv-cells
.venv-cells/bin/pip install --quiet "pybamm==26.10.1.1"
