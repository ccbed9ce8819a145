import { parseArgs } from 'node:util';
import { nearest } from '../../src/platform/nearest.ts';
import { type CliDeps, type Command, exit, type Given } from './command.ts';
import { commands } from './commands.ts';
import { helpOf, helpText, versionHelp } from './help.ts';

/** Runs one command line, without the program's name. Gives the exit code; never throws. */
export async function runCli(argv: readonly string[], deps: CliDeps): Promise<number> {
  const { io } = deps;
  const [word, ...rest] = argv[0]?.startsWith('-') && !isTop(argv[0]) ? ['run', ...argv] : argv;
  if (word === undefined) return nothingAsked();
  if (word === 'version' || word === '--version' || word === '-v') return say(deps.version);
  if (word === 'help' || word === '--help' || word === '-h') return help(rest[0]);
  const command = commands[word];
  if (!command) return misunderstood(`There is no command "${word}".`, nearest(word, Object.keys(commands), 1));
  if (rest.includes('--help') || rest.includes('-h')) return say(helpOf(word, command));
  const given = read(command, rest);
  if (typeof given === 'string') {
    io.err(`${given}\n${helpOf(word, command)}`);
    return exit.usage;
  }
  try {
    return await command.run(deps, given);
  } catch (error) {
    io.err(`sluice ${word}: ${error instanceof Error ? error.message : String(error)}`);
    return exit.wrong;
  }

  function say(text: string): number {
    io.out(text);
    return exit.ok;
  }

  /** Whoever tries it out gets the help; whatever supervises a process that should run sees that it does not. */
  function nothingAsked(): number {
    io.out(helpText(commands));
    return exit.usage;
  }

  function help(about: string | undefined): number {
    const found = about === undefined ? undefined : commands[about];
    if (about === undefined || about === 'help') return say(helpText(commands));
    if (found) return say(helpOf(about, found));
    if (about === 'version') return say(helpOf(about, versionHelp));
    return misunderstood(`There is no command "${about}".`, nearest(about, Object.keys(commands), 1));
  }

  function misunderstood(what: string, near: string[]): number {
    io.err(`${what}${near[0] ? ` Did you mean "sluice ${near[0]}"?` : ''}\n"sluice help" lists all commands.`);
    return exit.usage;
  }
}

function isTop(word: string): boolean {
  return ['--version', '-v', '--help', '-h'].includes(word);
}

/** What was given, or in words why it cannot be understood. */
function read(command: Command, args: string[]): Given | string {
  try {
    const { values, positionals } = parseArgs({ args, options: command.options, allowPositionals: true, strict: true });
    if (positionals.length < command.words.min) return 'An argument is missing.';
    const extra = positionals[command.words.max];
    if (extra !== undefined) return `Unexpected argument "${extra}".`;
    return { words: positionals, options: values as Given['options'] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const wrong = /Unknown option '(--[^']+)'/.exec(message)?.[1];
    if (wrong === undefined) return `${message.split('. ')[0]}.`;
    const [meant] = nearest(wrong.slice(2), Object.keys(command.options), 1);
    return `There is no option ${wrong}.${meant ? ` Did you mean --${meant}?` : ''}`;
  }
}
