import { describe, expect, it } from 'vitest';
import { CELL_PARAMETERS, fitCell, parseProtocol, simulateCell } from '../../src/cells/index.js';
import { makeLithiumCell, ownCell } from './inputs.js';
import { noisy } from './noisy.js';
import { writeAndRead } from './write-and-read.js';

const mesh = { model: 'spme', nodes: 5, shells: 8, tolerance: 1e-5, errorEstimate: false } as const;

it('gives back what was put in, within its stated interval, and says what it cannot know', async () => {
  const cell = ownCell('ncm811-coin-half-cell.json');
  const truth = { positive_diffusivity_factor: 0.6, contact_resistance_ohm: 4 };
  const made = CELL_PARAMETERS.contact_resistance_ohm.apply(
    CELL_PARAMETERS.positive_diffusivity_factor.apply(cell, 0.6),
    4,
  );
  const protocol = parseProtocol(
    'charge at 1C for 40 min every 20 s; rest 20 min every 20 s; discharge at 2C for 10 min every 20 s',
  );
  const { recording } = await simulateCell(made, protocol, mesh);
  const experiment = { recording: noisy(recording, 5e-4), protocol, options: mesh, sigma: 5e-4 };
  const fit = await fitCell(
    cell,
    [
      { parameter: CELL_PARAMETERS.positive_diffusivity_factor, initial: 1.5, lower: 0.05, upper: 20 },
      { parameter: CELL_PARAMETERS.contact_resistance_ohm, initial: 1, lower: 0.01, upper: 100 },
    ],
    [experiment],
  );
  for (const [name, value] of Object.entries(truth)) {
    const estimate = fit.estimates[name];
    expect(Math.abs(estimate.value - value), name).toBeLessThan(4 * estimate.sigma!); // four sigma of one seeded draw
    expect(estimate.sigma! / value, name).toBeLessThan(0.2);
    expect(fit.identifiability[name]).toBe('identified');
    const [low, high] = fit.profiles[name].interval as [number, number];
    expect((high - low) / estimate.sigma! / 3.92).toBeGreaterThan(0.6); // nearly a parabola here, so profile and covariance agree
    expect((high - low) / estimate.sigma! / 3.92).toBeLessThan(1.6);
  }
  expect(fit.residual).toBeGreaterThan(4e-4);
  expect(fit.residual).toBeLessThan(6e-4);
  // Slow diffusion and a resistance both lower the voltage of such a pulse; the rest tells them apart.
  expect(fit.tradeOffs).toEqual([{ names: Object.keys(truth), correlation: expect.closeTo(0.957, 1) as number }]);
  expect(fit.notes.find((n) => n.code === 'trade-off')!.text).toContain('quote them together');
  expect(fit.cell.fitted).toEqual(
    Object.keys(truth).map((name) => ({
      name,
      value: fit.estimates[name].value,
      sigma: fit.estimates[name].sigma,
      unit: fit.estimates[name].unit,
      to: [expect.stringMatching(/^.+, simulated by SPME, [0-9a-f]{12}$/)],
    })),
  );
});

describe('two resistances in series', () => {
  const cell = makeLithiumCell(true);
  const [contact, film] = [
    CELL_PARAMETERS.contact_resistance_ohm,
    CELL_PARAMETERS.lithium_film_resistance_ohm_square_metre,
  ];
  const coarse = { model: 'spm', shells: 6, tolerance: 1e-5, errorEstimate: false } as const;

  it('cannot be told apart by any discharge: neither is identified, and the pair is named', async () => {
    const made = film.apply(contact.apply(cell, 4), 5e-4); // 4 ohm, and 5 ohm over 1 cm2
    const protocol = parseProtocol('discharge at 1C for 10 min every 20 s');
    const { recording } = await simulateCell(made, protocol, coarse);
    const fit = await fitCell(
      cell,
      [
        { parameter: contact, initial: 1, lower: 0.05, upper: 100 },
        { parameter: film, initial: 1e-4, lower: 1e-6, upper: 1e-2 },
      ],
      [{ recording: noisy(recording, 5e-4), protocol, options: coarse, sigma: 5e-4 }],
    );
    const names = [contact.name, film.name];
    for (const name of names) {
      // The other can take over all of it, but no more than all.
      expect(fit.identifiability[name]).toBe('one-sided');
      expect(fit.profiles[name].interval[0]).toBeUndefined();
      expect(fit.estimates[name].sigma).toBeUndefined();
    }
    expect(fit.profiles[contact.name].interval[1]).toBeGreaterThan(8.9);
    expect(fit.profiles[contact.name].interval[1]).toBeLessThan(9.2);
    expect(fit.tradeOffs.map((t) => t.names)).toEqual([names]);
    expect(fit.notes.filter((n) => n.code === 'trade-off').map((n) => n.text)).toEqual([
      expect.stringContaining(`${names[0]} and ${names[1]} trade off`),
    ]);
    // Their sum is known: 9 ohm, at every point of either profile that is not worse.
    const { value, others, rise } = fit.profiles[contact.name];
    value.forEach((ohm, k) => {
      if (rise[k] < 1.92) expect(Math.abs(ohm + others[film.name][k] / cell.area - 9)).toBeLessThan(0.1);
    });
  });
});

describe('the mark of a fitted number', () => {
  const marks = [
    { name: 'contact_resistance_ohm', value: 4, sigma: 0.1, unit: 'ohm', to: ['coin.bdf.csv'] },
    { name: 'positive_diffusivity_factor', value: 0.6, unit: '1', to: ['coin.bdf.csv'] },
  ];
  const cell = { ...makeLithiumCell(true), contactResistance: 4, fitted: marks };
  const run = () =>
    simulateCell(cell, parseProtocol('rest 1 s; EIS 1 kHz..1 Hz, 5; discharge at 1C for 1 min'), {
      errorEstimate: false,
      nodes: 6,
      shells: 8,
    });

  it('stands in the origin and the notes of whatever the cell gives', async () => {
    const { recording, spectra } = await run();
    for (const { origin, notes } of [recording, spectra[0]]) {
      expect(origin.type === 'simulated' && origin.parameters.fitted).toEqual(marks);
      expect(notes.find((n) => n.code === 'fitted-parameters')!.text).toBe(
        'fitted, not measured: contact_resistance_ohm 4 ± 0.1 ohm to coin.bdf.csv; positive_diffusivity_factor 0.6, not fixed by the data, 1 to coin.bdf.csv',
      );
    }
    const unmarked = await simulateCell({ ...cell, fitted: undefined }, parseProtocol('rest 1 s'), {
      model: 'spm',
      errorEstimate: false,
    });
    expect(unmarked.recording.notes.some((n) => n.code === 'fitted-parameters')).toBe(false);
  });

  it('goes with the recording into formats that say where numbers come from', async () => {
    const { recording } = await run();
    const parquet = await writeAndRead(recording, '.bdf.parquet');
    expect(JSON.stringify(parquet.metadata)).toContain('positive_diffusivity_factor');
    const mpt = await writeAndRead(recording, '.mpt');
    expect(JSON.stringify(mpt.metadata)).toContain('contact_resistance_ohm');
  });

  it('a later fit of the same number replaces it, a factor joins the factors before', async () => {
    const protocol = parseProtocol('discharge at 1C for 5 min every 30 s');
    const options = { model: 'spm', shells: 6, errorEstimate: false } as const;
    const { recording } = await simulateCell(cell, protocol, options);
    const free = ['contact_resistance_ohm', 'positive_diffusivity_factor'].map((name) => ({
      parameter: CELL_PARAMETERS[name],
      initial: 1,
      lower: 0.1,
      upper: 20,
    }));
    const fit = await fitCell(cell, free, [{ recording: noisy(recording, 1e-3), protocol, options, sigma: 1e-3 }]);
    expect(fit.cell.fitted!.map((m) => m.name)).toEqual([
      'positive_diffusivity_factor',
      'contact_resistance_ohm',
      'positive_diffusivity_factor',
    ]);
    expect(fit.cell.fitted![0]).toBe(marks[1]);
  });
});

it('a rest alone does not tell the conductivity', async () => {
  const cell = ownCell('ncm811-coin-half-cell.json');
  const protocol = parseProtocol('rest 10 min every 30 s');
  const { recording } = await simulateCell(cell, protocol, mesh);
  const fit = await fitCell(
    cell,
    [{ parameter: CELL_PARAMETERS.electrolyte_conductivity_factor, initial: 1, lower: 0.1, upper: 10 }],
    [{ recording: noisy(recording, 1e-3), protocol, options: mesh, sigma: 1e-3 }],
  );
  expect(fit.identifiability.electrolyte_conductivity_factor).toBe('not identified');
  expect(fit.notes.some((n) => n.code === 'not-identified')).toBe(true);
});
