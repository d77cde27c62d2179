import { InputError, nearestWord, parseQuantity } from '../../core/index.js';

/** Where and how jobs run on a cluster: what a person writes once. */
export interface SlurmProfile {
  name: string;
  partition?: string;
  account?: string;
  qos?: string;
  /** [s] */
  walltime: number;
  ranks: number;
  /** Threads of each rank. */
  threads: number;
  /** As Slurm takes it, `8G`. */
  memory?: string;
  modules: string[];
  /** Lines of shell before anything runs. */
  setup: string[];
  /** Further `#SBATCH` options. */
  options: string[];
  /** `mpirun -np {ranks}`; `{ranks}` is put in. */
  launcher: string;
  /** The installed program, for studies. */
  cermet: string;
  /** Login node, by the name in the user's own ssh configuration; without one the queue is asked here. */
  host?: string;
  /** Folder there that runs are copied to. */
  folder?: string;
  /** [s] before the end at which a run is asked to stop. */
  notice: number;
  /** Tasks of one array that run at a time. */
  atOnce?: number;
}

const KEYS = [
  'partition',
  'account',
  'qos',
  'walltime',
  'ranks',
  'threads',
  'memory',
  'modules',
  'setup',
  'options',
  'launcher',
  'cermet',
  'host',
  'folder',
  'notice',
  'at once',
] as const;
/** [s] Slurm looks at limits once a minute: a signal may come this much early. */
export const SIGNAL_SLACK = 60;

/**
 * Reads profiles as YAML gives them: a map from names to settings.
 *
 * @throws InputError for a name that does not exist, an unknown key (with the nearest), a limit too short for the
 *   notice
 */
export function readProfile(given: unknown, name: string, file: string): SlurmProfile {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new InputError('profiles are a map from names to settings', {
      where: { file },
      hint: 'default: { partition: batch, walltime: 2 h, ranks: 32 }',
    });
  const all = given as Record<string, unknown>;
  if (!Object.hasOwn(all, name))
    throw new InputError(`there is no profile "${name}"`, { value: name, allowed: Object.keys(all), where: { file } });
  const raw = all[name];
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw new InputError(`profile "${name}" is no map of settings`, { where: { file, path: name } });
  const settings = raw as Record<string, unknown>;
  const at = (key: string) => ({ file, path: `${name}.${key}` });
  for (const key of Object.keys(settings))
    if (!(KEYS as readonly string[]).includes(key)) {
      const near = nearestWord(key, KEYS);
      throw new InputError(`a profile has no "${key}"`, {
        value: key,
        allowed: KEYS,
        where: at(key),
        ...(near ? {} : { hint: `there are ${KEYS.join(', ')}` }),
      });
    }
  const text = (key: string): string | undefined => {
    const value = settings[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new InputError(`${key} is no text`, { where: at(key) });
    // A line of its own in the script: nothing may break out of it.
    if (/[\n\r\0]/.test(String(value))) throw new InputError(`${key} must be one line`, { where: at(key) });
    return String(value);
  };
  const words = (key: string): string[] => {
    const value = settings[key];
    if (value === undefined || value === null) return [];
    const list = Array.isArray(value) ? value : [value];
    if (list.some((v) => typeof v !== 'string' || /[\n\r\0]/.test(v)))
      throw new InputError(`${key} is a list of lines`, { where: at(key) });
    return list as string[];
  };
  const whole = (key: string, fallback: number): number => {
    const value = settings[key] ?? fallback;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
      throw new InputError(`${key} is a whole number above zero`, { value, where: at(key) });
    return value;
  };
  const seconds = (key: string, fallback: string): number => {
    const value = settings[key] ?? fallback;
    if (typeof value === 'number')
      throw new InputError(`${key} needs its unit`, { value, where: at(key), hint: 'write it like 2 h' });
    try {
      return parseQuantity(String(value), 'time').value;
    } catch (error) {
      throw new InputError(`${key}: ${(error as Error).message}`, { where: at(key), cause: error });
    }
  };
  const profile: SlurmProfile = {
    name,
    walltime: seconds('walltime', '1 h'),
    ranks: whole('ranks', 1),
    threads: whole('threads', 1),
    modules: words('modules'),
    setup: words('setup'),
    options: words('options'),
    launcher: text('launcher') ?? 'mpirun -np {ranks}',
    cermet: text('cermet') ?? 'cermet',
    notice: seconds('notice', '120 s'),
    ...optional('partition', text('partition')),
    ...optional('account', text('account')),
    ...optional('qos', text('qos')),
    ...optional('memory', text('memory')),
    ...optional('host', text('host')),
    ...optional('folder', text('folder')),
    ...(settings['at once'] !== undefined && { atOnce: whole('at once', 1) }),
  };
  for (const option of profile.options)
    if (!/^--?[A-Za-z]/.test(option))
      throw new InputError(`"${option}" is no option of sbatch`, {
        value: option,
        where: at('options'),
        hint: 'write it like --constraint=epyc',
      });
  if (profile.host !== undefined && profile.folder === undefined)
    throw new InputError('a login node needs the folder there', {
      where: at('folder'),
      hint: 'folder: /scratch/me/cermet',
    });
  if (profile.host?.startsWith('-'))
    throw new InputError(`"${profile.host}" is no host`, { value: profile.host, where: at('host') });
  if (profile.walltime < profile.notice + SIGNAL_SLACK)
    throw new InputError(
      `a walltime of ${profile.walltime} s leaves no time before the notice of ${profile.notice} s: Slurm may give it ${SIGNAL_SLACK} s early`,
      {
        where: at('walltime'),
        hint: `ask for ${Math.ceil((profile.notice + SIGNAL_SLACK) / 60)} min or more, or a shorter notice`,
      },
    );
  return profile;
}

const optional = <K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> =>
  value === undefined ? {} : ({ [key]: value } as Partial<Record<K, string>>);

/** `1-02:03:04` as sbatch takes it. @param seconds [s] */
export function formatWalltime(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  const days = Math.floor(whole / 86400);
  return `${days > 0 ? `${days}-` : ''}${two(Math.floor((whole % 86400) / 3600))}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
}
