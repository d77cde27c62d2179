#!/bin/sh
# The peers of this room: Voro++ from Debian, and pyvoro2 in an environment of its own.
set -e
cd "$(dirname "$0")/.."
command -v voro++ > /dev/null || apt-get install -y --no-install-recommends voro++
python3 -m venv .venv-grains
.venv-grains/bin/pip install --quiet pyvoro2==0.8.0 numpy
