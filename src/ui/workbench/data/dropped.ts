import type { DroppedFile } from '../work/file-store.js';

/** All files of a drop, those in folders too, by their paths. */
export async function filesOfDrop({ items, files }: DataTransfer): Promise<DroppedFile[]> {
  const entries = Array.from(items, (item) => item.webkitGetAsEntry?.()).filter((entry) => entry !== null);
  if (entries.length === 0) return Array.from(files, (file) => ({ path: file.name, file }));
  return (await Promise.all(entries.map((entry) => filesOf(entry)))).flat();
}

/** Files that were chosen, with the folder they were chosen in. */
export const filesOfInput = (files: FileList): DroppedFile[] =>
  Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file })).filter(isSeen);

async function filesOf(entry: FileSystemEntry): Promise<DroppedFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }].filter(isSeen);
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: FileSystemEntry[] = [];
  // A reader gives a hundred at a time.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map((e) => filesOf(e)))).flat();
}

const isSeen = ({ path }: DroppedFile): boolean => !/(^|\/)(\.|__MACOSX)/.test(path);
