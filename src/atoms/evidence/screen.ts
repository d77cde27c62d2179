import {
  makePublishedScheme,
  nameFamily,
  PUBLISHED_SCHEMES,
  screenCoating,
  findCompound,
  type CoatingScreen,
  type PublishedScheme,
} from '../index.js';
import {
  CERMET_VERSION,
  choice,
  computeContentHash,
  makeRng,
  number,
  required,
  parseFormula,
  Table,
  type Citation,
  type Condition,
  type Context,
  type Derived,
  type Estimate,
  type Note,
} from '../../core/index.js';
import { houseFigure, type Figure } from '../../figure/index.js';
import {
  defineEvidence,
  formula,
  formulas,
  makeOutput,
  type EvidenceOutput,
  type Piece,
  type Result,
} from '../../evidence/index.js';

interface ScreenParameters {
  oxide: string;
  coatings: readonly string[];
  scheme: PublishedScheme;
  samples: number;
  seed: number;
}

/** What is kept of one coating against one partner in one scheme. */
interface ScreenRow {
  coating: string;
  family: string;
  withOxygen: boolean;
  verdict: CoatingScreen['verdict'];
  drivingForce: Estimate;
  reactingShare: number;
  oxygenTaken: Estimate;
  ruleTests: Estimate;
  productShares: Record<string, number>;
  bonds: string;
  passivating: string;
  equation: string;
}

interface ScreenPiece {
  rows: ScreenRow[];
  missing: string[];
  notes: Note[];
  origin: Derived;
}

/** The group of coatings that hold oxygen from the start: oxides, borates, phosphates, silicates. */
const WITH_OXYGEN = 'with oxygen';

/**
 * Coatings against an oxide, and borides, phosphides and silicides against oxygen itself, in the named scheme; then the
 * same in the other published scheme, whose results carry its name as their condition.
 */
export const atomsScreen = defineEvidence({
  id: 'atoms/screen',
  title: 'Coatings screened by thermodynamics',
  settings: {
    oxide: required(formula('formula of the oxide, such as LiNiO2')),
    coatings: required(formulas('formulas of the coatings, apart by spaces or as a list')),
    scheme: choice(PUBLISHED_SCHEMES, 'experiment', 'scheme of published energies'),
    samples: number(200, 'draws of the energies', { min: 2, whole: true }),
    seed: number(1, 'seed of the draws', { min: 0, whole: true }),
  },
  quantities: {
    driving_force: { label: 'driving force at the strongest kink', unit: 'eV/atom' },
    weakest_driving_force: { label: 'driving force of the least reactive of a family', unit: 'eV/atom' },
    strongest_driving_force: { label: 'driving force of the most reactive of a family', unit: 'eV/atom' },
    oxygen_taken: { label: 'share of the oxide’s oxygen bound by the metalloid in situ', unit: '1' },
    rule_tests: { label: 'tests of the selection rule passed, of three', unit: '1' },
    product_share: { label: 'share of draws in which a product forms with oxygen', unit: '1' },
  },
  plan(p) {
    const order = [p.scheme, ...PUBLISHED_SCHEMES.filter((id) => id !== p.scheme)];
    return order.flatMap((scheme) =>
      [p.oxide, 'O2'].map(
        (partner): Piece<ScreenPiece> => ({
          label: `${scheme}, ${partner}`,
          weight: 0.02,
          inputs: { ...p, scheme, partner },
          run: (ctx) => runScreen(p, scheme, partner, ctx),
        }),
      ),
    );
  },
  assemble(p, [main, oxygen, other, otherOxygen]) {
    const second = PUBLISHED_SCHEMES.find((id) => id !== p.scheme)!;
    const results = [
      ...toResults(main),
      ...toResults(oxygen, { partner: 'O2' }),
      ...toResults(other, { scheme: second }),
      ...toResults(otherOxygen, { partner: 'O2', scheme: second }),
      ...toProducts(oxygen),
      ...toProducts(otherOxygen, second),
    ];
    return makeOutput({
      results,
      figures: [drawForces(main, p)],
      tables: [
        toTable(main, 'screen', `Coatings on ${p.oxide}, ${p.scheme}`),
        toTable(oxygen, 'oxidation', `Coatings in oxygen, ${p.scheme}`),
        toTable(other, `screen-${second}`, `Coatings on ${p.oxide}, ${second}`),
        toTable(otherOxygen, `oxidation-${second}`, `Coatings in oxygen, ${second}`),
      ],
      notes: [main, other].flatMap((piece) => [
        ...piece.notes,
        ...noteAcids(piece),
        ...(piece.missing.length > 0
          ? [
              {
                level: 'warning',
                code: 'no-data',
                text: `no energy in this scheme of ${piece.missing.join(', ')}`,
                where: String(piece.origin.parameters.scheme),
              } as const,
            ]
          : []),
      ]),
    });
  },
});

async function runScreen(
  p: ScreenParameters,
  id: PublishedScheme,
  partner: string,
  ctx: Context,
): Promise<ScreenPiece> {
  const scheme = makePublishedScheme(id);
  const asked = partner === 'O2' ? p.coatings.filter((c) => !parseFormula(c).has('O')) : p.coatings;
  const known = asked.filter((coating) => findCompound(scheme, coating));
  const rows: ScreenRow[] = [];
  const notes = new Map<string, Note>(scheme.notes.map((note) => [note.text, note]));
  const sources = new Map<string, Citation>();
  for (const coating of known) {
    // Each coating gets the same draws, so that its numbers do not depend on which others are asked for.
    const screen = await screenCoating(
      coating,
      partner,
      scheme,
      { samples: p.samples },
      { ...ctx, rng: makeRng(p.seed) },
    );
    for (const note of screen.notes) notes.set(note.text, note);
    for (const { source } of findCompound(scheme, coating)!.values) sources.set(source.text, source);
    const { effect } = screen;
    rows.push({
      coating,
      family: nameFamily(coating),
      withOxygen: parseFormula(coating).has('O'),
      verdict: screen.verdict,
      drivingForce: screen.drivingForce,
      reactingShare: screen.reactingShare,
      oxygenTaken: screen.oxygenTaken,
      ruleTests: screen.ruleTests,
      productShares: Object.fromEntries(screen.productShares),
      bonds: effect.bondKinds.length > 0 ? `${effect.bondKinds.join(', ')} ${effect.bonds}` : effect.bonds,
      passivating: effect.passivating
        ? `${effect.passivating.name}, ${effect.passivating.glassFormer ? 'glass former' : 'no glass former'}`
        : 'none',
      equation: screen.equation,
    });
  }
  rows.sort((a, b) => a.drivingForce.value - b.drivingForce.value);
  const inputs = { ...p, scheme: id, partner };
  return {
    rows,
    missing: asked.filter((coating) => !known.includes(coating)),
    notes: [...notes.values()],
    origin: {
      type: 'derived',
      from: [await computeContentHash(scheme.compounds.map(({ name, values }) => [name, values]))],
      analysis: `screenCoating, ${scheme.title}`,
      parameters: inputs,
      cermet: CERMET_VERSION,
      citations: [...sources.values()],
    },
  };
}

/**
 * Coatings that hold oxygen from the start and react all the same: the reader must not take "no new bonds" for "no
 * reaction".
 */
function noteAcids({ rows, origin }: ScreenPiece): Note[] {
  const acids = rows.filter((row) => row.withOxygen && row.verdict === 'reacts');
  return acids.map((row) => ({
    level: 'warning',
    code: 'reacts-with-oxygen',
    where: String(origin.parameters.scheme),
    text: `${row.coating} holds oxygen from the start and yet gains ${(-row.drivingForce.value).toFixed(3)} eV/atom: ${row.equation}`,
  }));
}

function toResults({ rows, origin }: ScreenPiece, at?: Condition): Result[] {
  const more = { origin, ...(at && { at }) };
  const each = rows.flatMap((row): Result[] => [
    {
      id: 'driving_force',
      label: `driving force of ${row.coating}`,
      group: row.coating,
      estimate: row.drivingForce,
      ...more,
    },
    {
      id: 'oxygen_taken',
      label: `oxygen taken by ${row.coating}`,
      group: row.coating,
      estimate: row.oxygenTaken,
      ...more,
    },
    {
      id: 'rule_tests',
      label: `tests of the rule passed by ${row.coating}, of three`,
      group: row.coating,
      estimate: row.ruleTests,
      ...more,
    },
  ]);
  const families = [...new Set(rows.map((row) => row.family))].flatMap((family): Result[] => {
    const own = rows.filter((row) => row.family === family);
    return [
      {
        id: 'strongest_driving_force',
        label: `driving force of ${own[0].coating}, the most reactive of ${family}`,
        group: family,
        estimate: own[0].drivingForce,
        ...more,
      },
      {
        id: 'weakest_driving_force',
        label: `driving force of ${own.at(-1)!.coating}, the least reactive of ${family}`,
        group: family,
        estimate: own.at(-1)!.drivingForce,
        ...more,
      },
    ];
  });
  const best = rows.filter((row) => row.withOxygen).sort((a, b) => b.ruleTests.value - a.ruleTests.value)[0];
  return [
    ...each,
    ...families,
    ...(best
      ? [
          {
            id: 'rule_tests',
            label: `tests of the rule passed by ${best.coating}, the best of those with oxygen`,
            group: WITH_OXYGEN,
            estimate: best.ruleTests,
            ...more,
          },
        ]
      : []),
  ];
}

/**
 * A share of draws with its Wilson interval, which stays between 0 and 1 (Wilson, J. Am. Stat. Assoc. 22 (1927) 209).
 */
function estimateShare(share: number, n: number): Estimate {
  const z = 1.959964;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return {
    value: share,
    sigma: reach / z,
    n,
    unit: '1',
    scale: 'share',
    interval: [Math.max(0, centre - reach), Math.min(1, centre + reach)],
    confidence: 0.95,
  };
}

/** How often each product forms with oxygen. */
function toProducts({ rows, origin }: ScreenPiece, scheme?: string): Result[] {
  return rows.flatMap((row) =>
    Object.entries(row.productShares).map(([product, share]): Result => {
      const n = row.drivingForce.n;
      return {
        id: 'product_share',
        label: `${product} from ${row.coating} and oxygen`,
        group: row.coating,
        at: { product, ...(scheme && { scheme }) },
        estimate: estimateShare(share, n),
        origin,
      };
    }),
  );
}

function toTable({ rows, origin }: ScreenPiece, id: string, title: string): EvidenceOutput['tables'][number] {
  return {
    id,
    title,
    origin,
    table: new Table([
      { name: 'coating', values: rows.map((row) => row.coating) },
      { name: 'verdict', values: rows.map((row) => row.verdict) },
      {
        name: 'driving_force_electronvolt_per_atom',
        values: Float64Array.from(rows, (row) => row.drivingForce.value),
        sigma: Float64Array.from(rows, (row) => row.drivingForce.sigma ?? 0),
      },
      { name: 'reacting_share', values: Float64Array.from(rows, (row) => row.reactingShare) },
      {
        name: 'oxygen_taken_share',
        values: Float64Array.from(rows, (row) => row.oxygenTaken.value),
        sigma: Float64Array.from(rows, (row) => row.oxygenTaken.sigma ?? 0),
      },
      { name: 'metalloid_oxygen_bonds', values: rows.map((row) => row.bonds) },
      { name: 'passivating_product', values: rows.map((row) => row.passivating) },
      { name: 'reaction', values: rows.map((row) => row.equation) },
    ]),
  };
}

function drawForces({ rows }: ScreenPiece, p: ScreenParameters): Figure {
  const values = rows.map((row) => ({
    coating: row.coating,
    family: row.family,
    force: row.drivingForce.value,
    low: row.drivingForce.interval![0],
    high: row.drivingForce.interval![1],
    reaction: row.equation,
  }));
  const x = { type: 'quantitative', title: 'driving force (eV/atom)' };
  const y = { field: 'coating', type: 'nominal', title: null, sort: values.map((row) => row.coating) };
  return {
    id: 'driving-forces',
    title: `Driving force of coatings on ${p.oxide}`,
    caption:
      'Energy gained per atom at the strongest kink of the mixing line, in the scheme of the study; bars span 95 % of the draws among sources.',
    spec: houseFigure({
      data: { values },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 2 },
          encoding: {
            x: { field: 'low', ...x },
            x2: { field: 'high' },
            y,
            color: { field: 'family', type: 'nominal', title: null },
          },
        },
        {
          mark: { type: 'point', filled: true, size: 40 },
          encoding: {
            x: { field: 'force', ...x },
            y,
            color: { field: 'family', type: 'nominal', title: null },
            tooltip: [{ field: 'reaction', type: 'nominal', title: 'reaction' }],
          },
        },
      ],
    }),
  };
}
