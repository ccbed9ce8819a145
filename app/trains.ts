import type { Release } from '../src/domain/release.ts';
import type { EngineDeps } from '../src/engine/ports.ts';
import { refusalWords } from '../src/messages/refusals/words.ts';
import { latest } from '../src/platform/latest.ts';
import { childOf } from '../src/requests/child-standing.ts';
import { childrenOf } from '../src/requests/children.ts';
import type { RequestDeps } from '../src/requests/deps.ts';

/** Of as many releases it is remembered how their train has last heard of them. */
const remembered = 10_000;

/** The releases of trains, for the engine: what people may do by hand, a train does by the same use cases. */
export function trainsOver(requests: RequestDeps): Pick<EngineDeps, 'childrenOf'> {
  const tell: Parameters<typeof childrenOf>[0]['tell'] = (refusal) =>
    refusalWords(refusal, { directory: requests.people }).words.plain.replace(/\.$/, '');
  return { childrenOf: (train, fencingToken) => childrenOf({ requests, tell }, train, fencingToken) };
}

/** Wakes a train where one of its releases stands otherwise than before; one that hears of nothing looks by itself. */
export function wakesTrains({ queue, log }: Pick<RequestDeps, 'queue' | 'log'>): (release: Release) => void {
  const heard = latest<string>(remembered);
  return (release) => {
    const { partOf } = release.request;
    if (!partOf) return;
    const now = JSON.stringify(childOf(release));
    if (heard.get(release.id) === now) return;
    heard.set(release.id, now);
    void queue
      .wake(partOf.train)
      .catch((error: Error) => log.warn({ release: partOf.train, error: error.message }, 'a train looks by itself'));
  };
}
