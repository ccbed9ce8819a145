import type { Refusal } from '../domain/reasons.ts';
import { shortDigest } from '../words/format.ts';
import { block, type GateAsk, type GateJudgement, gateKind, pass, unknown, wanted } from './gate.ts';
import { type Past, pastOf } from './past-releases.ts';
import { compareServing, type Moved, movedFrom, type Sameness } from './same-image.ts';
import type { GateDeps } from './world.ts';

export interface PromotedFacts {
  /** How what runs in the required environment right now compares with this version. */
  running: Sameness | { kind: 'nothing' };
  /** It runs there under the same name, but with other bytes. */
  moved?: Moved;
  past: Past;
}

const unasked: PromotedFacts = { running: { kind: 'nothing' }, past: 'none' };

/**
 * A version must have run in the environment before this one, byte for byte, and not have been taken back there since.
 * Going back to an older version is exempt. In steps only a version that was taken back counts: the environment before
 * may run something else by now, or not answer, and neither says anything against this version.
 */
export const promoted = gateKind<PromotedFacts>({
  name: 'promoted',
  at: ['request', 'approval', 'start', 'step'],
  about: 'versions',
  newCodeOnly: true,
  unseen: ({ target }) => `can't tell what ran in ${target.requires}`,
  remedy: ({ target, underWay }) => `release it to ${target.requires} ${underWay ? 'again' : 'first'}`,
  async facts(deps, ask) {
    const { requires } = ask.target;
    if (!requires) return unasked;
    if (ask.underWay) {
      const past = await pastOf(deps, requires, ask);
      return past === 'taken-back' ? { ...(await runningIn(deps, requires, ask)), past } : { ...unasked, past };
    }
    const seen = await runningIn(deps, requires, ask);
    return { ...seen, past: seen.running.kind === 'same' ? 'none' : await pastOf(deps, requires, ask) };
  },
  evaluate({ running, moved, past }, ask) {
    const { requires } = ask.target;
    if (!requires) return pass('promoted', 'no earlier environment required');
    if (running.kind === 'same') return pass('promoted', `runs in ${requires}`);
    switch (past) {
      case 'succeeded':
        return pass('promoted', `was released to ${requires}`);
      case 'taken-back':
        return takenBack(requires, ask);
      case 'by-name':
      case 'none':
        if (ask.underWay) return pass('promoted', `not rolled back in ${requires}`);
        return untold(running, past, ask) ?? notYet(requires, moved, ask);
    }
  },
});

type Seen = Pick<PromotedFacts, 'running' | 'moved'>;

async function runningIn(deps: GateDeps, environment: string, ask: GateAsk): Promise<Seen> {
  const running = await deps.running(ask.target.service, environment);
  if (running.kind !== 'image') return { running };
  const { image, underWay = false } = running;
  const sameness = await compareServing(deps, { environment, image, underWay }, ask);
  const moved = movedFrom(image, sameness, ask.to);
  return { running: sameness, ...(moved && { moved }) };
}

/** Why it can't be told whether this version ran there; null where it can: it didn't. */
function untold(running: PromotedFacts['running'], past: 'by-name' | 'none', ask: GateAsk): GateJudgement | null {
  const { requires } = ask.target;
  const can = (why: string) => unknown('promoted', `can't tell what ran in ${requires}`, why, ask);
  switch (running.kind) {
    case 'unknown':
      return unknown('promoted', `can't look at ${requires}`, running.detail, ask);
    case 'untold':
      return can(running.detail);
    case 'several':
      return can(`its pods there run several images of ${ask.target.service} right now`);
    case 'no-pod':
      return can(`no pod of ${ask.target.service} is ready there`);
    case 'same':
    case 'other':
    case 'nothing':
      return past === 'by-name' ? can(`${ask.to.version} was released there by its name, without a digest`) : null;
  }
}

function takenBack(requires: string, ask: GateAsk): GateJudgement {
  const { version } = ask.to;
  const refusal: Refusal = { code: 'not-promoted', ...wanted(ask), requires, takenBack: true };
  return block('promoted', `rolled back in ${requires}`, `${version} was rolled back in ${requires}`, refusal);
}

function notYet(requires: string, moved: Moved | undefined, ask: GateAsk): GateJudgement {
  const { version } = ask.to;
  const refusal = { code: 'not-promoted' as const, ...wanted(ask), requires, takenBack: false };
  if (!moved) {
    return block('promoted', `not yet in ${requires}`, `${version} has not run in ${requires} yet`, refusal);
  }
  const [runs, has] = [shortDigest(moved.runs), shortDigest(moved.has)];
  const detail = `${version} was pushed again since: ${requires} runs ${runs}, the registry has ${has}`;
  return block('promoted', `another ${version} in ${requires}`, detail, { ...refusal, moved });
}
