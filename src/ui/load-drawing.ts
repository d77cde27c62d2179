import { unpackPart } from './unpack-part.js';

type Drawing = typeof import('./workbench-drawing.js');

let loading: Promise<Drawing> | undefined;

/** The part of the page that draws; its script runs when it is first asked for, and the content policy knows it. */
export const loadDrawing = (): Promise<Drawing> => (loading ??= load());

async function load(): Promise<Drawing> {
  const script = document.createElement('script');
  script.textContent = await (await unpackPart('drawing')).text();
  document.body.append(script);
  return (globalThis as { CermetDrawing?: Drawing }).CermetDrawing!;
}
