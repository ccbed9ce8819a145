import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const binary = 'valkey-server';

/** The program, or null where this machine has none: `npm test` installs it where Debian has it. */
export const valkey: string | null = await promisify(execFile)(binary, ['--version']).then(
  () => binary,
  () => null,
);
