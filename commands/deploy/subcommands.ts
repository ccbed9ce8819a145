import type { DeployWord } from '../../src/domain/deploy-words.ts';
import { abort } from './abort.ts';
import { flag } from './flag.ts';
import { flags } from './flags.ts';
import { help } from './help.ts';
import { history } from './history.ts';
import { pause } from './pause.ts';
import { plan } from './plan.ts';
import { promote } from './promote.ts';
import { report } from './report.ts';
import { resume } from './resume.ts';
import { rollback } from './rollback.ts';
import { set } from './set.ts';
import { status } from './status.ts';
import type { Subcommand } from './subcommand.ts';

/** In the order of the help. */
export const subcommands: Readonly<Record<DeployWord, Subcommand>> = {
  plan,
  set,
  flag,
  flags,
  status,
  history,
  report,
  pause,
  resume,
  promote,
  abort,
  rollback,
  help,
};
