#!/usr/bin/env bash
# jcampconverter 12.5.3 (npm), JCAMP-DX spectra.
# Guess: "?" in (X++(Y..Y)) is a missing ordinate, as the standard has it: NaN or left out, with every other point at its own x.
# Seen: it is skipped without taking its place. All points after it move down by one step, the last x is lost, and the warnings of the result are empty.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund jcampconverter@12.5.3 >/dev/null
cat > read.mjs <<'JS'
import { convert } from 'jcampconverter';

const file = (first) => `##TITLE=line of a Raman spectrum
##JCAMP-DX=4.24
##DATA TYPE=RAMAN SPECTRUM
##XUNITS=1/CM
##YUNITS=ARBITRARY UNITS
##FIRSTX=100
##LASTX=107
##NPOINTS=8
##XFACTOR=1
##YFACTOR=1
##DELTAX=1
##XYDATA=(X++(Y..Y))
100 ${first}
104 1 9 1 1
##END=
`;
const seen = {};
for (const [name, first] of Object.entries({ whole: '1 1 1 1', missing: '1 ? 1 1' })) {
  const result = convert(file(first)).flatten[0];
  const { x, y } = result.spectra[0].data;
  seen[name] = { points: y.length, peak: x[y.indexOf(9)], last: x.at(-1) };
  console.log(name, seen[name], 'warnings', JSON.stringify(result.warnings ?? []), JSON.stringify(result.logs ?? []));
}
process.exit(seen.whole.peak === 105 && seen.whole.points === 8 && seen.missing.peak === 104 && seen.missing.points === 7 && seen.missing.last === 106 ? 0 : 1);
JS
node read.mjs
# Cermet: names a JCAMP-DX file as what it is and does not read it (src/io/detect.ts).
