export type { CliDeps, CliIo, Running, RunOptions } from './command.ts';
export { processIo } from './io.ts';
export { runCli } from './run-cli.ts';
