import type { Json } from '../domain/json.ts';
import type { Hook, HookUse } from '../domain/webhook.ts';
import { type Heard, type HookSaid, hear } from '../domain/webhook-answer.ts';
import type { WebhookCall, WebhookReply } from '../platform/webhook.ts';
import { duration } from '../words/format.ts';
import type { StepContext, StepOutcome } from './step.ts';

/** How often a service that is in trouble is asked again (ms), and at most where it names a time itself. */
const againMs = 5000;
const longestMs = 60_000;

/** Something that another service does for a release, and how people are told of it. */
export interface Errand {
  use: HookUse;
  hook: Hook;
  /** What it is asked, beside for which release: members of the JSON that is sent. */
  asks: { readonly [member: string]: Json };
  /** "backup snap-1", by the id that the service gives it; null before it has given one. */
  named(id: string | null): string;
  /** What is waited for: "backup snap-1 to be complete". */
  awaited(id: string | null): string;
  /** In words, that it is no longer there where the service does not know it any more; absent where that is its own words' to say. */
  gone?: string;
  /** An answer must name its id. */
  hasId: boolean;
  /** However long it takes, it is waited for; that it takes long is told. */
  patient: boolean;
  /** Why something that is complete is no good, in words; null where it is. */
  unfit(said: HookSaid): string | null;
}

/**
 * Has another service do something. It is asked once, with a key by which a second question, after a crash, is known for the
 * first; the log has that it is asked before it is. What it names is asked from then on until it is complete.
 * @returns what the service says of it once it is complete, or what the step comes to until then; `fail` for good
 */
export async function ranErrand(context: StepContext, errand: Errand): Promise<HookSaid | StepOutcome> {
  const { use, hook } = errand;
  const call = context.calls[use];
  if (!call) return { kind: 'wait', ms: 0, what: `${hostOf(hook)} to be asked`, asks: use };
  const { answer } = call;
  if (answer?.state === 'complete') return answer;
  if (answer?.state === 'failed') return { kind: 'fail', detail: failedWords(errand, answer) };
  const heard = await ask(context, errand, answer?.statusUrl ?? null);
  if (heard.kind !== 'said') return troubled(context, errand, heard, call.askedAt);
  const said = { ...heard.said, id: heard.said.id ?? answer?.id ?? null };
  const statusUrl = said.statusUrl ?? answer?.statusUrl ?? null;
  const wrong = unlike(errand, said, { before: answer?.id ?? null, statusUrl });
  if (wrong !== null) return { kind: 'fail', detail: `what ${hostOf(hook)} answered is no good: ${wrong}` };
  const answered = { phase: use, ...said, statusUrl };
  switch (said.state) {
    case 'complete':
      return { ...said, statusUrl };
    case 'failed':
      return { kind: 'fail', detail: failedWords(errand, said), answered };
    case 'pending':
      return { ...stillPending(context, errand, call.askedAt, said.id), answered };
  }
}

/** Asks where something stands, as the service's own status address tells it. */
export async function lookAt(context: StepContext, { webhook }: Hook, url: string): Promise<Heard> {
  return heardIn(await context.callWebhook(webhook, { method: 'GET', url }), url);
}

export function hostOf({ webhook }: Hook): string {
  return new URL(webhook.url).host;
}

async function ask(context: StepContext, errand: Errand, statusUrl: string | null): Promise<Heard & Asked> {
  const { webhook } = errand.hook;
  const call = statusUrl === null ? question(context, errand) : { method: 'GET' as const, url: statusUrl };
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
function question({ release, plan, target, requestedAt }: StepContext, { use, hook, asks }: Errand): WebhookCall {
  const { service, environment } = target;
  const body = JSON.stringify({
    source: 'sluice',
    release,
    service,
    environment,
    from: plan.from.version,
    to: plan.to.version,
    ...asks,
  });
  const key = [service, environment, release, requestedAt, use].join('/');
  return { method: 'POST', url: hook.webhook.url, body, key };
}

function troubled(
  { now }: StepContext,
  errand: Errand,
  heard: Exclude<Heard, { kind: 'said' }> & Asked,
  since: number,
) {
  const { hook, gone } = errand;
  const { detail, kind, retryAfterMs } = heard;
  if (kind === 'missing' && gone !== undefined) return { kind: 'fail', detail: `${gone}: ${detail}` } as const;
  if (kind !== 'passes') return { kind: 'fail', detail } as const;
  if (isLate(now, errand, since))
    return { kind: 'fail', detail: `${detail}, and not otherwise within ${duration(hook.deadlineMs)}` } as const;
  const ms = Math.min(longestMs, Math.max(againMs, retryAfterMs ?? 0));
  return { kind: 'retry', error: detail, ms } as const;
}

function stillPending({ now }: StepContext, errand: Errand, since: number, id: string | null): StepOutcome {
  if (isLate(now, errand, since)) {
    const within = duration(errand.hook.deadlineMs);
    return { kind: 'fail', detail: `${errand.named(id)} is not complete within ${within}` };
  }
  const ms = Math.min(10_000, Math.max(1000, (now - since) / 10));
  return { kind: 'wait', ms, what: errand.awaited(id) };
}

function isLate(now: number, { hook, patient }: Errand, since: number): boolean {
  return !patient && now - since >= hook.deadlineMs;
}

/** Why an answer cannot be gone by, in words; null where it can. */
function unlike(
  { hasId, unfit }: Errand,
  said: HookSaid,
  { before, statusUrl }: { before: string | null; statusUrl: string | null },
): string | null {
  if (hasId && said.id === null && said.state !== 'failed') return 'it names no `id`';
  if (before !== null && said.id !== before)
    return `it speaks of ${said.id ?? 'nothing'}, and was asked about ${before}`;
  if (said.state === 'pending' && statusUrl === null) return 'it is pending, and there is no `statusUrl` to ask';
  return said.state === 'complete' ? unfit(said) : null;
}

function failedWords({ hook, named }: Errand, { id, detail }: Pick<HookSaid, 'id' | 'detail'>): string {
  return `${named(id)} has failed, as ${hostOf(hook)} says${detail ? `: ${detail}` : ''}`;
}
