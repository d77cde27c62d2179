import { ReadError, type Context, type Note } from '../../../core/index.js';
import { defineTableReader, type Measurement } from '../../measured/make-recording.js';
import type { Source } from '../../reader.js';
import { ByteReader } from '../../tabular/byte-reader.js';
import { fromExcelDays, toLocalIso } from '../../tabular/parse-date.js';
import { finishBiologic } from './finish.js';
import { layOutRecord, type RecordLayout } from './mpr-columns.js';
import { readMprRecords } from './mpr-records.js';
import { parseLog, parseSettings } from './mpr-settings.js';

const MAGIC = 'BIO-LOGIC MODULAR FILE\x1a';
const FIRST_MODULE = 52;

interface Module {
  name: string;
  version: number;
  date: string;
  /** From EC-Lab 11.50 on. */
  recent: boolean;
  /** [1] byte of the file where its contents begin, how long they should be, and how much of that is there */
  at: number;
  length: number;
  present: number;
}

/** Reads Bio-Logic `.mpr` files of EC-Lab and BT-Lab: the layouts up to 11.4x and from 11.50 on. */
export const mprReader = defineTableReader({
  id: 'biologic-mpr',
  version: '1',
  title: 'Bio-Logic EC-Lab/BT-Lab binary (.mpr)',
  kind: 'cycling',
  extensions: ['.mpr'],
  sniff: (head) => (startsWith(head, MAGIC) ? 1 : 0),
  measure: readMpr,
  uncertainty:
    'VMP-3 class instruments: voltage resolution 0.0015 % of the range, at least 75 µV; current 0.004 % of the range (Bio-Logic specification); the range of each row is in i_range_code',
  cite: 'Bio-Logic Science Instruments, EC-Lab software; layout as established by galvani (C. Kerr) and yadg (P. Kraus et al., J. Open Source Softw. 7 (2022) 4166, doi:10.21105/joss.04166)',
});

async function readMpr(source: Source, ctx?: Context): Promise<Measurement | Measurement[]> {
  const notes: Note[] = [];
  const modules = await listModules(source, notes);
  const find = (name: string): Module | undefined => modules.find((m) => m.name === name);
  const data = find('VMP data');
  if (!data)
    throw new ReadError(
      'the file has no data module',
      { file: source.name, byte: source.size },
      { hint: 'the measurement may have been stopped before its first record was written' },
    );
  const contents = async (module: Module): Promise<ByteReader> =>
    new ByteReader(await source.slice(module.at, module.at + module.present), source.name, module.at);

  const metadata: Record<string, unknown> = {
    format: data.recent ? 'EC-Lab 11.50 or later' : `data module version ${data.version}`,
  };
  const settings = find('VMP Set');
  if (settings) metadata.settings = parseSettings(await contents(settings), settings.recent);
  else
    notes.push({
      level: 'warning',
      code: 'no-settings',
      text: 'the file has no settings module: technique and cell are not known',
    });
  const log = find('VMP LOG');
  if (log) metadata.log = parseLog(await contents(log));
  const loop = find('VMP loop');
  if (loop) metadata.loop_starts = parseLoops(await contents(loop));

  const { layout, rows, from } = await findRecords(source, data, notes);
  const columns = await readMprRecords(source, layout, rows, from, ctx);
  const technique = (metadata.settings as { technique?: string } | undefined)?.technique;
  const days = (metadata.log as { started_days?: number } | undefined)?.started_days;
  const started = days === undefined ? undefined : toLocalIso(fromExcelDays(days));
  if (days === undefined)
    notes.push({
      level: 'info',
      code: 'no-start-time',
      text: `the file has no log module that says when the measurement began; its modules carry the date ${data.date}`,
    });
  return finishBiologic({ columns, notes, metadata, about: { instrument: 'Bio-Logic', protocol: technique, started } });
}

async function listModules(source: Source, notes: Note[]): Promise<Module[]> {
  const modules: Module[] = [];
  for (let at = FIRST_MODULE; at < source.size; ) {
    const bytes = await source.slice(at, Math.min(source.size, at + 80));
    if (!startsWith(bytes, 'MODULE')) {
      if (modules.length === 0)
        throw new ReadError(
          'no module begins where the first one should',
          { file: source.name, byte: at },
          { hint: 'the file is damaged' },
        );
      notes.push({
        level: 'serious',
        code: 'corrupted-tail',
        text: `no module begins at byte ${at}, where one should; what stands after it was not read`,
        where: `byte ${at}`,
      });
      break;
    }
    const header = new ByteReader(bytes, source.name, at);
    if (header.length < 57) {
      notes.push({
        level: 'serious',
        code: 'corrupted-tail',
        text: `the file ends at byte ${source.size} inside the head of a module`,
        where: `byte ${at}`,
      });
      break;
    }
    const recent = header.u32(41) === 0xffffffff;
    const start = at + (recent ? 65 : 57);
    const length = header.u32(recent ? 45 : 41);
    const module: Module = {
      name: header.text(6, 10),
      version: header.u32(recent ? 49 : 45),
      date: header.text(recent ? 57 : 49, 8),
      recent,
      at: start,
      length,
      present: Math.max(0, Math.min(length, source.size - start)),
    };
    modules.push(module);
    if (module.present < length)
      notes.push({
        level: 'serious',
        code: 'corrupted-tail',
        text: `the file ends at byte ${source.size} inside its module "${module.name}", which should be ${length} bytes long and has ${module.present}`,
        where: `byte ${source.size}`,
      });
    at = start + length;
  }
  return modules;
}

/** Finds how records are laid out and where they stand. */
async function findRecords(
  source: Source,
  data: Module,
  notes: Note[],
): Promise<{ layout: RecordLayout; rows: number; from: number }> {
  const head = new ByteReader(
    await source.slice(data.at, data.at + Math.min(data.present, 1010)),
    source.name,
    data.at,
  );
  const promised = head.u32(0);
  const count = head.u8(4);
  let ids: number[];
  let offset: number;
  if (data.version === 2 || data.version === 3) {
    ids = Array.from({ length: count }, (_, i) => head.u16(5 + 2 * i));
    offset = data.version === 3 ? 406 : 405;
  } else if (data.version === 0 && data.recent) {
    ids = Array.from({ length: count }, (_, i) => head.u16(6 + 2 * i));
    offset = 1007;
  } else if (data.version === 0) {
    ids = Array.from({ length: count }, (_, i) => head.u8(5 + i));
    offset = 100;
  } else {
    throw new ReadError(
      `data module version ${data.version} is not one that is known (0, 2, 3)`,
      { file: source.name, byte: data.at },
      { hint: 'export the file as text (.mpt) from EC-Lab' },
    );
  }
  const bytes = data.length - offset;
  const exact = promised > 0 && bytes % promised === 0 ? bytes / promised : undefined;
  const layout = layOutRecord(ids, promised === 0 ? undefined : exact);
  if (typeof layout === 'string') {
    if (promised === 0) {
      notes.push({ level: 'warning', code: 'no-rows', text: 'the file itself says that it holds no rows of data' });
      return { layout: { parts: [], size: 1, unknown: [] }, rows: 0, from: data.at + offset };
    }
    throw new ReadError(
      `the records cannot be read: ${layout}`,
      { file: source.name, byte: data.at + 5 },
      { hint: 'export the file as text (.mpt) from EC-Lab, and send its header so that the column can be added' },
    );
  }
  if (layout.unknown.length > 0)
    notes.push({
      level: 'warning',
      code: 'unknown-columns',
      text: `column${layout.unknown.length > 1 ? 's' : ''} no. ${layout.unknown.join(', ')} of the file ${layout.unknown.length > 1 ? 'are' : 'is'} not known and ${layout.unknown.length > 1 ? 'were' : 'was'} stepped over`,
    });
  const present = Math.max(0, Math.floor((data.present - offset) / layout.size));
  const rows = Math.min(promised, present);
  if (promised === 0)
    notes.push({ level: 'warning', code: 'no-rows', text: 'the file itself says that it holds no rows of data' });
  if (rows < promised)
    notes.push({
      level: 'serious',
      code: 'rows-missing',
      text: `the file says ${promised} rows and holds ${rows}; those were read`,
      where: `byte ${data.at + data.present}`,
    });
  return { layout, rows, from: data.at + offset };
}

function parseLoops(module: ByteReader): number[] {
  const count = module.length >= 4 ? module.u32(0) : 0;
  return Array.from({ length: Math.max(0, Math.min(count, Math.floor((module.length - 4) / 4))) }, (_, i) =>
    module.u32(4 + 4 * i),
  );
}

/** Whether bytes begin with ASCII text. */
export function startsWith(bytes: Uint8Array, text: string): boolean {
  if (bytes.length < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}
