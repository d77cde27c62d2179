import { Argument, Command } from 'commander';
import { runCommand, writeStdout } from '../support.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/**
 * What a shell may complete: words of a command (`run`, `study add`) with its options and the choices of its arguments.
 */
interface Completed {
  path: string;
  summary: string;
  words: string[];
  options: { flag: string; describe: string }[];
}

/** `cermet completion SHELL` */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('a script by which a shell completes commands and options')
    .addArgument(new Argument('<shell>', 'which').choices(SHELLS))
    .addHelpText(
      'after',
      `
To keep it:
  bash  cermet completion bash > ~/.local/share/bash-completion/completions/cermet
  zsh   cermet completion zsh > "\${fpath[1]}/_cermet"
  fish  cermet completion fish > ~/.config/fish/completions/cermet.fish`,
    )
    .action(
      runCommand(async (shell: Shell) => {
        await writeStdout(await writeCompletion(shell));
      }),
    );
}

/** The script for a shell, from what all commands declare. */
export async function writeCompletion(shell: Shell): Promise<string> {
  const { commands } = await import('../command-list.js');
  const all = new Command('cermet');
  for (const { load } of commands) (await load())(all);
  return WRITE[shell](all.commands.flatMap((command) => describe(command, '')));
}

function describe(command: Command, before: string): Completed[] {
  const path = `${before}${command.name()}`;
  return [
    {
      path,
      summary: command.description(),
      words: [
        ...command.commands.map((inner) => inner.name()),
        ...command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
      ],
      options: command.options
        .filter((option) => option.long && !option.hidden)
        .map((option) => ({ flag: option.long!, describe: option.description })),
    },
    ...command.commands.flatMap((inner) => describe(inner, `${path} `)),
  ];
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const topOf = (all: readonly Completed[]): Completed[] => all.filter(({ path }) => !path.includes(' '));

const WRITE: Record<Shell, (all: readonly Completed[]) => string> = {
  bash: (all) => `# cermet: completion for bash
_cermet() {
  local word="\${COMP_WORDS[COMP_CWORD]}" path="\${COMP_WORDS[1]}" words
  [ "$COMP_CWORD" -gt 2 ] && case "$path \${COMP_WORDS[2]}" in
    ${all
      .filter(({ path }) => path.includes(' '))
      .map(({ path }) => quote(path))
      .join('|')}) path="$path \${COMP_WORDS[2]}" ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quote(
      topOf(all)
        .map(({ path }) => path)
        .join(' '),
    )}
  else case "$path" in
${all.map((c) => `    ${quote(c.path)}) words=${quote([...c.words, ...c.options.map((o) => o.flag)].join(' '))} ;;`).join('\n')}
  esac; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [[ "$word" == -* ]] || COMPREPLY+=($(compgen -f -- "$word"))
}
complete -o filenames -F _cermet cermet
`,
  zsh: (all) => `#compdef cermet
_cermet() {
  local -a offered
  if (( CURRENT == 2 )); then
    offered=(${topOf(all)
      .map((c) => quote(`${c.path}:${c.summary.replaceAll(':', ' ')}`))
      .join(' ')})
    _describe command offered
    return
  fi
  case "$words[2] $words[3]" in
${[...all]
  .sort((a, b) => b.path.length - a.path.length)
  .map((c) => `    ${quote(c.path)}${c.path.includes(' ') ? '' : "' '*"}) offered=(${drawZsh(c)}) ;;`)
  .join('\n')}
  esac
  _describe option offered
  _files
}
if [[ "$funcstack[1]" == _cermet ]]; then _cermet "$@"; else compdef _cermet cermet; fi
`,
  fish: (all) =>
    `# cermet: completion for fish\n${all
      .flatMap((c) => {
        const [first, second] = c.path.split(' ');
        const here = second
          ? `__fish_seen_subcommand_from ${first}; and __fish_seen_subcommand_from ${second}`
          : `__fish_seen_subcommand_from ${first}`;
        const own = second
          ? `complete -c cermet -n ${quote(`__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${second}`)} -a ${second} -d ${quote(c.summary)}`
          : `complete -c cermet -n __fish_use_subcommand -a ${first} -d ${quote(c.summary)}`;
        return [
          own,
          ...c.words
            .filter(() => c.words.length > 0 && !all.some((o) => o.path === `${c.path} ${c.words[0]}`))
            .map((word) => `complete -c cermet -n ${quote(here)} -a ${word}`),
          ...c.options.map((o) => `complete -c cermet -n ${quote(here)} -l ${o.flag.slice(2)} -d ${quote(o.describe)}`),
        ];
      })
      .join('\n')}\n`,
};

const drawZsh = (c: Completed): string =>
  [
    ...c.words.map((word) => quote(word)),
    ...c.options.map((o) => quote(`${o.flag}:${o.describe.replaceAll(':', ' ')}`)),
  ].join(' ');
