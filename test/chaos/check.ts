import type { EventOf, ReleaseEvent } from '../../src/domain/events.ts';
import type { Evidence, Invariant, ReleaseLog, Violation, Weight } from './evidence.ts';

type Rule = (evidence: Evidence) => Omit<Violation, 'invariant'>[];

/** Every invariant over what was found; an empty list where all hold. */
export function check(evidence: Evidence): Violation[] {
  return Object.entries(rules).flatMap(([invariant, rule]) =>
    rule(evidence).map((found) => ({ invariant: invariant as Invariant, ...found })),
  );
}

const rules: Record<Invariant, Rule> = {
  'one live': ({ logs }) => {
    const spans = logs.flatMap(spanOf).sort((one, other) => one.from - other.from);
    return spans.flatMap((span, index) =>
      spans
        .slice(0, index)
        .filter(({ place, to }) => place === span.place && to > span.from)
        .map(({ id }) => ({ release: span.id, evidence: `${span.place} was still held by ${id}` })),
    );
  },
  ended: ({ logs }) =>
    logs.flatMap(({ id, events }) => {
      const count = events.filter(({ type }) => type === 'finished').length;
      if (count === 1 && events.at(-1)?.type === 'finished') return [];
      return [{ release: id, evidence: `${count} ends; ${typesOf(events)}` }];
    }),
  log: ({ logs }) => logs.flatMap(({ id, events }) => orderOf(events).map((evidence) => ({ release: id, evidence }))),
  approved: ({ logs, approvers }) =>
    logs.flatMap(({ id, events }) => unapproved(events, approvers).map((evidence) => ({ release: id, evidence }))),
  'told once': ({ logs, marks }) => [
    ...twice(marks.map(({ release, key }) => `${release} ${key}`)).map((mark) => ({
      release: mark.split(' ')[0] ?? '',
      evidence: `two messages carry the mark ${mark}`,
    })),
    ...logs
      .filter(({ id }) => !marks.some(({ release }) => release === id))
      .map(({ id }) => ({ release: id, evidence: 'no message in Slack is of this release' })),
  ],
  'weight falls': ({ logs, weights }) =>
    logs.flatMap((log) => risesOf(log, weights).map((evidence) => ({ release: log.id, evidence }))),
  'nothing left': ({ leftovers, logs, running }) => [
    ...leftovers.map((name) => ({ release: '', evidence: `${name} is still there` })),
    ...lastOf(logs).flatMap(([place, log]) => {
      const want = `${place} ${versionAfter(log)}`;
      return running.includes(want) ? [] : [{ release: log.id, evidence: `not found running: ${want}` }];
    }),
  ],
};

function requestOf({ events }: ReleaseLog): EventOf<'requested'> | undefined {
  return events[0]?.type === 'requested' ? events[0] : undefined;
}

function placeOf({ request }: EventOf<'requested'>): string {
  return `${request.service}@${request.environment}`;
}

function spanOf(log: ReleaseLog): { id: string; place: string; from: number; to: number }[] {
  const asked = requestOf(log);
  if (!asked) return [];
  const end = log.events.find(({ type }) => type === 'finished');
  return [{ id: log.id, place: placeOf(asked), from: asked.at, to: end?.at ?? Number.POSITIVE_INFINITY }];
}

/** What is out of order in one log: steps one after the other, each once; undo likewise, after its start. */
function orderOf(events: readonly ReleaseEvent[]): string[] {
  const wrong: string[] = events[0]?.type === 'requested' ? [] : ['the log does not begin with its request'];
  let begun = -1;
  let finished = -1;
  let undone: number | null = null;
  for (const [place, event] of events.entries()) {
    const bad = (why: string) => wrong.push(`entry ${place}: ${why} in ${typesOf(events)}`);
    if (event.type === 'requested' && place > 0) bad('a second request');
    if (event.type === 'step.started') {
      if (undone !== null) bad('a step after the rollback began');
      if (event.index !== begun + 1 || finished !== begun) bad(`step ${event.index} began after ${begun}`);
      begun = event.index;
    }
    if (event.type === 'step.done') {
      if (event.index !== begun || finished >= event.index) bad(`step ${event.index} done, last begun ${begun}`);
      finished = event.index;
    }
    if (event.type === 'rollback.started') {
      if (undone !== null) bad('a second rollback');
      undone = -1;
    }
    if (event.type === 'undo.done') {
      if (undone === null || event.index !== undone + 1) bad(`undo ${event.index} after ${undone}`);
      undone = event.index;
    }
  }
  return wrong;
}

/** Once a rollback has begun, no write may leave the candidate more than the write before it. */
function risesOf(log: ReleaseLog, weights: readonly Weight[]): string[] {
  const asked = requestOf(log);
  const from = log.events.find(({ type }) => type === 'rollback.started')?.at;
  if (!asked || from === undefined) return [];
  const to = log.events.find(({ type }) => type === 'finished')?.at ?? Number.POSITIVE_INFINITY;
  const own = weights.filter(({ place, at }) => place === placeOf(asked) && at >= asked.at && at <= to);
  return own.flatMap(({ at, percent }, index) => {
    const before = own[index - 1]?.percent ?? 0;
    return at > from && percent > before ? [`${percent} % after ${before} %, ${at - from} ms into the rollback`] : [];
  });
}

function unapproved(events: readonly ReleaseEvent[], approvers: readonly string[]): string[] {
  const [asked] = events;
  if (asked?.type !== 'requested') return [];
  const start = events.findIndex(({ type }) => type === 'step.started');
  const policy = asked.plan.target.approval;
  if (start < 0 || policy.required === 0) return [];
  const by = new Set<string>();
  for (const event of events.slice(0, start)) {
    const right = event.type === 'approved' && event.digest === asked.digest && approvers.includes(event.by.id);
    if (right && (policy.selfApproval || event.by.id !== asked.request.by.id)) by.add(event.by.id);
  }
  return by.size >= policy.required ? [] : [`began with ${by.size} of ${policy.required} approvals`];
}

/** The latest release of each place that reached the cluster. */
function lastOf(logs: readonly ReleaseLog[]): [string, ReleaseLog][] {
  const last = new Map<string, ReleaseLog>();
  const byTime = logs.filter(requestOf).sort((one, other) => (one.events[0]?.at ?? 0) - (other.events[0]?.at ?? 0));
  for (const log of byTime) {
    const asked = requestOf(log);
    if (asked) last.set(placeOf(asked), log);
  }
  return [...last];
}

function versionAfter(log: ReleaseLog): string {
  const plan = requestOf(log)?.plan;
  const end = log.events.find((event) => event.type === 'finished');
  return (end?.outcome === 'succeeded' ? plan?.to.image : plan?.from.image) ?? '';
}

function twice(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function typesOf(events: readonly ReleaseEvent[]): string {
  return events.map((event) => ('index' in event ? `${event.type}:${event.index}` : event.type)).join(' ');
}
