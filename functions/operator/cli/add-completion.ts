import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import type { Terminal } from './session.ts';

/** What this program is called by the script that `completion` prints. */
const shellName = 'operator';

/**
 * `completion bash|zsh|fish|powershell`: prints a script that gives the shell a command of its own for this program, from
 * any folder, and completes its commands, options and their values. To be called when all other commands are there.
 */
export function addCompletion(program: Command, terminal: Terminal, cliFile: string): void {
  const helpName = program.name();
  // The library takes the program's name for what the shell calls.
  tab(program.name(shellName), { completionCommandName: 'completion' });
  program.name(helpName);
  program.commands
    .find((command) => command.name() === 'completion')
    ?.description('print a script for the shell: a command "operator", and its completion')
    .hook('preAction', (_, { args: [shell = ''] }) => terminal.print(launcher(shell, cliFile)));
}

function launcher(shell: string, cliFile: string): string {
  const command = `${quoted(process.execPath)} ${quoted(cliFile)}`;
  if (shell === 'fish') return `function ${shellName}; ${command} $argv; end`;
  if (shell === 'powershell') return `function ${shellName} { & ${command} @args }`;
  const posix = `${shellName}() { ${command} "$@"; }`;
  return shell === 'bash' ? `${posix}\n${withoutBashCompletion}` : posix;
}

/** The script asks bash-completion which words there are; not every bash has that package. */
const withoutBashCompletion = `declare -F _get_comp_words_by_ref >/dev/null || _get_comp_words_by_ref() {
  words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
}`;

/** In single quotes, which every one of these shells reads as it is; a quote ends them, is escaped, and begins them anew. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
