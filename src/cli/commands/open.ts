import { spawn } from 'node:child_process';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../core/index.js';
import { OWN_CELLS } from '../own-cells.js';
import { integerOption, interruptSignal, printStatus, runCommand, writeFileSafely, writeText } from '../support.js';
import { findOpened, type Opened } from '../workbench/find-opened.js';
import { renderWorkbench } from '../workbench/render-workbench.js';

interface Options {
  port?: number;
  browser: boolean;
  readOnly?: boolean;
  out?: string;
}

/** `cermet open [what...]` */
export function addOpenCommand(program: Command): void {
  program
    .command('open')
    .description('the workbench in a browser, on 127.0.0.1: a study, measured files, or a virtual cell')
    .argument(
      '[what...]',
      `a study, files or a folder to look at, or a cell: a parameter file (.json), or one of ours: ${OWN_CELLS.join(', ')} (default: the study in this folder, if there is one)`,
    )
    .option(
      '--port <number>',
      'port to serve on; any free one if left out',
      integerOption('--port', { min: 1, max: 65535 }),
    )
    .option('--no-browser', 'only serve; do not start a browser')
    .option('--read-only', 'show a study without letting the page change or run it')
    .option('--out <file>', 'write the workbench here, as one file that needs no server')
    .action(
      runCommand(async (what: string[], options: Options) => {
        const opened = await findOpened(what, options.out !== undefined);
        if (options.out !== undefined) {
          if (opened.files.length > 0)
            throw new InputError('a workbench without a server opens no files by itself', {
              hint: 'leave the files out, and drop them into its page',
            });
          await writeFileSafely(options.out, await renderWorkbench(opened, false));
          return 0;
        }
        await serve(opened, options);
        return 0;
      }),
    );
}

/** Serves until the reader has had enough. */
async function serve(opened: Opened, { port, browser, readOnly = false }: Options): Promise<void> {
  const [{ makeWorkbenchApp }, { serveApp }] = await Promise.all([
    import('../../server/workbench-app.js'),
    import('../../server/serve-app.js'),
  ]);
  const desk =
    opened.study === undefined
      ? undefined
      : await (await import('../workbench/study-desk.js')).openStudyDesk(opened.study, readOnly);
  const { app, token } = makeWorkbenchApp({
    html: await renderWorkbench(opened, true),
    desk,
    opened: opened.files.map((path) => ({ name: basename(path), path: resolve(path) })),
  });
  const server = await serveApp(app, port);
  const url = `${server.url}?token=${token}${opened.view ? `#/${opened.view}` : ''}`;
  await writeText(`${url}\n`);
  printStatus('the address holds a token: who has it may use this workbench; press Ctrl-C to stop');
  if (browser && process.stdout.isTTY) openBrowser(url);
  const signal = interruptSignal();
  await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
  desk?.close();
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
