import { readText } from '../structures/text.js';
import { baseName, type DftFile, type DftFolder, dirName, openPlain } from './folder.js';
import { type ErrorText, parseErrorText, parseRunStatus, type RunStatus, STATUS_FILES } from './status-file.js';

/** What lies beside an output: its standard error and the status file of the job script. */
export interface Beside {
  error?: ErrorText;
  status?: RunStatus;
  files: string[];
}

/** Reads standard error `STEM.err` and the status file beside an output. */
export async function readBeside(folder: DftFolder, file: DftFile, stem: string): Promise<Beside> {
  const at = dirName(file.path);
  const named = (name: string): DftFile | undefined =>
    folder.files.find((f) => dirName(f.path) === at && baseName(f.path) === name);
  const beside: Beside = { files: [] };
  const error = named(`${baseName(stem)}.err`);
  if (error) {
    beside.error = parseErrorText(await readText(await openPlain(error)));
    beside.files.push(error.path);
  }
  const status = STATUS_FILES.map(named).find((f) => f !== undefined);
  if (status) {
    beside.status = parseRunStatus(await readText(await openPlain(status)));
    beside.files.push(status.path);
  }
  return beside;
}
