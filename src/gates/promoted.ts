import { foldLog } from '../domain/fold.ts';
import { block, type Gate, type GateAsk, type GateDeps, pass, sameImage, wanted } from './gate.ts';

interface Facts {
  /** It runs in the required environment right now. */
  running: boolean;
  /** When a release of it to the required environment succeeded (ms since epoch), the latest. */
  succeededAt: number | null;
}

const looksBack = 50;

/** A version must have run in the environment before this one. Going back to an older version is exempt. */
export const promoted: Gate<Facts> = {
  name: 'promoted',
  async facts(deps, { request, target, to }) {
    const { requires } = target;
    if (!requires || request.backwards) return { running: false, succeededAt: null };
    const image = await deps.runningImage(target.service, requires);
    return {
      running: image !== null && sameImage(image, to.image),
      succeededAt: await lastSuccess(deps, requires, { request, target, to }),
    };
  },
  evaluate({ running, succeededAt }, { request, target, to }) {
    const { requires } = target;
    if (!requires) return pass('promoted', 'no other environment first');
    if (request.backwards) return pass('promoted', 'has run before');
    if (running) return pass('promoted', `runs in ${requires}`);
    if (succeededAt !== null) return pass('promoted', `was released to ${requires}`);
    return block('promoted', `not yet in ${requires}`, `${to.version} has not run in ${requires} yet`, {
      code: 'not-promoted',
      ...wanted({ target, to }),
      requires,
    });
  },
};

async function lastSuccess(
  deps: GateDeps,
  environment: string,
  ask: Pick<GateAsk, 'request' | 'target' | 'to'>,
): Promise<number | null> {
  const ids = await deps.store.history({ service: ask.target.service, environment, limit: looksBack });
  for (const id of ids) {
    const loaded = await deps.store.load(id);
    if (loaded.kind !== 'found') continue;
    const { phase, plan } = foldLog(loaded.events);
    if (phase.kind === 'ended' && phase.outcome === 'succeeded' && sameImage(plan.to.image, ask.to.image))
      return phase.at;
  }
  return null;
}
