import { unanswered } from './answered.ts';
import { overloads } from './capacity.ts';
import { unearned } from './earned.ts';
import type { Evidence, Invariant, Mark, ReleaseLog, Violation } from './evidence.ts';
import { rises } from './falls.ts';
import { gapsOf, orderOf, typesOf } from './order.ts';
import { endOf, placeIn, planIn, requestOf, spanIn } from './read-log.ts';
import type { Plan } from './shapes.ts';
import { changedObjects, wanted } from './standing.ts';

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
  // One that stops counts: a new one beside it would have its name, and its Service would lead to both.
  'one candidate': ({ sights }) =>
    sights
      .filter(({ candidates }) => candidates.length > 1)
      .map(({ place, at, candidates }) => ({
        release: '',
        evidence: `${place} at ${at}: of ${candidates.join(' and ')}`,
      })),
  ended: ({ logs }) =>
    logs.flatMap(({ id, events }) => {
      const count = events.filter(({ type }) => type === 'finished').length;
      if (count === 1 && events.at(-1)?.type === 'finished') return [];
      return [{ release: id, evidence: `${count} ends; ${typesOf(events)}` }];
    }),
  log: ({ logs }) =>
    logs.flatMap(({ id, ids, events }) =>
      [...gapsOf(ids), ...orderOf(events)].map((evidence) => ({ release: id, evidence })),
    ),
  approved: ({ logs, approvers, firstWrites }) =>
    logs.flatMap((log) =>
      unapproved(log, approvers, firstWrites.find(({ release }) => release === log.id)?.at).map((evidence) => ({
        release: log.id,
        evidence,
      })),
    ),
  'told once': ({ logs, marks }) => [
    ...twice(marks.map(({ release, key }) => `${release} ${key}`)).map((mark) => ({
      release: mark.split(' ')[0] ?? '',
      evidence: `two messages carry the mark ${mark}`,
    })),
    ...logs
      .filter(({ id }) => !marks.some(({ release }) => release === id))
      .map(({ id }) => ({ release: id, evidence: 'no message in Slack is of this release' })),
    ...logs.flatMap((log) => untold(log, marks).map((evidence) => ({ release: log.id, evidence }))),
  ],
  capacity: (evidence) => overloads(evidence).map((found) => ({ release: '', evidence: found })),
  evidence: (evidence) =>
    evidence.logs.flatMap((log) => unearned(log, evidence).map((found) => ({ release: log.id, evidence: found }))),
  'weight falls': (evidence) =>
    evidence.logs.flatMap((log) => rises(log, evidence).map((found) => ({ release: log.id, evidence: found }))),
  answered: (evidence) => unanswered(evidence).map((found) => ({ release: '', evidence: found })),
  'nothing left': ({ leftovers, logs, running, ranFirst }) => [
    ...leftovers.map((name) => ({ release: '', evidence: `${name} is still there, or carries marks of Sluice's` })),
    ...ranFirst
      .map((line) => wanted(line, logs))
      .filter((want) => !running.includes(want))
      .map((want) => ({ release: '', evidence: `not found running: ${want}` })),
  ],
  'as before': (evidence) => changedObjects(evidence).map((found) => ({ release: '', evidence: found })),
};

function spanOf(log: ReleaseLog): { id: string; place: string; from: number; to: number }[] {
  const place = placeIn(log);
  return place === '' ? [] : [{ id: log.id, place, ...spanIn(log) }];
}

/** The approvals that count must all be in the log before a step begins, and before the cluster is written to. */
function unapproved(log: ReleaseLog, approvers: readonly string[], wroteAt?: number): string[] {
  const { events } = log;
  const [asked, planned] = [requestOf(log), planIn(log)];
  if (!asked || !planned) return [];
  const start = events.findIndex(({ type }) => type === 'step.started');
  // A train changes nothing by itself: its releases do. A flag by itself is none of the cluster's.
  const writes = !planned.plan.train && !planned.plan.flag;
  if (wroteAt === undefined && writes && endOf(log)?.outcome === 'succeeded') {
    return ['succeeded without a write to the cluster that names it'];
  }
  const policy = planned.plan.target.approval;
  if (policy.required === 0 || (start < 0 && wroteAt === undefined)) return [];
  const by = new Set<string>();
  for (const event of start < 0 ? events : events.slice(0, start)) {
    if (event.type !== 'approved' || (wroteAt !== undefined && event.at > wroteAt)) continue;
    const right = event.digest === planned.digest && mayApprove(policy, approvers, event.by.id);
    if (right && (policy.selfApproval || event.by.id !== asked.request.by.id)) by.add(event.by.id);
  }
  return by.size >= policy.required ? [] : [`began with ${by.size} of ${policy.required} approvals`];
}

/** Where the policy names nobody, anybody may. */
function mayApprove(policy: Plan['target']['approval'], approvers: readonly string[], id: string): boolean {
  return (policy.groups.length === 0 && policy.users.length === 0) || approvers.includes(id);
}

/** The final message of an ended release and the alert of a rollback: each exactly once. */
function untold(log: ReleaseLog, marks: readonly Mark[]): string[] {
  const end = endOf(log);
  if (!end) return [];
  const wentBack = log.events.some(({ type }) => type === 'rollback.started');
  const reported = wentBack || ['succeeded', 'kept', 'handed-over'].includes(end.outcome);
  const closing = end.outcome === 'expired' ? 'alert:expired' : `note:${log.events.length}`;
  const needed = [reported ? 'report' : closing, ...(wentBack ? ['alert:rollback'] : [])];
  const own = marks.filter(({ release }) => release === log.id).map((mark) => mark.key);
  return needed
    .filter((each) => own.filter((found) => found === each).length !== 1)
    .map(
      (each) => `${own.filter((found) => found === each).length} messages are marked ${each}; marked: ${own.join(' ')}`,
    );
}

function twice(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
