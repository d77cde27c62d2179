// Writes the polycrystal of the Fourier reference: node fourier-input.mjs DIST/grains/index.js input.json (a built
// library). Lengths in grain sizes.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { makePolycrystal, rotateMandel } = await import(pathToFileURL(process.argv[2]).href);
const spec = { shape: 'box', grains: 250, grainSize: 1e-6, seed: 5 };
const p = await makePolycrystal(spec);
const d = p.grainSize;
const strains = [];
for (let g = 0; g < 250; g++) {
  const t = rotateMandel(p.orientations, 9 * g);
  for (let k = 0; k < 6; k++) strains.push((t[6 * k] + t[6 * k + 1]) * -0.018 + t[6 * k + 2] * 0.018);
}
const scaled = (values) => Array.from(values, (v) => v / d);
const centres = scaled(p.centres);
const inside = Array.from({ length: 250 }, (_, g) => g).filter(
  (g) => Math.hypot(...centres.slice(3 * g, 3 * g + 3)) < 1.9,
);
writeFileSync(
  process.argv[3],
  JSON.stringify({
    spec,
    young_gpa: 150,
    poisson: 0.25,
    box: (2 * p.halfAxes[0]) / d,
    centres,
    strains,
    facet_centroids: scaled(p.facets.centroids),
    facet_normals: Array.from(p.facets.normals),
    facet_spacings: scaled(p.facets.spacings),
    inside,
  }),
);
