import { commandLine } from './app/command-line.ts';
import { runCli } from './commands/cli/index.ts';

/** The command line. Ends the process with its exit code, also where something still keeps the event loop busy. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await runCli(argv, commandLine);
  setTimeout(() => process.exit(), 500).unref();
}
