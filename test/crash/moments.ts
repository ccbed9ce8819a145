import type { JournalEntry } from '../../sandbox/cluster/index.ts';
import type { ReleaseEvent } from '../../src/domain/events.ts';
import type { LogFeed } from './log-feed.ts';
import type { Scene } from './scene.ts';

/** A point of a release's life that can be waited for: seen from outside, as it happens. */
export interface Moment {
  name: string;
  reached(scene: Scene): Promise<unknown>;
}

const patienceMs = 60_000;

/** The log says so. */
export function logged(name: string, predicate: Parameters<LogFeed['waitFor']>[0]): Moment {
  return { name, reached: ({ log }) => log.waitFor(predicate, patienceMs) };
}

/** True for the event that begins this kind of step. */
export function begins(kind: string, percent?: number) {
  return (event: ReleaseEvent, [first]: readonly ReleaseEvent[]): boolean => {
    if (event.type !== 'step.started' || first?.type !== 'requested') return false;
    const action = first.plan.steps[event.index]?.action;
    return action?.kind === kind && (percent === undefined || ('percent' in action && action.percent === percent));
  };
}

/** The cluster has taken the write, and nothing has been written down about it yet. */
export function written(name: string, predicate: (entry: JournalEntry) => boolean): Moment {
  return { name, reached: ({ world }) => nextWrite(world.cluster, predicate) };
}

/** Slack shows the message, and Sluice has not read the answer yet. */
export function posted(name: string, beginning: string | RegExp): Moment {
  const shown = (text: string) => (typeof beginning === 'string' ? text.startsWith(beginning) : beginning.test(text));
  return { name, reached: ({ world }) => world.slack.waitForMessage(({ text }) => shown(text), patienceMs) };
}

/** One after the other: each counts from when the one before was reached. */
export function afterwards(first: Moment, then: Moment): Moment {
  return {
    name: then.name,
    async reached(scene) {
      await first.reached(scene);
      await then.reached(scene);
    },
  };
}

export const moments = {
  cardPosted: posted('as its card is posted', /^checkout 2\.\d\.\d → /),
  quarterBaking: logged('in a bake at 25 %', begins('bake', 25)),
  stableUpdated: afterwards(
    logged('', begins('workload.update')),
    written('as stable takes the image', ofDeployment('update', 'checkout')),
  ),
  candidateRemoved: written('as the candidate is removed', ofDeployment('delete', 'checkout-candidate')),
} satisfies Record<string, Moment>;

function ofDeployment(verb: string, name: string) {
  return (entry: JournalEntry) =>
    !entry.dryRun && entry.verb === verb && entry.resource === 'deployments' && entry.name === name && entry.code < 300;
}

function nextWrite({ journal }: Scene['world']['cluster'], holds: (entry: JournalEntry) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(new Error(`no such write in ${patienceMs} ms`)), patienceMs);
    const stop = journal.on((entry) => (holds(entry) ? finish(null) : undefined));
    function finish(error: Error | null): void {
      clearTimeout(timer);
      stop();
      if (error) reject(error);
      else resolve();
    }
  });
}
