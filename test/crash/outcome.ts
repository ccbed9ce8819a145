import type { SandboxWorld } from '../../sandbox/world/start.ts';
import { type Said, saidIn } from './said.ts';
import type { Scene } from './scene.ts';

/** What is left when a release has ended and Slack has been told. */
export interface Outcome {
  outcome: string;
  said: Said[];
  /** Marks of messages that stand in Slack more than once. */
  doubled: string[];
  snapshot: string;
  /** Releases that still hold their service. */
  live: string[];
}

/** Waits for the end of the release and of its telling. */
export async function outcomeOf(scene: Scene): Promise<Outcome> {
  const { world, log, store } = scene;
  const finished = await log.waitFor(({ type }) => type === 'finished');
  await world.slack.waitForMessage(({ text }) => text.startsWith('Deployment report'), 30_000);
  await told(scene);
  const { said, doubled } = saidIn(world.slack);
  return {
    outcome: finished.type === 'finished' ? finished.outcome : '',
    said,
    doubled,
    snapshot: snapshotOf(world),
    live: await store.live(),
  };
}

/** The cluster without what differs between two worlds: the registry's port, and what the key of a Redis has signed. */
export function snapshotOf({ cluster, registry }: SandboxWorld): string {
  return cluster
    .snapshot()
    .replaceAll(registry.host, 'registry')
    .replace(/(fingerprint\\*": *\\*")[^"\\]+/g, '$1…');
}

/** Resolves once Slack knows everything that the log says, or it is too late: at each answer of Slack's it is looked at again. */
export async function told({ store, world }: Pick<Scene, 'store' | 'world'>, withinMs = Number.POSITIVE_INFINITY) {
  const until = Date.now() + withinMs;
  for (let calls = -1; (await store.untold()).length > 0 && Date.now() < until; ) {
    calls = world.slack.journal.length;
    await world.slack.waitForCall(() => world.slack.journal.length > calls, 1000).catch(() => undefined);
  }
}
