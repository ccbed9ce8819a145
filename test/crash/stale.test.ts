import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import type { Process } from '../support/process.ts';
import { actingOn } from './matrix/acting.ts';
import { bundled } from './matrix/bundle.ts';
import { leftBy } from './matrix/play.ts';
import { openStage, type Stage } from './matrix/stage.ts';

const program = bundled(new URL('./matrix/child.ts', import.meta.url));
const longMs = 60_000;
const mendMs = 10_000;
const patient = { timeout: 5 * longMs };

const creating = '^before clusters\\.create .*"kind":"Deployment"';
const dividing = '^before clusters\\.replace .*"kind":"VirtualService"';
const updating = '^before clusters\\.replace .*"kind":"Deployment","metadata":\\{"name":"checkout"';
const noting = '^before store\\.append .*"type":"step\\.done"';
const posting = '^before slack\\.post .*Started';
const editing = '^before slack\\.update ';

/** Everything that a worker could change. Of messages, what people see: an edit may come once more, with the same words. */
async function seen({ world, store }: Stage) {
  return { cluster: world.cluster.snapshot(), log: await store.version('r1'), messages: shown(world.slack) };
}

function shown(slack: Stage['world']['slack']) {
  return slack.messages('releases').concat(threads(slack)).map(plain);
}

/** Without what Slack itself gives to each edit. */
function plain(message: Message): unknown {
  const { edited: _, ...rest } = message;
  return JSON.parse(JSON.stringify(rest), (name, value) => (name === 'block_id' ? undefined : value));
}

function threads(slack: Stage['world']['slack']) {
  return slack.messages('releases').flatMap(({ ts }) => slack.thread('releases', ts));
}

/** A release whose worker freezes at a point; another ends it, and only then does the first wake up. */
async function sleepingThrough(point: string, { aborted }: { aborted: boolean }) {
  const stage = await openStage({ program: await program, services: ['checkout'], bake: '600ms', expires: '10m' });
  try {
    const { insist } = actingOn(stage);
    await stage.start('bot');
    await insist(
      ({ type }) => type === 'requested',
      (person) => person(people.aoi).type('/deploy checkout 2.4.1 to staging'),
    );
    const sleeper = await stage.start('worker', { CRASH_ON: point, CRASH_HOW: 'SIGSTOP' });
    const asleep = await sleeper.waitForLine(({ msg }) => msg === 'the end', longMs);
    if (aborted) {
      await insist(
        ({ type }) => type === 'abort.asked',
        (person) => person(people.aoi).type('/deploy abort checkout'),
      );
    }
    await stage.start('worker');
    const left = await leftBy(stage);
    const before = await seen(stage);
    await wake(sleeper, Number(asleep['n']));
    await nothingGoing(stage.world);
    await putRight(stage.world.slack, before.messages);
    return { left, before, after: await seen(stage) };
  } finally {
    await stage.close();
  }
}

/** Resolves when the worker has done all that it still does about the call it slept in, and has stopped. */
async function wake(sleeper: Process, n: number): Promise<void> {
  process.kill(sleeper.pid, 'SIGCONT');
  await sleeper.waitForLine((line) => line.msg === 'point' && line['n'] === n + 1, longMs);
  await sleeper.stop();
}

/** An edit that was on its way when the worker froze cannot be held back; whoever goes on is told of it, and mends it. */
async function putRight(slack: Stage['world']['slack'], messages: unknown): Promise<void> {
  const right = () => isDeepStrictEqual(shown(slack), messages);
  // What is wrong after that is shown by the comparison.
  await slack.waitForMessage(right, mendMs).catch(() => undefined);
}

/** What is being deleted is gone: Kubernetes takes its time over it. */
async function nothingGoing({ cluster }: Stage['world']): Promise<void> {
  const going = () => cluster.objects.list('deployments').some(({ metadata }) => metadata.deletionTimestamp);
  if (!going()) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = cluster.objects.on(() => (going() ? undefined : resolve()));
  const timer = setTimeout(() => reject(new Error(`something is being deleted for ${longMs} ms`)), longMs);
  await promise.finally(() => {
    clearTimeout(timer);
    stop();
  });
}

describe('a worker that slept while another took its release to the end', () => {
  test.concurrent.each([
    ['the creation of the candidate', creating],
    ['the first weights', dividing],
    ['the new image of stable', updating],
    ['an entry of the log', noting],
    ['a post', posting],
    ['an edit', editing],
  ])('before %s: changes nothing when it wakes up', patient, async (_, point) => {
    const { left, before, after } = await sleepingThrough(point, { aborted: false });

    expect(left).toMatchObject({ outcome: 'succeeded', doubled: [], live: [] });
    expect(after).toEqual(before);
  });

  test.concurrent.each([
    ['the creation of the candidate', creating],
    ['the first weights', dividing],
    ['the new image of stable', updating],
  ])('before %s, and people stopped the release: changes nothing when it wakes up', patient, async (_, point) => {
    const { left, before, after } = await sleepingThrough(point, { aborted: true });

    expect(left).toMatchObject({ outcome: 'rolled-back', doubled: [], live: [] });
    expect(after).toEqual(before);
  });
});
