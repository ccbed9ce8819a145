import { hookOf, hookPhases } from '../domain/migration.ts';
import type { Target } from '../domain/target.ts';
import { testsOf } from '../domain/tests-of.ts';
import type { Hook, HookUse, Webhook } from '../domain/webhook.ts';
import type { CallWebhook } from '../platform/webhook.ts';
import { type Check, type CheckOutcome, ok, problem, warning } from './check.ts';

/** Nobody who runs the doctor waits longer for one service (ms). */
const withinMs = 8000;

/** What is not tried, and where the catalogue has the webhook. */
const known: Record<HookUse, { untried: string; setting: string }> = {
  backup: { untried: 'that it makes a backup is not tried', setting: 'migration.backup.webhook' },
  undo: { untried: 'that it puts a backup back is not tried', setting: 'migration.undo.webhook' },
  smoke: { untried: 'that it tests a version is not tried', setting: 'smoke-webhook' },
};

/** Whether the services that releases of a target call are there. They are only asked for headers: nothing is made. */
export function webhookChecks(target: Target, area: string, call: CallWebhook): Check[] {
  return hooksOf(target).map(([use, { webhook }]) => {
    const todo = `correct \`${known[use].setting}\` of ${target.service} in the catalogue, or what it names`;
    return { area, what: `${use} webhook`, todo, look: () => lookAt(webhook, { call, todo, use }) };
  });
}

function hooksOf({ migration, strategy }: Target): [HookUse, Hook][] {
  const { webhook } = testsOf(strategy);
  const phases = hookPhases.flatMap((phase): [HookUse, Hook][] => {
    const hook = hookOf(migration, phase);
    return hook ? [[phase, hook]] : [];
  });
  return [...phases, ...(webhook ? [['smoke', webhook] satisfies [HookUse, Hook]] : [])];
}

interface About {
  call: CallWebhook;
  todo: string;
  use: HookUse;
}

async function lookAt(webhook: Webhook, { call, todo, use }: About): Promise<CheckOutcome> {
  const { url, timeoutMs } = webhook;
  const reply = await call({ ...webhook, timeoutMs: Math.min(timeoutMs, withinMs) }, { method: 'HEAD', url });
  if (reply.kind === 'none') return problem(reply.detail, todo);
  const { status } = reply;
  const answers = `${new URL(url).host} answers ${status} to HEAD`;
  if (status >= 300 && status < 400) return problem(`${answers}, and redirects are not followed`, todo);
  // What a POST is answered with, nobody can tell: some say 404 or 405 to whatever is no POST.
  const doubtful = status === 401 || status === 403 || status >= 500;
  return doubtful ? warning(`${answers}; ${known[use].untried}`, todo) : ok(`${answers}; ${known[use].untried}`);
}
