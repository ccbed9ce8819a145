import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Control, controlNames, controls } from '../../../src/domain/controls/index.ts';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { fold } from '../../../src/domain/fold.ts';
import type { HoldCode } from '../../../src/domain/reasons.ts';
import type { Release } from '../../../src/domain/release.ts';
import type { Person } from '../../../src/domain/request.ts';
import { controlRefusal } from '../../../src/requests/control.ts';
import type { RequestDeps } from '../../../src/requests/deps.ts';
import { aoi, mika } from '../../support/people.ts';
import { asked, stranger } from './asked.ts';

const at = 0;
const started: ReleaseEvent = { type: 'started', at };
const hold = (code: HoldCode): ReleaseEvent => ({ type: 'hold.opened', at, code, detail: '', expiresAt: 1 });
const goingBack: ReleaseEvent = {
  type: 'rollback.started',
  at,
  cause: { code: 'aborted', detail: '', by: null, verdict: null, trouble: null },
  undo: [{ kind: 'candidate.remove' }],
};
const stuck: ReleaseEvent[] = [started, goingBack, { type: 'undo.retrying', at, index: 0, error: 'no answer' }];

/** What has happened since the release was asked for. */
const states = {
  'waits for its turn': [{ type: 'queued', at, behind: { number: 1, version: '2.4.0' }, expiresAt: 9 }],
  'waits for approval': [],
  runs: [started],
  'is paused': [started, { type: 'paused', at, by: aoi }],
  'was paused too long': [started, { type: 'paused', at, by: aoi }, hold('pause-expired')],
  'needs a person': [started, hold('no-data')],
  'is held by a gate': [started, hold('gate')],
  'is promoted': [started, { type: 'promoted', at, by: aoi }],
  'is told to go back': [started, { type: 'abort.asked', at, by: aoi, reason: null }],
  'goes back': [started, goingBack],
  'is stuck': stuck,
  'is looked after': [...stuck, { type: 'acknowledged', at, by: aoi }],
  'is over': [{ type: 'finished', at, outcome: 'expired', by: null, reason: null }],
} as const satisfies Record<string, readonly ReleaseEvent[]>;
type State = keyof typeof states;

const people: Record<string, Person> = { approver: mika, requester: aoi, stranger };

/** Who may, and what is written then: `approver, requester: resumed`; otherwise why not. */
async function outcome(deps: RequestDeps, release: Release, what: Control): Promise<string> {
  const asking = Object.entries(people).map(
    async ([name, by]) => [name, (await controlRefusal(deps, release, by, what))?.code] as const,
  );
  const answers = await Promise.all(asking);
  const may = answers.flatMap(([name, refused]) => (refused === undefined ? [name] : []));
  const refused = [...new Set(answers.flatMap(([, code]) => code ?? []))];
  if (may.length === 0) return refused.join(', ');
  // Whoever may not is told so, and nothing else.
  expect(refused).toEqual(may.length === answers.length ? [] : ['not-allowed']);
  const event = controls[what].event(release, { by: mika, at, reason: null });
  const answer = event.type === 'hold.closed' ? ` (${event.answer})` : '';
  return `${may.length === answers.length ? 'anybody' : may.join(', ')}: ${event.type}${answer}`;
}

const allStates: State[] = Object.keys(states) as State[];

/** What the states that are named say; in all others it is not possible. */
function row(said: Partial<Record<State, string>>): Record<State, string> {
  const nowhere = Object.fromEntries(allStates.map((state) => [state, 'not-possible-now']));
  return { ...(nowhere as Record<State, string>), 'is over': 'not-live', ...said };
}

/** The same in each of the states. */
function all(named: readonly State[], said: string): Record<string, string> {
  return Object.fromEntries(named.map((state) => [state, said]));
}

const concerned = 'approver, requester';
const held = ['was paused too long', 'needs a person'] as const;
const waits = [...held, 'is held by a gate'] as const;
const rollingBack = ['goes back', 'is stuck', 'is looked after'] as const;
const underWay = ['runs', 'is paused', ...waits, 'is promoted'] as const;

/** @param stop who may stop a release that is under way, or pause it */
const expected = (stop: 'anybody' | 'approver'): Record<Control, Record<State, string>> => ({
  pause: row(all(['runs', 'is promoted', 'is told to go back'], `${stop}: paused`)),
  resume: row({
    'is paused': `${concerned}: resumed`,
    'was paused too long': `${concerned}: hold.closed (wait)`,
  }),
  promote: row(all(['runs', 'is paused', ...held, 'is told to go back'], `${concerned}: promoted`)),
  'hold-wait': row(all(waits, `${concerned}: hold.closed (wait)`)),
  'hold-go': row({
    ...all(held, `${concerned}: hold.closed (go-on)`),
    'is held by a gate': 'approver: hold.closed (go-on)',
  }),
  abort: row({
    ...all(['waits for its turn', 'waits for approval'], `${concerned}: abort.asked`),
    ...all(underWay, `${stop}: abort.asked`),
  }),
  acknowledge: row(all(rollingBack, 'anybody: acknowledged')),
  'take-over': row(all(['is stuck', 'is looked after'], 'approver: finished')),
});

describe.each([
  ['forward', {}, expected('anybody')],
  ['back', { backwards: true, version: '2.3.0' }, expected('approver')],
] as const)('a release that goes %s', (_, change, table) => {
  let world: Awaited<ReturnType<typeof asked>>;
  beforeAll(async () => {
    world = await asked(change);
  });

  describe.each(controlNames)('%s', (what) => {
    it.each(allStates)('while it %s', async (state) => {
      const release = states[state].reduce(fold, await world.release());
      expect(await outcome(world.deps, release, what)).toBe(table[what][state]);
    });
  });
});

describe('the controls', () => {
  it('are the files of their folder', () => {
    const files = readdirSync('src/domain/controls').filter((file) => !['control.ts', 'index.ts'].includes(file));
    expect(files.map((file) => file.replace('.ts', '')).sort()).toEqual([...controlNames].sort());
  });
});
