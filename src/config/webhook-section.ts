import { z } from 'zod';
import type { Webhook } from '../domain/webhook.ts';
import { field, someTime } from './fields.ts';

const usualTimeout = '10s';
const longestTimeout = someTime.parse('30s');

const variable = z
  .string({ error: 'expected the name of an environment variable' })
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, {
    error: 'expected the name of an environment variable, such as BACKUP_TOKEN',
  });

const header = z.strictObject({
  env: variable.meta({ description: 'Environment variable with the value.' }),
  prefix: field(z.string().max(100), 'Stands before the value, e.g. `Bearer ` with its space.'),
});

const address = 'expected an address such as https://backups.example/sluice, without a user or a password';

/** A webhook as the catalogue has it. */
export const webhook = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: address, abort: true })
    .max(2000, { error: address })
    .refine((url) => new URL(url).username === '' && new URL(url).password === '', { error: address })
    .meta({ description: 'Gets the POST.', examples: ['https://backups.example/sluice'] }),
  headers: field(
    z.record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/, { error: 'is no name of a header' }), header),
    'Headers whose values stand in environment variables of Sluice, e.g. `authorization: {env: BACKUP_TOKEN, prefix: "Bearer "}`.',
  ),
  secret: field(
    variable,
    'Environment variable of Sluice with a key. The POST is then signed: `sluice-signature: sha256=` and the HMAC-SHA256 of its body, in hex.',
  ),
  timeout: field(
    someTime.refine((ms) => ms <= longestTimeout, { error: 'at most 30s: what takes longer is to answer `pending`' }),
    'For each request; at most 30s.',
    usualTimeout,
  ),
});
export type WrittenWebhook = z.output<typeof webhook>;

/** As a target keeps it. */
export function webhookOf({ url, headers = {}, secret, timeout }: WrittenWebhook): Webhook {
  const named = Object.entries(headers).map(([name, { env, prefix = '' }]) => [name, { env, prefix }]);
  return {
    url,
    headers: Object.fromEntries(named),
    secret: secret ?? null,
    timeoutMs: timeout ?? someTime.parse(usualTimeout),
  };
}
