export type { CliDeps } from './command.ts';
export { processIo } from './io.ts';
export { runCli } from './run-cli.ts';
