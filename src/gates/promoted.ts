import {
  block,
  type GateAsk,
  type GateDeps,
  type GateJudgement,
  gateKind,
  pass,
  type Running,
  sameImage,
  unknown,
  wanted,
} from './gate.ts';

/** What the releases to the required environment say of this version. */
type Past = 'succeeded' | 'taken-back' | 'none';

export interface PromotedFacts {
  /** What runs in the required environment right now. */
  running: Running;
  past: Past;
}

const looksBack = 50;
const nothing: Running = { kind: 'nothing' };

/**
 * A version must have run in the environment before this one, and not have been taken back there since. Going back to
 * an older version is exempt. In steps only a version that was taken back counts: the environment before may run
 * something else by now, or not answer, and neither says anything against this version.
 */
export const promoted = gateKind<PromotedFacts>({
  name: 'promoted',
  at: ['request', 'approval', 'start', 'step'],
  unseen: ({ target }) => `can't tell what ran in ${target.requires}`,
  remedy: ({ target, underWay }) => `release it to ${target.requires} ${underWay ? 'again' : 'first'}`,
  async facts(deps, ask) {
    const { requires, service } = ask.target;
    if (!requires || ask.request.backwards) return { running: nothing, past: 'none' };
    if (ask.underWay) {
      const past = await pastOf(deps, requires, ask);
      return { running: past === 'taken-back' ? await deps.running(service, requires) : nothing, past };
    }
    const running = await deps.running(service, requires);
    return { running, past: runs(running, ask) ? 'none' : await pastOf(deps, requires, ask) };
  },
  evaluate({ running, past }, ask) {
    const { requires } = ask.target;
    if (!requires) return pass('promoted', 'no earlier environment required');
    if (ask.request.backwards) return pass('promoted', 'has run before');
    if (runs(running, ask)) return pass('promoted', `runs in ${requires}`);
    if (ask.underWay && past === 'none') return pass('promoted', `not rolled back in ${requires}`);
    switch (past) {
      case 'succeeded':
        return pass('promoted', `was released to ${requires}`);
      case 'taken-back':
        return notPromoted(requires, true, ask);
      case 'none':
        return running.kind === 'unknown'
          ? unknown('promoted', `can't look at ${requires}`, running.detail, ask)
          : notPromoted(requires, false, ask);
    }
  },
});

function notPromoted(requires: string, takenBack: boolean, ask: GateAsk): GateJudgement {
  const { version } = ask.to;
  const refusal = { code: 'not-promoted' as const, ...wanted(ask), requires, takenBack };
  return takenBack
    ? block('promoted', `rolled back in ${requires}`, `${version} was rolled back in ${requires}`, refusal)
    : block('promoted', `not yet in ${requires}`, `${version} has not run in ${requires} yet`, refusal);
}

function runs(running: Running, { to }: GateAsk): boolean {
  return running.kind === 'image' && sameImage(running.image, to.image);
}

/** The newest release that speaks of this version: one that brought it, or one that went back from it. */
async function pastOf(deps: GateDeps, environment: string, { target, to }: GateAsk): Promise<Past> {
  const ids = await deps.history({ service: target.service, environment, limit: looksBack });
  for (const id of ids) {
    const release = await deps.release(id);
    if (release?.phase.kind !== 'ended' || release.phase.outcome !== 'succeeded') continue;
    const { plan, request } = release;
    if (sameImage(plan.to.image, to.image)) return 'succeeded';
    if (request.backwards && sameImage(plan.from.image, to.image)) return 'taken-back';
  }
  return 'none';
}
