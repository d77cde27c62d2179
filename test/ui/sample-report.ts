import { CERMET_VERSION, estimateMean, makeRng, Table, type Origin, type Structure } from '../../src/core/index.js';
import { houseFigure, housePanels, makePointsWithErrors } from '../../src/figure/index.js';
import { judgeClaim } from '../../src/study/judge-claim.js';
import type { ClaimEntry, Result, Scene, StudyReport, Verdict } from '../../src/study/types.js';

/** Every number in this file is invented, to have a report of realistic size and shape. None is a result. */
const INVENTED = 'Invented for tests; not a result.';

const citation = { text: 'Yoon et al., Nature Energy 6 (2021) 362–371', doi: '10.1038/s41560-021-00782-0' };

const simulated = (seed?: number): Origin => ({
  type: 'simulated',
  model: 'invented potential',
  parameters: {
    oxide: 'LiNiO2 (104)',
    coating: 'Co35B16',
    schedule: [
      { hold: '2500 K', for: '3 ps' },
      { quench: '300 K', over: '1.5 ps' },
    ],
    time_step: '1.5 fs',
    fixed: ['oxide'],
  },
  parametersHash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  seed,
  solver: 'Langevin, FIRE',
  cermet: CERMET_VERSION,
  citations: [
    citation,
    { text: 'Deng et al., Nature Machine Intelligence 5 (2023) 1031', doi: '10.1038/s42256-023-00716-3' },
  ],
});

const derived = (from: string[]): Origin => ({
  type: 'derived',
  from,
  analysis: 'opening-strength@1',
  parameters: { gauge_length: '8 Å', step: '0.1 Å', planes: 5, fit: 'universal binding' },
  cermet: CERMET_VERSION,
  citations: [
    { text: 'Rose, Ferrante and Smith, Physical Review Letters 47 (1981) 675', doi: '10.1103/PhysRevLett.47.675' },
  ],
});

const bySeed = (values: number[], unit: string): Pick<Result, 'estimate' | 'replicates'> => ({
  estimate: estimateMean(values, unit),
  replicates: Object.fromEntries(values.map((v, i) => [`seed ${i + 1}`, v])),
});

/** Rock salt with Li and Ni in alternating (111)-like sheets, and a random film of Co and B on it. */
export function makeSampleInterface(seed: number, time = 0): Structure {
  const rng = makeRng(seed);
  const a = 2.06;
  const [nx, ny, nz] = [6, 4, 5];
  const elements: string[] = [];
  const positions: number[] = [];
  const moments: number[] = [];
  const groups: number[] = [];
  const place = (element: string, x: number, y: number, z: number, wobble: number, group: number): void => {
    const phase = 2 * Math.PI * rng.uniform();
    elements.push(element);
    positions.push(
      x + wobble * Math.sin(phase + time),
      y + wobble * Math.cos(1.3 * phase + time),
      z + wobble * Math.sin(2 * phase + time),
    );
    moments.push(
      element === 'Ni' ? 0.9 + 0.2 * rng.uniform() : element === 'Co' ? 1.2 * rng.uniform() : 0.05 * rng.uniform(),
    );
    groups.push(group);
  };
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        const anion = (i + j + k) % 2 === 0;
        const sheet = ((i + j - k + 20) >> 1) % 2 === 0;
        place(anion ? 'O' : sheet ? 'Li' : 'Ni', (i + 0.5) * a, (j + 0.5) * a, 2 + k * a, 0.06, 0);
      }
    }
  }
  const top = 2 + (nz - 1) * a;
  const film: [number, number, number][] = [];
  for (let tries = 0; film.length < 42 && tries < 20_000; tries++) {
    const p: [number, number, number] = [rng.uniform() * nx * a, rng.uniform() * ny * a, top + 1.9 + rng.uniform() * 8];
    if (film.every((q) => Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]) > 2)) film.push(p);
  }
  film.forEach(([x, y, z], i) => place(i % 3 === 2 ? 'B' : 'Co', x, y, z, 0.25, 1));
  return {
    cell: Float64Array.of(nx * a, 0, 0, 0, ny * a, 0, 0, 0, 24),
    pbc: [true, true, false],
    elements,
    positions: Float64Array.from(positions),
    atomic: {
      magmoms: { width: 1, values: Float64Array.from(moments) },
      group: { width: 1, values: Float64Array.from(groups) },
      force_disagreement: { width: 1, values: Float64Array.from(groups, (_, i) => 0.01 * (i % 40)) },
    },
    energy: -800 + 2 * Math.cos(time),
  };
}

function makeScenes(frames: number): Scene[] {
  return [
    {
      id: 'relaxed',
      title: 'Relaxed interface, seed 1',
      caption: `A film on an oxide after quench and relaxation. ${INVENTED}`,
      frames: [makeSampleInterface(1)],
    },
    {
      id: 'melt',
      title: 'Melt and quench, seed 2',
      caption: `The film at 2500 K and its quench. ${INVENTED}`,
      frames: Array.from({ length: frames }, (_, i) => makeSampleInterface(2, i / 6)),
      times: Array.from({ length: frames }, (_, i) => 50 * i),
    },
  ];
}

function makeFigures() {
  const separations = Array.from({ length: 45 }, (_, i) => i * 0.1);
  const traction = (strength: number, length: number, d: number): number =>
    (strength * Math.E * d * Math.exp(-d / length)) / length;
  const curves = [
    ['bulk LiNiO2', 12, 0.6],
    ['interface', 41, 0.55],
    ['inside the film', 52, 0.5],
  ] as const;
  const rows = curves.flatMap(([plane, strength, length]) =>
    separations.map((d) => ({
      plane,
      separation: Number(d.toFixed(2)),
      traction: Number(traction(strength, length, d).toFixed(3)),
    })),
  );
  const strengths = [
    { plane: 'bulk LiNiO2', strength: 11.9, sigma: 0.4 },
    { plane: 'interface', strength: 41.2, sigma: 3.1 },
    { plane: 'inside the film', strength: 52.4, sigma: 2.2 },
  ];
  const radii = Array.from({ length: 160 }, (_, i) => 1 + i * 0.025);
  const peak = (r: number, at: number, width: number, height: number): number =>
    height * Math.exp(-(((r - at) / width) ** 2));
  const rdf = (pair: string, at: number, height: number) =>
    radii.map((r) => ({
      pair,
      r: Number(r.toFixed(3)),
      g: Number((peak(r, at, 0.13, height) + 1 / (1 + Math.exp(-(r - at - 0.9) * 4))).toFixed(3)),
    }));
  const colour = { field: 'plane', type: 'nominal', title: null, sort: null };
  return [
    {
      id: 'opening',
      title: 'Opening of the interface',
      caption: `Rigid separation along the normal, seed 1; curves are universal-binding fits. ${INVENTED}`,
      spec: houseFigure({
        data: { values: rows },
        mark: { type: 'line', tooltip: true },
        encoding: {
          x: { field: 'separation', type: 'quantitative', title: 'Separation / Å' },
          y: { field: 'traction', type: 'quantitative', title: 'Traction / GPa' },
          color: colour,
        },
      }),
    },
    {
      id: 'strength',
      title: 'Opening strength by plane',
      caption: `Mean over three seeds with its standard error. ${INVENTED}`,
      spec: houseFigure({
        data: { values: strengths },
        encoding: { x: { field: 'plane', type: 'nominal', sort: null, title: null, axis: { labelAngle: 0 } } },
        layer: makePointsWithErrors('y', 'strength', { sigmaField: 'sigma' }, 'Strength / GPa'),
      }),
    },
    {
      id: 'structure',
      title: 'Radial distributions',
      caption: `Pairs across the interface (a) and inside the film (b). ${INVENTED}`,
      spec: housePanels(
        [
          {
            data: { values: [...rdf('B–O', 1.38, 9), ...rdf('Co–O', 1.98, 5)] },
            mark: { type: 'line', tooltip: true },
            encoding: {
              x: { field: 'r', type: 'quantitative', title: 'Distance / Å', scale: { zero: false } },
              y: { field: 'g', type: 'quantitative', title: 'g(r)' },
              color: { field: 'pair', type: 'nominal', title: null },
            },
          },
          {
            data: { values: [...rdf('Co–B', 2.1, 4), ...rdf('Co–Co', 2.5, 3)] },
            mark: { type: 'line', tooltip: true },
            encoding: {
              x: { field: 'r', type: 'quantitative', title: 'Distance / Å', scale: { zero: false } },
              y: { field: 'g', type: 'quantitative', title: 'g(r)' },
              color: { field: 'pair', type: 'nominal', title: null },
            },
          },
        ],
        { columns: 2 },
        { resolve: { scale: { color: 'independent' } } },
      ),
    },
  ];
}

const testedClaims: Record<string, ClaimEntry> = {
  B2: {
    group: 'B. Atoms',
    says: 'The (104) surface has two under-bonded oxygen sites, type I (2 Ni + 3 Li) and type II (3 Ni + 2 Li)',
    measure: 'interface.oxygen_types',
    expect: '= 2',
    published: 2,
    where: 'p. 364',
  },
  B6: {
    group: 'B. Atoms',
    says: 'Co and B bond to surface oxygen rather than to Li or Ni',
    measure: 'interface.selectivity',
    expect: '> 1',
    where: 'Fig. 1e',
  },
  B7: {
    group: 'B. Atoms',
    says: 'The B–O bond across the interface is short',
    measure: 'interface.bond_length',
    compare: 'B–O',
    expect: '1.28..1.40 Å',
    published: 1.33,
    where: 'p. 364',
  },
  B8: {
    group: 'B. Atoms',
    says: 'Interfacial oxygen has 1 Co + 2 Ni + 3 Li, or 1 B + 2 Ni + 2 Li',
    measure: 'interface.oxygen_share',
    expect: '> 0.5',
    where: 'Fig. 1f',
  },
  B10: {
    group: 'B. Atoms',
    says: 'The interface is harder to open than the bulk oxide',
    measure: 'interface.opening_strength',
    compare: 'interface / bulk',
    expect: '> 2',
    published: 4.6,
    where: 'Fig. 1g',
  },
  'B10-bulk': {
    group: 'B. Atoms',
    says: 'Bulk LiNiO2 opens at 9 GPa',
    measure: 'interface.opening_strength',
    compare: 'bulk',
    expect: '= 9 ± 1 GPa',
    published: 9,
    where: 'Fig. 1g',
    fitted: true,
  },
};

const openClaims: [string, string, [string, string, string?][]][] = [
  [
    'A. Why a boride',
    'A',
    [
      ['A1', 'Cobalt boride has no direct tie-line with oxygen; it must react'],
      ['A2', 'Borides, phosphides and silicides wet oxides reactively; borates do not'],
      ['A3', 'The glass that forms passivates'],
      ['A4', 'The coating is Co2.2B', 'Co2.2B'],
    ],
  ],
  [
    'B. Atoms',
    'B',
    [
      ['B3', 'Type I oxygen has more O 2p states near the Fermi level than bulk oxygen'],
      ['B9', 'Co–O lowers O 2p states, and B–O lowers them further'],
    ],
  ],
  [
    'C. Making it',
    'C',
    [
      ['C4', 'Co and B diffuse along grain boundaries deeper than 2 µm in two hours', '1.4e-16 … 3.1e-16 m²/s'],
      ['C5', 'Wetting is complete', '0°'],
      ['C6', 'The layer is amorphous, meso-porous and continuous', '~5 nm'],
    ],
  ],
  [
    'E. Half cells',
    'E',
    [
      ['E1', 'First-cycle capacity and efficiency are the same', '~215 mAh/g; ~91.5 %'],
      ['E3', 'The coated cathode keeps more capacity at high rate'],
      ['E5', 'The average voltage loss on ageing is larger for the pristine cathode', '3.75×'],
      ['E7', 'At 7C and 45 °C the coated cathode keeps its capacity over 200 cycles', '82.2 %'],
    ],
  ],
  [
    'F. Full cells',
    'F',
    [
      ['F1', 'A 400 mAh pouch cell keeps more capacity after 500 cycles', '79.2 % → 95.0 %'],
      ['F4', 'Less nickel reaches the lithium anode'],
    ],
  ],
  [
    'G. Why it lasts',
    'G',
    [
      ['G1', 'Fewer cracks between grains'],
      ['G3', 'The rock-salt layer after cycling is thinner', '~13 nm → ~2 nm'],
      ['G8', 'The charged cathode decomposes later and gives less heat', '250.9 → 269.5 °C'],
    ],
  ],
];

/** A report of realistic size with invented numbers. */
export function makeSampleReport({ frames = 60 }: { frames?: number } = {}): StudyReport {
  const untested = openClaims.flatMap(([group, , claims]) =>
    claims.map(
      ([id, says, published]): Verdict => ({
        id,
        claim: { group, says, published },
        word: 'not measured',
        because: 'Nothing in this study measures it yet.',
        results: [],
        notes: [],
      }),
    ),
  );
  const strengths: [string, number[]][] = [
    ['interface', [39.6, 44.1, 39.9]],
    ['bulk', [11.5, 12.2, 11.9]],
    ['inside the film', [52, 50.1, 54.9]],
  ];
  const results: Result[] = [
    ...strengths.map(
      ([group, values]): Result => ({
        id: 'interface.opening_strength',
        label: 'Opening strength',
        group,
        ...bySeed(values, 'GPa'),
        origin: derived(['interface.relaxed', 'ab'.repeat(32)]),
      }),
    ),
    ...(
      [
        ['B–O', [1.366, 1.371, 1.362]],
        ['Co–O', [1.934, 1.951, 1.942]],
      ] as [string, number[]][]
    ).map(
      ([group, values]): Result => ({
        id: 'interface.bond_length',
        label: 'Bond length',
        group,
        ...bySeed(values, 'Å'),
        origin: simulated(1),
      }),
    ),
    {
      id: 'interface.selectivity',
      label: 'Selectivity for oxygen',
      ...bySeed([2.9, 3.4, 3.1], '1'),
      origin: derived(['interface.bond_length [B–O]']),
    },
    {
      id: 'interface.oxygen_share',
      label: 'Share of expected oxygen environments',
      ...bySeed([0.42, 0.61, 0.55], '1'),
      origin: derived(['interface.bond_length [B–O]']),
    },
    {
      id: 'interface.oxygen_types',
      label: 'Kinds of under-bonded surface oxygen',
      estimate: { value: 2, sigma: 0, n: 1, unit: '1' },
      origin: derived(['interface.relaxed']),
    },
    {
      id: 'interface.work_of_separation',
      label: 'Work of separation',
      estimate: {
        value: 4.12,
        n: 1,
        unit: 'J/m2',
        notes: [{ level: 'warning', code: 'one-seed', text: 'From one seed only.' }],
      },
      origin: simulated(1),
    },
  ];
  const tested = Object.entries(testedClaims).map(([id, claim]) => judgeClaim(id, claim, results));
  const verdicts = [...untested, ...tested].sort((a, b) =>
    (a.claim.group! + a.id).localeCompare(b.claim.group! + b.id, 'en', { numeric: true }),
  );
  const time = Float64Array.from({ length: 400 }, (_, i) => i * 7.5);
  const table = new Table([
    { name: 'test_time_second', values: time.map((t) => t * 1e-15) },
    {
      name: 'temperature_kelvin',
      values: time.map((t) => 2500 * Math.exp(-t / 2000) + 40 * Math.sin(t)),
      sigma: time.map(() => 12),
    },
    { name: 'energy_ev', values: time.map((t) => -812.4 + 30 * Math.exp(-t / 2000)) },
    { name: 'phase', values: Array.from(time, (t) => (t < 1500 ? 'melt' : 'quench')) },
  ]);
  return {
    study: {
      title: 'Reactive boride infusion stabilizes Ni-rich cathodes, claim by claim',
      description: `A sample report for looking at the page: every number in it is invented.\n\nIt lists the claims of Yoon et al. (2021) that a simulation of the interface can test.`,
      authors: ['A. Tester', 'B. Reader'],
      references: [citation, { text: 'Project page', url: 'https://example.org/project' }],
      samples: {
        pristine: { material: 'LiNi0.8Co0.1Mn0.1O2' },
        coated: { from: 'pristine', treatment: { coating: 'Co2.2B', route: 'NaBH4 in ethanol' } },
      },
      evidence: { interface: { simulate: 'atoms/interface', oxide: 'LiNiO2 (104)', coating: 'Co70B32', seed: '1..3' } },
      claims: Object.fromEntries(verdicts.map((v) => [v.id, v.claim])),
    },
    date: '2026-11-22T15:00:00Z',
    cermet: CERMET_VERSION,
    verdicts,
    taken: [],
    evidence: {
      interface: {
        results,
        figures: makeFigures(),
        scenes: makeScenes(frames),
        tables: [{ id: 'melt', title: 'Melt and quench, seed 1', table, origin: simulated(1) }],
        recordings: [],
        notes: [
          {
            level: 'warning',
            code: 'outside-training',
            text: 'Some distances in the melt are shorter than any in the potential’s training set.',
            where: 'seed 2, 0.4 ps',
          },
          { level: 'info', code: 'invented', text: INVENTED },
        ],
      },
    },
    notes: [],
  };
}
