import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError } from '../core/index.js';
import { checkPlugin, createCermet, type Cermet, type Plugin } from '../workbench/create-cermet.js';

/** Plug-ins that ship with Cermet, by the name that a study gives. */
const SHIPPED: Readonly<Record<string, () => Promise<{ default: Plugin }>>> = {
  'cermet/studies/yoon-2021': () => import('../studies/yoon-2021/index.js'),
};

let named: readonly string[] = [];
let instance: Promise<Cermet> | undefined;

/** Names the plug-ins of this process, before anything asks for Cermet. */
export function usePlugins(plugins: readonly string[]): void {
  named = plugins.map((plugin) => placeOf(plugin));
  instance = undefined;
}

/** Plug-ins that were named on the command line. */
export const pluginsInUse = (): readonly string[] => named;

/** Cermet with the plug-ins of the command line. */
export function loadCermet(): Promise<Cermet> {
  instance ??= loadCermetWith(named);
  return instance;
}

/** Cermet with plug-ins: modules by their path, or what ships by its name. */
export async function loadCermetWith(plugins: readonly string[]): Promise<Cermet> {
  const unique = [...new Set(plugins)];
  return createCermet(
    ...(await Promise.all(unique.map(async (name) => ({ name, plugin: checkPlugin(await importPlugin(name), name) })))),
  );
}

/** Whether a plug-in ships with Cermet, so that its code is part of Cermet's own. */
export const isShippedPlugin = (name: string): boolean => Object.hasOwn(SHIPPED, name);

/** The place of a plug-in from which it can be loaded anywhere in this process. */
export const placeOf = (name: string, folder = ''): string => (isShippedPlugin(name) ? name : resolve(folder, name));

async function importPlugin(name: string): Promise<unknown> {
  if (isShippedPlugin(name)) return (await SHIPPED[name]()).default;
  try {
    return ((await import(pathToFileURL(name).href)) as { default?: unknown }).default;
  } catch (error) {
    throw new InputError(`this plug-in cannot be loaded: ${(error as Error).message}`, {
      where: { file: name },
      hint: `give the path of a module, or one of ${Object.keys(SHIPPED).join(', ')}`,
      cause: error,
    });
  }
}
