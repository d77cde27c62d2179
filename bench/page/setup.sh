#!/usr/bin/env bash
# Fetches the peers of the page's bench, into a folder that git ignores, and builds matterviz's page as one file.
# matterviz asks for Node 24 and, so that npm does not fall back on an old one, --force; it builds on Node 20 too.
set -euo pipefail
cd "$(dirname "$0")"
npm install --no-save --no-audit --no-fund --force --prefix . plotly.js-dist-min@3.1.0
npm install --no-audit --no-fund --force --prefix matterviz
cd matterviz
npx vite build --logLevel warn
