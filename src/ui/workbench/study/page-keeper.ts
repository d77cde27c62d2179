import { draftEvidence } from '../../../workbench/draft-evidence.js';
import { addDraft, addFilesToSample } from '../../../workbench/edit-study.js';
import { lab, rows } from '../data/files-store.js';
import { isFailed, kindOf } from '../data/rows.js';
import { ServerError, type StudyKeeper } from './api.js';

/** Where the page keeps a study: a text that can be read and replaced, and files beside it where there is a folder. */
export interface StudyPlace {
  /** As people call it. */
  name: string;
  read(): Promise<string>;
  write(text: string): Promise<void>;
  /** Writes a file into `data/`, never over another; absent where there is no folder. */
  keep?(name: string, file: Blob): Promise<void>;
}

/** Keeps a study without a server. What would run a study is not there: it is run by `cermet run`. */
export function makePageKeeper(place: StudyPlace): StudyKeeper {
  const check = async (text: string) => ({ problems: await lab().ask('study problems', { text }) });
  /** Files of Data by the place that they have, or will have, in the study. */
  const sources = new Map<string, string>();
  const write = async (text: string, etag: string) => {
    // The text itself says which one it is.
    if ((await place.read()) !== etag) throw new ServerError(412, `${place.name} was changed elsewhere`, {});
    await place.write(text);
    return { etag: text, ...(await check(text)) };
  };
  return {
    keepsFiles: place.keep !== undefined,
    async read() {
      const text = await place.read();
      return { text, etag: text, folder: place.name, readOnly: false, ...(await check(text)) };
    },
    write,
    check,
    kinds: () => lab().ask('study kinds', undefined),
    forecast: async () => [],
    async keepFile(name, file) {
      await place.keep?.(name, file);
      const path = [...rows.peek().keys()].find((own) => own.split('/').at(-1) === name);
      if (path !== undefined) sources.set(`data/${name}`, path);
      return { place: `data/${name}` };
    },
    async addFiles(sampleOf) {
      const before = await place.read();
      let text = before;
      for (const sample of new Set(Object.values(sampleOf)))
        ({ text } = addFilesToSample(
          text,
          'study.yaml',
          sample,
          Object.keys(sampleOf).filter((path) => sampleOf[path] === sample),
        ));
      const files = Object.entries(sampleOf).flatMap(([path, sample]) => {
        const row = rows.peek().get(sources.get(path) ?? '');
        const kind = row && !isFailed(row) ? kindOf(row) : undefined;
        return kind === undefined ? [] : [{ path, sample, kind }];
      });
      const able = await lab().ask('measured', undefined);
      const draft = addDraft(text, 'study.yaml', {
        ...draftEvidence(files.filter(({ kind }) => able.includes(kind))),
        claims: {},
      });
      await write(draft.text, before);
      return { evidence: draft.evidence, claims: draft.claims };
    },
  };
}

const KEY = 'cermet study';

/** The study that this browser keeps, as it was left. */
export function storedStudy(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined; // pages of some origins may keep nothing
  }
}

/** A study in the browser's own store, or, where it has none, in the page until it is closed. */
export function placeInBrowser(text: string): StudyPlace {
  let held = text;
  const write = async (next: string): Promise<void> => {
    held = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // It stays in the page; the button that saves it is always there.
    }
  };
  void write(text);
  return { name: 'this browser', read: async () => held, write };
}

/** A folder that a person has given to the page (File System Access). */
export interface GivenFolder {
  name: string;
  getFileHandle(name: string, options?: { create?: boolean }): Promise<GivenFile>;
  getDirectoryHandle(name: string, options?: { create?: boolean }): Promise<GivenFolder>;
}
interface GivenFile {
  getFile(): Promise<File>;
  createWritable(): Promise<{ write(content: string | Blob): Promise<void>; close(): Promise<void> }>;
}

/** A study in a folder; one without a study.yaml gets it. */
export async function placeInFolder(folder: GivenFolder, beginning: string): Promise<StudyPlace> {
  const put = async (file: GivenFile, content: string | Blob): Promise<void> => {
    const writable = await file.createWritable();
    await writable.write(content);
    await writable.close();
  };
  const study = await folder.getFileHandle('study.yaml').catch(async () => {
    const made = await folder.getFileHandle('study.yaml', { create: true });
    await put(made, beginning);
    return made;
  });
  return {
    name: folder.name,
    read: async () => (await study.getFile()).text(),
    write: (text) => put(study, text),
    async keep(name, file) {
      const data = await folder.getDirectoryHandle('data', { create: true });
      const known = await data.getFileHandle(name).catch(() => undefined);
      if (!known) return put(await data.getFileHandle(name, { create: true }), file);
      if (!(await isSame(await known.getFile(), file)))
        throw new Error(`the study holds another file called ${name}: data are never changed; rename this one first`);
    },
  };
}

async function isSame(a: Blob, b: Blob): Promise<boolean> {
  if (a.size !== b.size) return false;
  const [x, y] = (await Promise.all([a.arrayBuffer(), b.arrayBuffer()])).map((bytes) => new Uint8Array(bytes));
  return x.every((byte, k) => byte === y[k]);
}
