import { z } from 'zod';
import { address, name, variable } from '../providers/flags/settings.ts';
import type { SwitchSettings } from '../switches/switches.ts';
import { field, someTime } from './fields.ts';

/** As written where nothing else is said. */
const usual = { tokenEnv: 'UNLEASH_SWITCHES_TOKEN', project: 'default', interval: '15s' } as const;

const path = z.string({ error: 'expected a path' }).trim().min(1, { error: 'expected a path' });

/** Where Sluice's own switches are kept. */
export const switchesSection = z.strictObject({
  kind: z.literal('unleash', { error: 'expected unleash' }).meta({ description: 'Always `unleash`.' }),
  url: address.meta({ description: "The server's address, without `/api`.", examples: ['https://unleash.example'] }),
  tokenEnv: field(
    variable,
    'Environment variable with a backend (client) token. It is for one project and one environment, and reading is all it can do.',
    usual.tokenEnv,
  ),
  project: field(name, 'The project that the token is for; only links to its pages need it.', usual.project),
  interval: field(
    someTime.refine((ms) => ms >= 1000, { error: 'expected 1s or more' }),
    'How often Unleash is asked for changes: a switch is obeyed at most this much later.',
    usual.interval,
  ),
  bootstrap: field(
    path,
    'A file with what `/api/client/features` answers. It holds where neither Unleash nor the backup ever answered.',
  ),
  backup: field(
    path,
    "A folder in which Unleash's last answer is kept, so that it holds over a restart while Unleash is away. Default: it is kept in memory only.",
  ),
});
export type WrittenSwitches = z.output<typeof switchesSection>;

/** As the catalogue keeps them. */
export function switchesOf(written: WrittenSwitches | undefined): SwitchSettings | null {
  if (written === undefined) return null;
  const { url, bootstrap, backup } = written;
  return {
    url,
    tokenEnv: written.tokenEnv ?? usual.tokenEnv,
    project: written.project ?? usual.project,
    intervalMs: written.interval ?? someTime.parse(usual.interval),
    ...(bootstrap === undefined ? {} : { bootstrap }),
    ...(backup === undefined ? {} : { backup }),
  };
}
