import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Hono } from 'hono';
import { InputError, ReadError } from '../../core/index.js';
import { OWN_CELLS, pathOfOwnCell } from '../own-cells.js';
import { readPageAssets } from '../page-assets.js';
import { findStudyFile } from '../study/load-study.js';
import {
  integerOption,
  interruptSignal,
  printStatus,
  readTextFile,
  runCommand,
  writeFileSafely,
  writeStdout,
} from '../support.js';

interface Options {
  port?: number;
  browser: boolean;
  out?: string;
}

/** `cermet open [what]` */
export function addOpenCommand(program: Command): void {
  program
    .command('open')
    .description('show a study’s report, or a virtual cell, in a browser, on 127.0.0.1')
    .argument(
      '[what]',
      `folder or file of a study, or a cell: a parameter file (.json), or one of ours: ${OWN_CELLS.join(', ')}`,
      '.',
    )
    .option(
      '--port <number>',
      'port to serve on; any free one if left out',
      integerOption('--port', { min: 1, max: 65535 }),
    )
    .option('--no-browser', 'only serve; do not start a browser')
    .option('--out <file>', 'write the page of a cell here, as one file that needs no server')
    .action(
      runCommand(async (what: string, options: Options) => {
        const cell = await findCell(what);
        if (options.out !== undefined) {
          if (!cell)
            throw new InputError('--out is for cells', {
              hint: 'the report of a study is a file already: report.html',
            });
          await writeFileSafely(options.out, await renderCell(cell));
          return 0;
        }
        await serve(cell ? await makeCellApp(cell) : await makeReportApp(what), options);
        return 0;
      }),
    );
}

/** The parameter file that is meant, or nothing where a study is. */
async function findCell(what: string): Promise<string | undefined> {
  if (/\.json$/i.test(what)) return what;
  const own = OWN_CELLS.includes(what) && !(await stat(what).catch(() => undefined));
  return own ? pathOfOwnCell(what) : undefined;
}

/** The page of a cell, with ours to choose from beside it. */
async function renderCell(path: string): Promise<string> {
  const { renderCellPage } = await import('../../workbench/cell-page/index.js');
  const paths = [path, ...OWN_CELLS.map(pathOfOwnCell).filter((own) => own !== resolve(path))];
  return renderCellPage(
    await Promise.all(paths.map(async (file) => ({ name: basename(file), text: await readTextFile(file) }))),
    await readPageAssets('cells'),
  );
}

async function makeCellApp(path: string): Promise<Hono> {
  const { makePageApp } = await import('../../server/serve-page.js');
  return makePageApp(await renderCell(path));
}

async function makeReportApp(path: string): Promise<Hono> {
  const folder = dirname(resolve(await findStudyFile(path)));
  const report = join(folder, 'report.html');
  if (!(await stat(report).catch(() => undefined)))
    throw new ReadError('there is no report yet', { file: report }, { hint: `cermet run ${path} makes it` });
  const { makeStudyApp } = await import('../../server/serve-folder.js');
  return makeStudyApp(folder);
}

/** Serves until the reader has had enough. */
async function serve(app: Hono, { port, browser }: Options): Promise<void> {
  const { serveApp } = await import('../../server/serve-app.js');
  const server = await serveApp(app, port);
  await writeStdout(`${server.url}\n`);
  printStatus('press Ctrl-C to stop');
  if (browser && process.stdout.isTTY) openBrowser(server.url);
  const signal = interruptSignal();
  await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
  await server.close();
}

/** Asks the system to show a page; where it cannot, the printed address serves. */
function openBrowser(url: string): void {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', url]]
        : ['xdg-open', [url]];
  const child = spawn(command as string, args as string[], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
