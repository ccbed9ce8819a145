import type { ActionOf } from '../actions/index.ts';
import { type FlagState, isChangedTo, shareOn } from '../domain/flag.ts';
import { type FlagAnswer, type FlagFailure, type Flags, isPassing } from '../providers/flags/flags.ts';
import { changedByOthers, shareWords } from '../words/flags.ts';
import type { FlagsMoved, StepContext, StepOutcome, StepRunner } from './step.ts';

/** A service that is away, or wants to be left in peace, is asked again after this time (ms), or when it says. */
const againMs = 2000;
/** No service is waited for longer than that (ms), whatever it asks for. */
const longestMs = 30_000;

type Conflict = Extract<FlagFailure, { code: 'conflict' }>;

/**
 * Forward, a flag is changed only from the state in which the release has left it: who has changed it meanwhile did so for a
 * reason, and a person is asked. On the way back it is off, whoever has changed it.
 */
export const setFlag: StepRunner<ActionOf<'flag.set'>> = async (context, { flag, change }) => {
  const { flags, undoing } = context;
  if (!flags) return noService(context);
  const left = flags.left(flag);
  const answer = await flags.service.set(flag, change, undoing ? null : left);
  if (answer.kind === 'ok') return changed(answer.state);
  const { failure } = answer;
  if (undoing && isGone(failure)) return gone(context, flags.service, flag);
  if (failure.code !== 'conflict' || undoing) return failed(context, failure);
  const detail = changedByOthers(flag, { left, found: failure.found, by: failure.changed?.by ?? null });
  return { kind: 'flag-changed', found: failure.found, detail };
};

/** The flag is as it was before. What somebody else has made of it meanwhile is left alone, but for that nobody gets it. */
export const restoreFlag: StepRunner<ActionOf<'flag.restore'>> = async (context, { before }) => {
  const { flags } = context;
  if (!flags) return noService(context);
  const answer = await flags.service.restore(before, flags.left(before.flag));
  if (answer.kind === 'failed' && isGone(answer.failure)) return gone(context, flags.service, before.flag);
  if (answer.kind === 'ok' || answer.failure.code !== 'conflict') return settle(context, answer);
  const { failure } = answer;
  if (!isOurs(flags, failure.found)) return leave(context, flags.service, before, failure);
  return settle(context, await flags.service.restore(before, failure.found));
};

/** The step that was cut short has changed the flag, and nobody has noted it. */
function isOurs(flags: FlagsMoved, found: FlagState): boolean {
  const [left, tried] = [flags.left(found.flag), flags.tried(found.flag)];
  return left !== null && tried !== null && isChangedTo(left, tried, found);
}

/** Somebody else's rules stay; where the flag was off before, it is off. */
async function leave(
  context: StepContext,
  flags: Flags,
  before: FlagState,
  { found, changed: last }: Conflict,
): Promise<StepOutcome> {
  const who = last?.by ?? 'somebody else';
  const asTheyLeft = { kind: 'done', note: `${who} has changed it; left as it is`, flag: found } as const;
  if (shareOn(before) !== 0 || found.stands !== 'present') return asTheyLeft;
  const answer = await flags.set(before.flag, { kind: 'kill' }, null);
  if (answer.kind === 'failed') return failed(context, answer.failure);
  return { kind: 'done', note: `off; ${who} has changed its rules, which are left alone`, flag: answer.state };
}

function isGone({ code }: FlagFailure): boolean {
  return code === 'archived' || code === 'unknown-flag';
}

/** Going back, a flag that somebody has archived or deleted is for them to bring back: nobody gets it. */
async function gone(context: StepContext, service: Flags, flag: string): Promise<StepOutcome> {
  const now = await service.state(flag);
  if (now.kind === 'failed') return failed(context, now.failure);
  return { kind: 'done', note: 'somebody has archived or deleted it; nobody gets it', flag: now.state };
}

function settle(context: StepContext, answer: FlagAnswer): StepOutcome {
  return answer.kind === 'ok' ? changed(answer.state) : failed(context, answer.failure);
}

function changed(state: FlagState): StepOutcome {
  return { kind: 'done', note: shareWords(shareOn(state)), flag: state };
}

function failed({ undoing }: StepContext, failure: FlagFailure): StepOutcome {
  const detail = `${failure.words}; ${failure.remedy}`;
  if (!undoing && !isPassing(failure)) return { kind: 'fail', detail };
  const asked = failure.code === 'throttled' ? (failure.retryAfterMs ?? 0) : 0;
  return { kind: 'retry', error: detail, ms: Math.min(longestMs, Math.max(againMs, asked)) };
}

/** The plan was made by a Sluice that knew one. */
function noService({ undoing, target }: StepContext): StepOutcome {
  const detail = `${target.service} has no flag service here`;
  return undoing ? { kind: 'retry', error: detail, ms: longestMs } : { kind: 'fail', detail };
}
