#!/bin/sh
# Makes bench/.venv-atoms with the two peers of this bench. Needs Python 3.10 or newer with headers, a C++ compiler and pip; about 3 GB with PyTorch.
set -eu
cd "$(dirname "$0")/.."
"${PYTHON:-python3}" -m venv .venv-atoms
.venv-atoms/bin/pip install --quiet calorine==4.1 chgnet==0.4.2
.venv-atoms/bin/python -c "import calorine, chgnet; print('ready')"
