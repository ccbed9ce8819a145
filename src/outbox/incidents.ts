import { isDeliberate } from '../domain/deliberate.ts';
import type { Release } from '../domain/release.ts';
import type { ThreadMessage } from '../messages/thread/thread.ts';
import type { Log } from '../platform/log.ts';
import type { Incident, IncidentNotifier, Severity } from '../providers/incidents/incident-notifier.ts';
import { raisedNote } from '../words/elsewhere.ts';
import { releaseLink } from '../words/links.ts';
import { ours } from './lease.ts';
import { cardLink } from './link.ts';
import type { Item } from './order.ts';
import type { Delivery } from './outbox.ts';

/** The notifier is tried again after this, for as long as it does not take an alert. */
const againMs = 5000;
const tokenEveryMs = 3_600_000;

/** Which alerts are worth a call past Slack, by the beginning of their key. */
const severities: Record<string, Severity> = {
  'alert:stuck': 'critical',
  'alert:rollback': 'error',
  'alert:hold': 'warning',
};

/**
 * Tells on-call past Slack of every alert that Slack has not taken in time, each once, for whatever reason: all that
 * counts is since when there is reason for it, and that it was not told. Gives when to look again (ms since epoch), or
 * null. A crash between the call and its note makes a second call, with the same `dedupKey`.
 */
export async function raiseIncidents(
  delivery: Delivery,
  messages: () => readonly ThreadMessage[],
): Promise<number | null> {
  const { outbox, memory, release } = delivery;
  const notifier = outbox.notifierOf(release.plan.target.incidents);
  if (!notifier) return null;
  await raiseTokenTrouble(delivery, notifier);
  const now = outbox.clock.now();
  let again: number | null = null;
  for (const { kind, key, at, message } of messages()) {
    const severity = severityOf(key);
    if (
      kind !== 'alert' ||
      !severity ||
      isNoIncident(severity, release) ||
      memory.delivered.has(key) ||
      memory.raised.has(key)
    )
      continue;
    const due = severity === 'critical' ? at : at + notifier.afterMs;
    const next =
      now < due ? due : await raise(delivery, notifier, incident(delivery, key, at, severity, plain(message.text)));
    if (next !== null) again = Math.min(again ?? next, next);
  }
  return again;
}

async function raise(delivery: Delivery, notifier: IncidentNotifier, incident: Incident): Promise<number | null> {
  const { outbox, memory, release } = delivery;
  const key = incident.dedupKey.slice(`${release.id}:`.length);
  const taken = await takes(notifier, incident, outbox.log);
  const now = outbox.clock.now();
  if (!taken) return now + againMs;
  memory.raised.set(key, now);
  await ours(delivery, () => outbox.outbox.setRaised(memory.lease, key, now));
  return null;
}

/** Whether the notifier has taken it; where it has not, the worker's log is all that is left. */
export async function takes(notifier: IncidentNotifier, incident: Incident, log: Log): Promise<boolean> {
  const raised = await notifier.raise(incident);
  if (raised.kind === 'taken') return true;
  const facts = { release: incident.release.id, incident: incident.dedupKey, detail: raised.detail };
  log.error(facts, `the ${notifier.name} does not take an alert that Slack did not take either`);
  return false;
}

/** Nobody reads logs at night: a token that is refused is an incident of its own. */
async function raiseTokenTrouble(delivery: Delivery, notifier: IncidentNotifier): Promise<void> {
  const { breaker, outbox, clock } = delivery.outbox;
  const code = breaker.tokenTrouble();
  if (code === null || !(await outbox.isFirst('token-trouble', tokenEveryMs))) return;
  const summary = `Slack refuses the bot token of Sluice (${code}): people are told nothing in Slack until it has a working one. Releases go on.`;
  await notifier.raise({
    ...incident(delivery, 'token', clock.now(), 'error', summary),
    dedupKey: 'sluice:slack-token',
  });
}

function incident(delivery: Delivery, key: string, at: number, severity: Severity, summary: string): Incident {
  const { id, number, plan } = delivery.release;
  const { service, environment } = plan.target;
  const link = cardLink(delivery) ?? releaseLink(plan, 'dashboard');
  const versions = { from: plan.from.version, to: plan.to.version };
  return {
    summary,
    severity,
    release: { id, number },
    service,
    environment,
    ...versions,
    link,
    dedupKey: `${id}:${key}`,
    at,
  };
}

/** A person wanted it, and it has gone as it should. */
function isNoIncident(severity: Severity, release: Release): boolean {
  const { phase } = release;
  const cause = phase.kind === 'rolling-back' || phase.kind === 'ended' ? phase.cause : null;
  return severity === 'error' && cause !== null && isDeliberate(cause, release);
}

function severityOf(key: string): Severity | null {
  return severities[key.split(':').slice(0, 2).join(':')] ?? null;
}

/** Slack's plain text without Slack's escapes. */
export function plain(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Said in the thread once Slack is back: who was called meanwhile, and how. */
export function raisedItems({ outbox, memory, release }: Delivery): Item[] {
  const notifier = outbox.notifierOf(release.plan.target.incidents);
  const home = memory.moved?.homes[0] ?? null;
  return [...memory.raised].map(([key, at]) => {
    const message = raisedNote(at, notifier?.name ?? 'the incident notifier');
    return { key: `road:${key}`, kind: 'note', message, broadcast: false, chart: null, home };
  });
}
