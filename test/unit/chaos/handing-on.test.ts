import { describe, expect, it } from 'vitest';
import { check } from '../../chaos/check.ts';
import type { Evidence } from '../../chaos/evidence.ts';
import type { Entry, EntryOf } from '../../chaos/shapes.ts';
import { logOf, sight } from './found.ts';
import { approved, asked, began, broken, done, end, evidence, good, marked, rollback, undone } from './released.ts';

const requested = asked as EntryOf<'requested'>;
const queued: Entry = { type: 'queued', at: 2 };
const superseded: Entry = { type: 'superseded', at: 2 };

/** Both releases, told as they should be. @param closing how the end of the second was told */
function two(second: readonly Entry[], closing: readonly string[], more: Partial<Evidence> = {}): Evidence {
  const logs = [logOf('r1', good), logOf('r2', second)];
  const marks = [...marked('card', 'report'), ...closing.map((key) => ({ release: 'r2', key }))];
  const firstWrites = [1, 2].map((each) => ({ release: `r${each}`, at: each === 1 ? 3 : 13 }));
  return evidence(good, { logs, marks, firstWrites, ...more });
}

describe('the checker, of a place that is handed on', () => {
  const { plan } = requested;
  const turn = { type: 'planned', at: 10, digest: 'anew', plan } satisfies Entry;
  const later = (events: readonly Entry[]) => events.map((event) => ({ ...event, at: event.at + 10 }));
  const rest = later([began(0), done(0), end]);
  const decided = { ...approved('mika', 'anew'), at: 11 };

  it('lets one wait while another has the place, and go by the plan of its turn', () => {
    const waits = [asked, queued, turn, decided, ...rest];
    expect(check(two(waits, ['card', 'report']))).toEqual([]);
    const early = { ...turn, at: 5 };
    expect(broken(two([asked, queued, early, decided, ...rest], ['card', 'report']))).toEqual(['one live']);
    const ofBefore = { ...approved('mika', 'd'), at: 11 };
    expect(broken(two([asked, queued, turn, ofBefore, ...rest], ['card', 'report']))).toEqual(['approved']);
  });

  it('lets one go that never had its turn, and wants that told', () => {
    const gone: Entry[] = [asked, queued, superseded, { ...end, outcome: 'superseded' }];
    const untouched = { firstWrites: [{ release: 'r1', at: 3 }] };
    expect(check(two(gone, ['card', 'note:4'], untouched))).toEqual([]);
    expect(broken(two(gone, ['card'], untouched))).toEqual(['told once']);
  });

  it('wants the report and the alert of one that has made way, and what was there before', () => {
    const made: Entry[] = [
      asked,
      approved('mika'),
      began(0),
      superseded,
      rollback,
      undone(0),
      { ...end, outcome: 'superseded' },
    ];
    const old = { running: ['web@production old'] };
    expect(check(evidence(made, old))).toEqual([]);
    expect(broken(evidence(made, { ...old, marks: marked('card') }))).toEqual(['told once']);
    expect(broken(evidence(made, {}))).toEqual(['nothing left']);
  });

  it('finds two candidates at a time, be one of them on its way out', () => {
    const seen = (...candidates: string[]) => evidence(good, { sights: [sight(20, { candidates })] });
    expect(check(seen('r1'))).toEqual([]);
    expect(broken(seen('r1', 'r2'))).toEqual(['one candidate']);
  });
});

describe('the checker, of what brings no version in by itself', () => {
  const still = { running: ['web@production old'] };

  it('leaves its place to the releases of a train', () => {
    const train = { ...requested, plan: { ...requested.plan, train: {}, steps: [] } };
    const free = { ...requested.plan.target.approval, required: 0 };
    train.plan.target = { ...train.plan.target, approval: free };
    const over = [train, began(0), done(0), end];
    const logs = [logOf('r0', over), logOf('r1', good)];
    const marks = ['r0', 'r1'].flatMap((release) => ['card', 'report'].map((key) => ({ release, key })));
    expect(check(evidence(good, { logs, marks }))).toEqual([]);
  });

  it('expects the version before where the new one was only tried', () => {
    const tried = { ...requested, plan: { ...requested.plan, steps: [{ action: { kind: 'traffic.mirror' } }] } };
    const events = [tried, ...good.slice(1)];
    expect(check(evidence(events, still))).toEqual([]);
    expect(broken(evidence(events, {}))).toEqual(['nothing left']);
  });
});
