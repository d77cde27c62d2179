import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { ReadError } from '../../core/index.js';
import { findStudyFile } from '../study/load-study.js';
import { integerOption, interruptSignal, printStatus, runCommand, writeStdout } from '../support.js';

/** `cermet open [study]` */
export function addOpenCommand(program: Command): void {
  program
    .command('open')
    .description('show a study’s report in a browser, on 127.0.0.1')
    .argument('[study]', 'folder or file of the study', '.')
    .option('--port <number>', 'port to serve on; any free one if left out', integerOption('--port', { min: 1, max: 65535 }))
    .option('--no-browser', 'only serve; do not start a browser')
    .action(
      runCommand(async (path: string, options: { port?: number; browser: boolean }) => {
        const folder = dirname(resolve(await findStudyFile(path)));
        const report = join(folder, 'report.html');
        if (!(await stat(report).catch(() => undefined))) throw new ReadError('there is no report yet', { file: report }, { hint: `cermet run ${path} makes it` });
        const { serveStudy } = await import('../../server/serve-folder.js');
        const server = await serveStudy(folder, options.port);
        await writeStdout(`${server.url}\n`);
        printStatus('press Ctrl-C to stop');
        if (options.browser && process.stdout.isTTY) openBrowser(server.url);
        const signal = interruptSignal();
        await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
        await server.close();
        return 0;
      }),
    );
}

/** Asks the system to show a page; where it cannot, the printed address serves. */
function openBrowser(url: string): void {
  const [command, args] = process.platform === 'darwin' ? ['open', [url]] : process.platform === 'win32' ? ['cmd', ['/c', 'start', '', url]] : ['xdg-open', [url]];
  const child = spawn(command as string, args as string[], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
