import type { FlagChange, FlagState } from '../../domain/flag.ts';
import { nearest } from '../../platform/nearest.ts';
import { type Aimed, bring, type Editor, refusedBy, withLastChange } from './edit.ts';
import { archived, failure, type Place, unknownFlag } from './failures.ts';
import type { FlagAnswer, FlagFailure, Flags } from './flags.ts';
import type { Finest } from './kind.ts';
import { refusal } from './refuse.ts';

/** What one kind of service knows of changing flags. */
export interface Changing<R, W> extends Editor<R, W> {
  place: Place;
  finest: Finest;
  /** Rules that are kept in a state; null where they are another service's, or another version's. */
  rulesIn(state: FlagState): R | null;
  /** Reads what a change needs beyond the flag. */
  prepare(flag: string, change: Extract<FlagChange, { kind: 'set' }>): Promise<Prepared<R>>;
  /** The same rules for nobody. */
  killed(rules: R): R;
  /** Switches it off for everybody, whatever its rules are; null where that depends on them. */
  off: W | null;
  names(): Promise<string[]>;
}

export type Prepared<R> = { kind: 'prepared'; aim(from: R): Aimed<R> } | { kind: 'failed'; failure: FlagFailure };

/** What every service does with these: the checks before a change, and its words. */
export function changes<R, W>(
  service: Changing<R, W>,
): Pick<Flags, 'state' | 'refuses' | 'foresees' | 'set' | 'restore'> {
  const refuses: Flags['refuses'] = (flag, change) => refusal(flag, change, service.finest);

  async function start(service: Changing<R, W>, flag: string, change: FlagChange): Promise<Prepared<R>> {
    switch (change.kind) {
      case 'kill':
        return { kind: 'prepared', aim: (from) => ({ kind: 'aimed', rules: service.killed(from) }) };
      case 'set':
        return service.prepare(flag, change);
    }
  }

  return {
    refuses,
    async state(flag) {
      const wrong = refuses(flag, { kind: 'kill' });
      if (wrong) return refusedBy(wrong);
      const found = await service.find(flag);
      return found.kind === 'failed' ? found : { kind: 'ok', state: await withLastChange(service, found.state) };
    },
    async foresees(before, change) {
      const wrong = refuses(before.flag, change) ?? inTheWay(before, change, service.place);
      if (wrong) return wrong;
      const from = expectedRules(service, before);
      if (from.kind === 'failed') return from.failure;
      if (from.rules === null) return unreadable(before.flag).failure;
      const prepared = await start(service, before.flag, change);
      if (prepared.kind === 'failed') return prepared.failure;
      const aimed = prepared.aim(from.rules);
      return aimed.kind === 'failed' ? aimed.failure : null;
    },
    async set(flag, change, expected) {
      const wrong = refuses(flag, change);
      if (wrong) return refusedBy(wrong);
      const from = expectedRules(service, expected);
      if (from.kind === 'failed') return from;
      const clear = change.kind === 'kill' && expected === null ? await killBlindly(service, flag) : null;
      if (clear) return refusedBy(clear);
      const prepared = await start(service, flag, change);
      if (prepared.kind === 'failed') return prepared;
      const obstacle = (state: FlagState) => inTheWay(state, change, service.place);
      return named(service, flag, await bring(service, { flag, obstacle, aim: prepared.aim, expected: from.rules }));
    },
    async restore(before, expected) {
      const wrong = refuses(before.flag, { kind: 'kill' });
      if (wrong) return refusedBy(wrong);
      const from = expectedRules(service, expected);
      if (from.kind === 'failed') return from;
      const to = expectedRules(service, before);
      if (to.kind === 'failed') return to;
      const rules = to.rules;
      if (rules === null) return unreadable(before.flag);
      const obstacle = (state: FlagState) => noWayBack(state, before, service.place);
      return bring(service, {
        flag: before.flag,
        obstacle,
        aim: () => ({ kind: 'aimed', rules }),
        expected: from.rules,
      });
    },
  };
}

function expectedRules<R, W>(service: Changing<R, W>, state: FlagState | null) {
  if (state === null) return { kind: 'read' as const, rules: null };
  const rules = service.rulesIn(state);
  return rules === null ? unreadable(state.flag) : { kind: 'read' as const, rules };
}

function unreadable(flag: string) {
  const words = `what was kept of ${flag} is not of this service`;
  return refusedBy(
    failure('other', words, 'put the flag back by hand: the catalogue names another service than it did'),
  );
}

/** Before anything is read, since every moment counts. @returns why it failed, where reading would not tell more */
async function killBlindly<R, W>({ off, send }: Changing<R, W>, flag: string): Promise<FlagFailure | null> {
  const failed = off === null ? null : await send(flag, off);
  const clear: readonly FlagFailure['code'][] = ['throttled', 'unreachable', 'no-rights', 'needs-change-request'];
  return failed && clear.includes(failed.code) ? failed : null;
}

function inTheWay(state: FlagState, change: FlagChange, place: Place): FlagFailure | null {
  switch (state.stands) {
    case 'archived':
      return archived(state.flag, place);
    case 'absent':
      return change.kind === 'set' && change.create ? null : unknownFlag(state.flag, place, []);
    case 'present':
      return change.kind === 'set' ? mastered(state, place) : null;
  }
}

/** Whether a change needs somebody's consent shows only when it is tried: the token may be one that needs none. */
function mastered({ flag, master }: FlagState, { service }: Place): FlagFailure | null {
  if (master === null || master.kind === 'change-request') return null;
  return failure(
    'other-master',
    `${flag} ${master.words}`,
    `end that in ${service} first, or let it go on without the release`,
  );
}

function noWayBack(state: FlagState, before: FlagState, place: Place): FlagFailure | null {
  if (state.stands === before.stands || before.stands === 'absent') return null;
  return state.stands === 'archived' ? archived(state.flag, place) : unknownFlag(state.flag, place, []);
}

/** An unknown flag, with those that were probably meant. */
async function named<R, W>(service: Changing<R, W>, flag: string, answer: FlagAnswer): Promise<FlagAnswer> {
  if (answer.kind === 'ok' || answer.failure.code !== 'unknown-flag') return answer;
  return refusedBy(unknownFlag(flag, service.place, nearest(flag, await service.names())));
}
