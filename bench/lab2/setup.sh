#!/bin/sh
# Makes bench/.venv-lab2 with lmfit and pyGAPS. Needs Python 3.10 or newer and pip.
set -eu
cd "$(dirname "$0")/.."
"${PYTHON:-python3}" -m venv .venv-lab2
.venv-lab2/bin/pip install --quiet lmfit==1.3.4 pygaps==4.6.1 'pandas<3'
.venv-lab2/bin/python -c "import lmfit, pygaps; print('ready')"
