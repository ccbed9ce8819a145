import type { CliIo } from './command.ts';

/** The process that this runs in. */
export const processIo: CliIo = {
  out: (text) => void process.stdout.write(`${text.replace(/\n$/, '')}\n`),
  err: (text) => void process.stderr.write(`${text.replace(/\n$/, '')}\n`),
  env: process.env,
  process,
};
