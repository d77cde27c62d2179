// One case with Cermet; prints JSON. Processor time, so that other work on the machine matters less.
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const cells = await import('../../dist/cells/index.js');
const { readFile } = await import('node:fs/promises');
const { makeCellSystem, parseCell, parseProtocol, simulateCell, computeImpedance } = cells;
const here = new URL('.', import.meta.url);
const chen = async () => parseCell(await readFile(new URL('chen2020.json', here), 'utf8'));
const half = async () => parseCell(await readFile(new URL('xu2019.json', here), 'utf8'));
// The coarsest mesh whose error on the 1C discharge, largest and root mean square, is below PyBaMM's at its default
// mesh.
const equal = { nodes: 9, shells: 9, tolerance: 3e-3, errorEstimate: false };
const coarse = { ...equal, tolerance: 1e-3 };
const same = { nodes: 20, shells: 20, tolerance: 1e-4, errorEstimate: false };

/**
 * First result, then repeats: half of `seconds` to warm up, half to be timed, in batches of about a tenth of a second, as
 * asking for the time costs a tenth of a millisecond.
 */
async function firstAndWarm(solve, seconds) {
  const start = cpu();
  await solve();
  const first = cpu();
  const batch = Math.max(1, Math.round(0.1 / (first - start)));
  const times = [];
  for (let t = first; t - first < seconds; ) {
    for (let k = 0; k < batch; k++) await solve();
    const now = cpu();
    if (t - first > seconds / 2) times.push((now - t) / batch);
    t = now;
  }
  times.sort((a, b) => a - b);
  return {
    process_to_first_s: first,
    first_s: first - start,
    warm_min_s: times[0],
    warm_median_s: times[times.length >> 1],
  };
}

const [name, count] = process.argv.slice(2);
let out;
const cycle = 'discharge at 1C to 2.7 V; rest 10 min; charge at 0.5C to 4.1 V; hold at 4.1 V to 0.05C; rest 10 min';
switch (name) {
  case 'dfn-1C': {
    const options =
      count === 'reference'
        ? { nodes: 100, shells: 100, tolerance: 1e-7, errorEstimate: false }
        : count === 'same'
          ? same
          : equal;
    const cell = await chen();
    const protocol = parseProtocol('discharge at 1C to 2.5 V');
    // As PyBaMM's simulation, which keeps its discretised model.
    let system;
    out = await firstAndWarm(
      async () => ({ system } = await simulateCell(cell, protocol, { ...options, system })),
      count === 'reference' || count === 'first' ? 0 : 3,
    );
    if (count === 'first') break;
    const result = await simulateCell(cell, parseProtocol('discharge at 1C to 2.5 V every 4 s'), options);
    const t = result.recording.table.column('test_time_second');
    const v = result.recording.table.column('voltage_volt');
    out.voltage = [];
    for (let at = 36; at < 3376; at += 20) out.voltage.push(v[t.findIndex((x) => x >= at - 1e-9)]);
    break;
  }
  case 'cccv-100':
    out = await firstAndWarm(
      async () => simulateCell(await chen(), parseProtocol(`repeat 100 times: ${cycle}; end`), coarse),
      0,
    );
    break;
  case 'memory-1000':
    // Finished cycles are handed on, as to a file.
    out = await firstAndWarm(
      async () =>
        simulateCell(await chen(), parseProtocol(`repeat 1000 times: ${cycle}; end`), {
          ...coarse,
          onRows: () => undefined,
        }),
      0,
    );
    break;
  case 'gitt':
    {
      const cell = await chen();
      out = await firstAndWarm(
        () => simulateCell(cell, parseProtocol('repeat 15 times: discharge at 0.5C for 8 min; rest 1 h; end'), coarse),
        3,
      );
    }
    break;
  case 'eis': {
    const cell = await chen();
    const frequencies = Float64Array.from({ length: 60 }, (_, k) => 10 ** (6 - (8 * k) / 59));
    const system = makeCellSystem(cell, 'dfn', { nodes: 20, shells: 20, thermal: 'isothermal' });
    const y = system.makeInitialState([0.9014, 0.27], 298.15);
    out = await firstAndWarm(() => computeImpedance(system, y, frequencies, { nodes: 20, shells: 20 }), 3);
    break;
  }
  case 'half-cell':
    {
      const cell = await half();
      const protocols = [0.1, 1, 10].map((rate) =>
        parseProtocol(`discharge at ${rate}C for ${6000 / rate} s or to 3.5 V`),
      );
      out = await firstAndWarm(async () => {
        for (const protocol of protocols) await simulateCell(cell, protocol, coarse);
      }, 3);
    }
    break;
  case 'ageing-50': {
    const mechanisms = [
      cells.makeSeiOnGraphite({ ...cells.SEI_CHEN2020, metalCatalysis: 1e3 }),
      cells.makeLithiumPlating(),
      cells.makeMetalDeposition(),
      cells.makeFilmOnCathode(),
      cells.makeRockSaltShell(),
      cells.makeParticleCracking(),
      cells.makeMetalDissolution(),
    ];
    const cycles = Number(count ?? 50);
    out = await firstAndWarm(
      async () =>
        simulateCell(
          await chen(),
          parseProtocol(
            `repeat ${cycles} times: discharge at 1C to 2.5 V; charge at 0.3C to 4.2 V; hold at 4.2 V to 0.05C; end`,
          ),
          { nodes: 5, shells: 14, tolerance: coarse.tolerance, errorEstimate: false, mechanisms },
        ),
      0,
    );
    out.cycles = cycles;
    break;
  }
  case 'pouch-500': {
    const cell = parseCell(await readFile(new URL('../../data/cells/ncm811-graphite-pouch.json', here), 'utf8'));
    const mechanisms = [
      cells.makeSeiOnGraphite({ ...cells.SEI_CHEN2020, metalCatalysis: 1e3 }),
      cells.makeMetalDeposition(),
      cells.makeFilmOnCathode(),
      cells.makeRockSaltShell(),
      cells.makeParticleCracking(),
      cells.makeMetalDissolution(),
    ];
    out = await firstAndWarm(
      () =>
        simulateCell(cell, parseProtocol(cells.shippedProtocol('pouch-500')), {
          nodes: 8,
          shells: 10,
          tolerance: 3e-4,
          errorEstimate: false,
          mechanisms,
        }),
      0,
    );
    break;
  }
  default:
    throw new Error(`no case ${name}`);
}
out.peak_megabytes = process.resourceUsage().maxRSS / 1024;
out.wall_s = performance.now() / 1000;
console.log(JSON.stringify(out));
