#!/usr/bin/env bash
# Fetches the peer of the page's bench, into a folder that git ignores.
set -euo pipefail
cd "$(dirname "$0")"
npm install --no-save --no-audit --no-fund --prefix . plotly.js-dist-min@3.1.0
