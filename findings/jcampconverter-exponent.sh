#!/usr/bin/env bash
# jcampconverter 12.5.3 (npm), JCAMP-DX spectra with ordinates such as 1.5E-02, which the standard allows (E, a sign and digits).
# Guess: they are read as numbers, as they are in a PEAK TABLE.
# Seen: in (X++(Y..Y)) the E is taken for the squeezed digit 5: "1.5E-02" becomes the three ordinates 1.5, 5 and -2, and the spectrum three times as long
# as NPOINTS, beyond LASTX.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund jcampconverter@12.5.3 >/dev/null
cat > read.mjs <<'JS'
import { convert } from 'jcampconverter';

const file = `##TITLE=absorbance
##JCAMP-DX=4.24
##DATA TYPE=INFRARED SPECTRUM
##XUNITS=1/CM
##YUNITS=ABSORBANCE
##FIRSTX=400
##LASTX=403
##NPOINTS=4
##XFACTOR=1
##YFACTOR=1
##DELTAX=1
##XYDATA=(X++(Y..Y))
400 1.5E-02 2.5E-02
402 3.5E-02 4.5E-02
##END=
`;
const result = convert(file).flatten[0];
const { x, y } = result.spectra[0].data;
console.log('expected', [400, 401, 402, 403], [0.015, 0.025, 0.035, 0.045]);
console.log('seen    ', Array.from(x), Array.from(y), JSON.stringify(result.logs ?? []));
process.exit(y.length === 12 && y[0] === 1.5 && y[1] === 5 && y[2] === -2 && x.at(-1) > 403 ? 0 : 1);
JS
node read.mjs
# Cermet: names a JCAMP-DX file as what it is and does not read it (src/io/detect.ts).
