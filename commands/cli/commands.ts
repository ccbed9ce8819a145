import { abandon } from './abandon.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { orphans } from './orphans.ts';
import { report } from './report.ts';
import { schema } from './schema.ts';
import { serve } from './serve.ts';
import { validate } from './validate.ts';

/** In the order of the help. */
export const commands: Readonly<Record<string, Command | undefined>> = {
  run: serve,
  validate,
  doctor,
  report,
  abandon,
  orphans,
  schema,
};
