import { CermetError } from '../../core/index.js';
import { CellTasks } from './cell-tasks.js';
import type { Reply, Request } from './messages.js';

interface Port {
  postMessage(reply: Reply): void;
  onmessage: (event: MessageEvent<Request>) => void;
}
const here: unknown = globalThis;
const port = here as Port;
const tasks = new CellTasks();
const running = new Map<number, AbortController>();

port.onmessage = ({ data }) => {
  if ('abort' in data) running.get(data.abort)?.abort();
  else void answer(data);
};

async function answer(request: Exclude<Request, { abort: number }>): Promise<void> {
  const { id } = request;
  const controller = new AbortController();
  running.set(id, controller);
  const tell = (part: unknown): void => port.postMessage({ id, part });
  const ctx = {
    signal: controller.signal,
    progress: (done: number, total?: number) => port.postMessage({ id, progress: { done, total } }),
  };
  try {
    const result =
      request.task === 'curve'
        ? await tasks.curve(request.input, ctx)
        : request.task === 'ageing'
          ? await tasks.ageing(request.input, ctx, tell)
          : tasks.csv(request.input);
    port.postMessage({ id, result });
  } catch (error) {
    port.postMessage({ id, error: error instanceof CermetError ? error.message : `unexpected: ${String(error)}` });
  } finally {
    running.delete(id);
  }
}
