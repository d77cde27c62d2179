// Large files for the reading bench, from a virtual cell: an .mpr as EC-Lab writes it for GCPL, and an .ndax as BTS 8
// packs it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { zipSync } from 'fflate';

const PAGE = 4096;

/** Voltage and current of a cell that is cycled at 1 mA, with the last digits of a real converter. */
function* run(rows) {
  let random = 12345;
  const noise = () => ((random = (random * 1103515245 + 12345) >>> 0) / 2 ** 32 - 0.5) * 2e-4;
  let charge = 0;
  let current = 1;
  let step = 1;
  for (let i = 0; i < rows; i++) {
    const voltage = 3.0 + 1.2 * charge ** 0.5 + 0.05 * current + noise();
    if (voltage > 4.3 || (current < 0 && charge < 0.001)) {
      current = -current;
      step++;
    }
    charge = Math.max(0, charge + current * 2e-5);
    yield { i, voltage, current: current + noise() * 0.1, charge, step };
  }
}

function makeMpr(rows) {
  const ids = [1, 2, 3, 21, 31, 65, 131, 4, 7, 13, 5, 6, 39, 467, 468, 70];
  const size = 1 + 2 + 8 + 8 + 8 + 4 + 4 + 2 + 8 + 4 + 4;
  const body = Buffer.alloc(406 + rows * size);
  body.writeUInt32LE(rows, 0);
  body[4] = ids.length;
  ids.forEach((id, k) => body.writeUInt16LE(id, 5 + 2 * k));
  body[405] = 1;
  let at = 406;
  for (const { i, voltage, current, charge, step } of run(rows)) {
    body[at] = 1 | (current > 0 ? 4 : 0);
    body.writeUInt16LE(step % 3, at + 1);
    body.writeDoubleLE(i * 10, at + 3);
    body.writeDoubleLE((current * 10) / 3600, at + 11);
    body.writeDoubleLE(charge, at + 19);
    body.writeFloatLE(current, at + 27);
    body.writeFloatLE(voltage, at + 31);
    body.writeUInt16LE(12, at + 35);
    body.writeDoubleLE(charge, at + 37);
    body.writeUInt32LE(step, at + 45);
    body.writeFloatLE((voltage * current) / 1000, at + 49);
    at += size;
  }
  const module = (name, long, content, version) => {
    const head = Buffer.alloc(57, 0x20);
    head.write('MODULE', 0, 'latin1');
    head.write(name.padEnd(10), 6, 'latin1');
    head.write(long.padEnd(25), 16, 'latin1');
    head.writeUInt32LE(content.length, 41);
    head.writeUInt32LE(version, 45);
    head.write('10/26/20', 49, 'latin1');
    return Buffer.concat([head, content]);
  };
  const settings = Buffer.alloc(7019);
  settings[0] = 4;
  const log = Buffer.alloc(1000);
  log.writeDoubleLE(44130.53469907407, 585);
  const magic = Buffer.alloc(52, 0x20);
  magic.write('BIO-LOGIC MODULAR FILE\x1a', 0, 'latin1');
  magic.fill(0, 48);
  return Buffer.concat([
    magic,
    module('VMP Set', 'VMP settings', settings, 0),
    module('VMP data', 'VMP data', body, 3),
    module('VMP LOG', 'VMP LOG', log, 0),
  ]);
}

/** Pages of records with a bit each in the page's head. */
function makePages(kind, version, count, size, write) {
  const perPage = Math.floor((PAGE - 133) / size);
  const file = Buffer.alloc(PAGE * (Math.ceil(count / perPage) + 1));
  file[0] = kind;
  file[2] = version;
  for (let i = 0; i < count; i++) {
    const base = PAGE * (1 + Math.floor(i / perPage));
    const r = i % perPage;
    file[base + 4 + (r >> 3)] |= 1 << (r & 7);
    write(file, base + 132 + r * size, i);
  }
  return file;
}

function makeNdax(rows) {
  const points = [...run(rows)];
  const START = 1_700_000_000;
  const main = makePages(1, 14, rows, 8, (b, at, i) => {
    b.writeFloatLE(points[i].voltage, at);
    b.writeFloatLE(points[i].current / 1000, at + 4);
  });
  // As in real files: a run record at each change of step and about every fourth record.
  const starts = [];
  const marks = [];
  points.forEach((p, i) => {
    const first = i === 0 || p.step !== points[i - 1].step;
    if (first) starts.push(i);
    if (first || i % 4 === 0) marks.push([i, starts.length]);
  });
  const runInfo = makePages(18, 14, marks.length, 55, (b, at, k) => {
    const [i, step] = marks[k];
    const since = i - starts[step - 1];
    b.writeUInt32LE((since * 10_000) >>> 0, at);
    b.writeFloatLE(points[i].current > 0 ? (since * 10) / 3.6e6 : 0, at + 5);
    b.writeFloatLE(points[i].current > 0 ? 0 : (since * 10) / 3.6e6, at + 9);
    b.writeFloatLE(0, at + 13);
    b.writeFloatLE(0, at + 17);
    b.writeInt32LE(10_000, at + 29);
    b.writeUInt32LE(START + i * 10, at + 33);
    b.writeUInt32LE(step, at + 37);
    b.writeUInt32LE(i + 1, at + 41);
  });
  const steps = makePages(7, 14, starts.length, 37, (b, at, k) => {
    b.writeUInt32LE(k >> 1, at);
    b.writeUInt32LE((k % 2) + 1, at + 4);
    b[at + 24] = k % 2 ? 2 : 1;
  });
  const xml = Buffer.from(
    '<?xml version="1.0" encoding="GB2312"?><root><config type="Test Info File"><TestInfo SvrIP="127.0.0.1" ChlID="1" TestID="1" StartTime="2023-11-14 22:13:20" AuxCount="0"/></config></root>',
  );
  const version = Buffer.from(
    '<?xml version="1.0" encoding="GB2312"?><root><config><ZwjVersion SvrVer="BTS" CurrClientVer="BTS" ZwjVersion="1" MainXwjVer="1"/></config></root>',
  );
  return zipSync(
    {
      'Step.xml': Buffer.from('<?xml version="1.0"?><root><config/></root>'),
      'TestInfo.xml': xml,
      'VersionInfo.xml': version,
      'data.ndc': main,
      'data_step.ndc': steps,
      'data_runInfo.ndc': runInfo,
    },
    { level: 6 },
  );
}

const [folder, rows] = [process.argv[2], Number(process.argv[3] ?? 1_000_000)];
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/large.mpr`, makeMpr(rows));
writeFileSync(`${folder}/large.ndax`, makeNdax(rows));
