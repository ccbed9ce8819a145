import { type HookPhase, hookOf, type MigrationHook } from '../domain/migration.ts';
import { type Heard, type HookSaid, hear } from '../migrations/hook-answer.ts';
import type { WebhookCall, WebhookReply } from '../platform/webhook.ts';
import { duration } from '../words/format.ts';
import type { StepContext, StepOutcome } from './step.ts';

/** How often a service that is in trouble is asked again (ms), and at most where it names a time itself. */
const againMs = 5000;
const longestMs = 60_000;

/** What of a service's answers is true at once. */
interface Hook {
  phase: HookPhase;
  hook: MigrationHook;
  /** The backup to put back; null where one is made. */
  backup: string | null;
  /** Why something that is complete is no good, in words; null where it is. */
  unfit(said: HookSaid): string | null;
}

/**
 * Has another service do a phase. It is asked once, with a key by which a second question, after a crash, is known for the
 * first; the log has that it is asked before it is. What it names is asked from then on until it is complete.
 * @returns what the service says of it once it is complete, or what the step comes to until then; `fail` for good
 */
export async function ranHook(context: StepContext, asked: Hook): Promise<HookSaid | StepOutcome> {
  const { phase, hook } = asked;
  const call = context.calls[phase];
  if (!call) return { kind: 'wait', ms: 0, what: `${hostOf(hook)} to be asked`, asks: phase };
  const { answer } = call;
  if (answer?.state === 'complete') return answer;
  if (answer?.state === 'failed') return { kind: 'fail', detail: failedWords(asked, answer) };
  const heard = await askHook(context, asked, answer?.statusUrl ?? null);
  if (heard.kind !== 'said') return troubled(context, asked, heard, call.askedAt);
  const said = { ...heard.said, id: heard.said.id ?? answer?.id ?? null };
  const statusUrl = said.statusUrl ?? answer?.statusUrl ?? null;
  const wrong = unlike(asked, said, { before: answer?.id ?? null, statusUrl });
  if (wrong !== null) return { kind: 'fail', detail: `what ${hostOf(hook)} answered is no good: ${wrong}` };
  const answered = { phase, ...said, statusUrl };
  switch (said.state) {
    case 'complete':
      return { ...said, statusUrl };
    case 'failed':
      return { kind: 'fail', detail: failedWords(asked, said), answered };
    case 'pending':
      return { ...stillPending(context, asked, call.askedAt, said.id), answered };
  }
}

/** Asks where a backup stands, as the service's own status address tells it. */
export async function lookAt(context: StepContext, { webhook }: MigrationHook, url: string): Promise<Heard> {
  return heardIn(await context.callWebhook(webhook, { method: 'GET', url }), url);
}

async function askHook(context: StepContext, asked: Hook, statusUrl: string | null): Promise<Heard & Asked> {
  const { webhook } = asked.hook;
  const call = statusUrl === null ? question(context, asked) : { method: 'GET' as const, url: statusUrl };
  // A worker that was taken over meanwhile asks for nothing.
  if (statusUrl === null) await context.fence.confirm();
  const reply = await context.callWebhook(webhook, call);
  return { ...heardIn(reply, call.url), retryAfterMs: reply.kind === 'answer' ? reply.retryAfterMs : null };
}

interface Asked {
  retryAfterMs: number | null;
}

function heardIn(reply: WebhookReply, url: string): Heard {
  if (reply.kind === 'answer') return hear(reply, url);
  return { kind: reply.passes ? 'passes' : 'wrong', detail: reply.detail };
}

/** The key is of this release alone, also where its number comes back after Redis was lost. */
function question(context: StepContext, { phase, hook, backup }: Hook): WebhookCall {
  const { release, plan, target, requestedAt } = context;
  const { service, environment, migration } = target;
  const body = JSON.stringify({
    source: 'sluice',
    action: phase === 'backup' ? 'backup' : 'restore',
    release,
    service,
    environment,
    database: migration?.database ?? service,
    from: plan.from.version,
    to: plan.to.version,
    ...(backup !== null && { backup }),
  });
  const key = [service, environment, release, requestedAt, phase].join('/');
  return { method: 'POST', url: hook.webhook.url, body, key };
}

function troubled({ now }: StepContext, asked: Hook, heard: Exclude<Heard, { kind: 'said' }> & Asked, since: number) {
  const { hook, backup } = asked;
  const { detail, kind, retryAfterMs } = heard;
  if (kind === 'missing' && backup !== null)
    return { kind: 'fail', detail: `backup ${backup} is not there any more: ${detail}` } as const;
  if (kind !== 'passes') return { kind: 'fail', detail } as const;
  if (isLate(now, asked, since))
    return { kind: 'fail', detail: `${detail}, and not otherwise within ${duration(hook.deadlineMs)}` } as const;
  const ms = Math.min(longestMs, Math.max(againMs, retryAfterMs ?? 0));
  return { kind: 'retry', error: detail, ms } as const;
}

/** On the way back it is waited for, however long it takes: that it takes long is told. */
function stillPending({ now }: StepContext, asked: Hook, since: number, id: string | null): StepOutcome {
  const { hook, backup } = asked;
  const what = backup === null ? `backup ${id ?? ''}` : `backup ${backup} to be put back`;
  if (isLate(now, asked, since))
    return { kind: 'fail', detail: `${what} is not complete within ${duration(hook.deadlineMs)}` };
  const ms = Math.min(10_000, Math.max(1000, (now - since) / 10));
  return { kind: 'wait', ms, what: backup === null ? `${what} to be complete` : what };
}

function isLate(now: number, { hook, backup }: Hook, since: number): boolean {
  return backup === null && now - since >= hook.deadlineMs;
}

/** Why an answer cannot be gone by, in words; null where it can. */
function unlike(
  { backup, unfit }: Hook,
  said: HookSaid,
  { before, statusUrl }: { before: string | null; statusUrl: string | null },
): string | null {
  if (backup === null && said.id === null && said.state !== 'failed') return 'it names no `id`';
  if (before !== null && said.id !== before)
    return `it speaks of ${said.id ?? 'nothing'}, and was asked about ${before}`;
  if (said.state === 'pending' && statusUrl === null) return 'it is pending, and there is no `statusUrl` to ask';
  return said.state === 'complete' ? unfit(said) : null;
}

function failedWords({ hook, backup }: Hook, { id, detail }: Pick<HookSaid, 'id' | 'detail'>): string {
  const what = backup === null ? `backup ${id ?? ''}`.trim() : `putting backup ${backup} back`;
  return `${what} has failed, as ${hostOf(hook)} says${detail ? `: ${detail}` : ''}`;
}

/** By which the service knows the backup of this release; null where none is known to be complete, or a Job has made it. */
export function backupId({ calls, target }: Pick<StepContext, 'calls' | 'target'>): string | null {
  const answer = calls.backup?.answer;
  return hookOf(target.migration, 'backup') && answer?.state === 'complete' ? answer.id : null;
}

export function hostOf({ webhook }: MigrationHook): string {
  return new URL(webhook.url).host;
}
