// What the pages of the bench are given.

/** Fifty cycles of a cell between 3 and 4.3 V, as a table of BDF. */
export function makeTable(rows) {
  const lines = ['Test Time / s,Voltage / V,Current / A,Cycle Count / 1'];
  const half = rows / 100;
  for (let k = 0; k < rows; k++) {
    const turn = Math.floor(k / half);
    const share = (k % half) / half;
    const state = turn % 2 ? 1 - share : share;
    const voltage = 3 + 1.3 * state + 0.1 * Math.sin(6 * state) * state * (1 - state);
    lines.push(`${(0.72 * k).toFixed(2)},${voltage.toFixed(6)},${turn % 2 ? -0.002 : 0.002},${1 + (turn >> 1)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Rock salt of `edge`³ cells of eight atoms, each a little off its place, as extended XYZ of as many frames. */
export function makeAtoms(edge, frames = 1) {
  const a = 4.17;
  const size = a * edge;
  const sites = [];
  for (let i = 0; i < 2 * edge; i++)
    for (let j = 0; j < 2 * edge; j++)
      for (let k = 0; k < 2 * edge; k++) sites.push([(i + j + k) % 2 ? 'O' : 'Ni', i / 2, j / 2, k / 2]);
  const lines = [];
  for (let frame = 0; frame < frames; frame++) {
    lines.push(
      String(sites.length),
      `Lattice="${size} 0 0 0 ${size} 0 0 0 ${size}" Properties=species:S:1:pos:R:3 pbc="T T T"`,
    );
    for (const [n, [element, ...place]] of sites.entries())
      lines.push(
        `${element} ${place.map((x, k) => (a * x + 0.05 * Math.sin(7 * n + 3 * k + 0.4 * frame)).toFixed(6)).join(' ')}`,
      );
  }
  return `${lines.join('\n')}\n`;
}

/** A study of quoted values, as many as there are claims: its files by name. */
export function makeStudy(claims) {
  const ids = Array.from({ length: claims }, (_, k) => `claim-${k + 1}`);
  return {
    'quoted.csv': `quantity,unit,here,there\n${ids.map((_, k) => `value ${k + 1},eV,${(0.5 + 0.01 * (k % 97)).toFixed(2)},1`).join('\n')}\n`,
    'study.yaml': [
      'title: Many claims',
      'samples: {}',
      'evidence:',
      '  quoted: { kind: values, file: quoted.csv }',
      'claims:',
      ...ids.map(
        (id, k) =>
          `  ${id}: { says: Value ${k + 1} is larger here, measure: quoted.value at value ${k + 1}, compare: here / there, expect: "> 1" }`,
      ),
      '',
    ].join('\n'),
  };
}
