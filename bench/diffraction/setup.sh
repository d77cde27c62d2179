#!/bin/sh
# Makes bench/.venv-diffraction with rietx. Needs Python 3.10 or newer and pip.
set -eu
cd "$(dirname "$0")/.."
"${PYTHON:-python3}" -m venv .venv-diffraction
.venv-diffraction/bin/pip install --quiet rietx==1.10.0
.venv-diffraction/bin/python -c "import rietx; print('ready')"
