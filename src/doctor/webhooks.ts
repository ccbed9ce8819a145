import { type HookPhase, hookOf, hookPhases, type Webhook } from '../domain/migration.ts';
import type { Target } from '../domain/target.ts';
import type { CallWebhook } from '../platform/webhook.ts';
import { type Check, type CheckOutcome, ok, problem, warning } from './check.ts';

/** Nobody who runs the doctor waits longer for one service (ms). */
const withinMs = 8000;

const untried: Record<HookPhase, string> = {
  backup: 'that it makes a backup is not tried',
  undo: 'that it puts a backup back is not tried',
};

/** Whether the services that a migration calls are there. They are only asked for headers: nothing is made. */
export function webhookChecks(target: Target, area: string, call: CallWebhook): Check[] {
  return hookPhases.flatMap((phase) => {
    const hook = hookOf(target.migration, phase);
    if (!hook) return [];
    const todo = `correct \`migration.${phase}.webhook\` of ${target.service} in the catalogue, or what it names`;
    return [{ area, what: `${phase} webhook`, todo, look: () => lookAt(hook.webhook, { call, todo, phase }) }];
  });
}

interface About {
  call: CallWebhook;
  todo: string;
  phase: HookPhase;
}

async function lookAt(webhook: Webhook, { call, todo, phase }: About): Promise<CheckOutcome> {
  const { url, timeoutMs } = webhook;
  const reply = await call({ ...webhook, timeoutMs: Math.min(timeoutMs, withinMs) }, { method: 'HEAD', url });
  if (reply.kind === 'none') return problem(reply.detail, todo);
  const { status } = reply;
  const answers = `${new URL(url).host} answers ${status} to HEAD`;
  if (status >= 300 && status < 400) return problem(`${answers}, and redirects are not followed`, todo);
  // What a POST is answered with, nobody can tell: some say 404 or 405 to whatever is no POST.
  const doubtful = status === 401 || status === 403 || status >= 500;
  return doubtful ? warning(`${answers}; ${untried[phase]}`, todo) : ok(`${answers}; ${untried[phase]}`);
}
