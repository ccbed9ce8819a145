import { describe, expect, it } from 'vitest';
import type { flagAlone } from '../../../src/domain/flag-wish.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import type { Strategy, Target } from '../../../src/domain/target.ts';
import type { trainKind } from '../../../src/domain/train.ts';
import { card } from '../../../src/messages/card/card.ts';
import { homeView } from '../../../src/messages/home/home.ts';
import { planPreview } from '../../../src/messages/refusals/answers.ts';
import { orphanMessage } from '../../../src/messages/thread/orphans.ts';
import { makePlan } from '../../../src/strategies/make-plan.ts';
import { releaseLine } from '../../../src/words/release-line.ts';
import { figures, finding } from '../../support/figures.ts';
import { aoi, mika } from '../../support/people.ts';
import { exampleTarget, MINUTE } from '../../support/release-plan.ts';
import { type ReleaseStory, releaseStory } from '../../support/release-story.ts';
import { wordsOf } from '../../support/slack-words.ts';
import { told, view } from './told.ts';

type Bringing = Exclude<Plan['strategy'], typeof flagAlone | typeof trainKind>;

const strategies: Record<Bringing, Strategy> = {
  rolling: { kind: 'rolling', bakeMs: 2 * MINUTE },
  recreate: { kind: 'recreate', bakeMs: 2 * MINUTE },
  'blue-green': { kind: 'blue-green', soakMs: 2 * MINUTE, keepMs: 2 * MINUTE },
  canary: { kind: 'canary', steps: [{ percent: 25, bakeMs: 2 * MINUTE }] },
  'ab-test': {
    kind: 'ab-test',
    mark: { in: 'header', name: 'x-ab', value: 'b' },
    size: 100,
    durationMs: 2 * MINUTE,
    withoutResult: 'ask',
  },
  'dark-launch': { kind: 'dark-launch', size: 50, steps: [{ percent: 25, bakeMs: 2 * MINUTE }], shares: null },
};
const worker: Partial<Target> = {
  service: 'payments-worker',
  workload: { name: 'payments-worker', container: 'app', service: null, port: 8080 },
  router: { kind: 'replicas' },
};

function story(kind: Bringing, target: Partial<Target> = {}, replicas = 4): ReleaseStory {
  const plan = makePlan({
    target: exampleTarget(target),
    strategy: strategies[kind],
    snapshot: { image: 'r/app:2.4.0', replicas, runningSince: null },
    from: { version: '2.4.0', image: 'r/app:2.4.0' },
    to: { version: '2.4.1', image: 'r/app:2.4.1' },
    precision: 'pods',
  });
  return releaseStory({ plan }).after(1000).approve().start();
}

const cardWords = (told: ReleaseStory) => wordsOf(card(told.release, told.now, view));

/** Everything that people read of a release at this time: card, thread, list, what is left. */
function everything(of: ReleaseStory): string {
  const { plan, release, now } = of;
  const way = { plan, image: null, replicas: 1, routes: [], removed: [], digest: 'd' };
  const found = { keeper: null, train: null, way: { kind: 'open', ...way } } as const;
  const left = orphanMessage('r1', plan.target, ['Deployment x'], view.directory, found);
  return [
    cardWords(of),
    ...told(of).map(({ message }) => wordsOf(message)),
    releaseLine(release, now).plain,
    planPreview({ request: { strategy: null, reason: null }, plan, digest: 'd', gates: [], refusal: null }, view).text,
    JSON.stringify(left.blocks),
  ].join('\n');
}

describe('a service that gets no traffic', () => {
  it.each(['rolling', 'recreate', 'canary'] as const)('is never said to have any: %s', (kind) => {
    const stages = [
      story(kind, worker),
      story(kind, worker).begin().tell({ type: 'paused', by: aoi }),
      story(kind, worker).steps(2).begin().hold('no-data', 'no pods'),
      story(kind, worker).steps(20).finish('succeeded'),
      story(kind, worker).steps(1).begin().trouble('crash-loop'),
      story(kind, worker).steps(2).begin().trouble('crash-loop').undone(),
      story(kind, worker)
        .steps(2)
        .begin()
        .trouble('crash-loop')
        .tell({ type: 'undo.retrying', index: 0, error: 'Kubernetes API: 503' })
        .tell({ type: 'acknowledged', by: mika })
        .after(MINUTE),
    ];
    for (const stage of stages) expect(everything(stage).replaceAll('No traffic router:', '')).not.toMatch(/traffic/i);
  });

  it('runs all pods at the end, and again after a rollback', () => {
    expect(cardWords(story('recreate', worker).steps(20).finish('succeeded'))).toContain(
      '2.4.1 runs on all pods of payments-worker in production; nothing else is left behind.',
    );
    expect(cardWords(story('recreate', worker).steps(3).begin().trouble('oom-killed').undone())).toContain(
      'All pods run 2.4.0; nothing is left of 2.4.1.',
    );
  });

  it('divides its pods where it has a canary', () => {
    expect(cardWords(story('canary', worker).steps(3).begin())).toContain('20 % of pods');
  });
});

describe('a workload at 0 pods', () => {
  it('is not said to run or to take anything', () => {
    expect(cardWords(story('rolling', {}, 0).steps(9).finish('succeeded'))).toContain(
      '2.4.1 is set in production, where checkout is scaled to 0; nothing else is left behind.',
    );
  });
});

describe('a release that Kubernetes rolls in one go', () => {
  it('has no share of the traffic that anybody knows', () => {
    const rolling = story('rolling').begin();
    expect(releaseLine(rolling.release, rolling.now).plain).toContain('· pods are being replaced, since');
    rolling.tell({ type: 'paused', by: aoi });
    expect(everything(rolling)).not.toContain('0 % of');
    const of = {
      ...view,
      now: rolling.now,
      waiting: [],
      live: [rolling.release],
      recent: [],
      ...{ services: [], environments: [], left: 0, cards: new Map() },
      switches: null,
      warnings: [],
    };
    expect(wordsOf(homeView(of))).not.toContain('░');
    expect(cardWords(rolling)).toMatch(/⏸ Paused\n/);
    expect(told(rolling).map(({ message }) => message.text)).toContain('@aoi paused.');
  });

  it('says that all pods run the new version once they do', () => {
    const held = story('rolling').steps(1).begin().hold('too-few-requests');
    expect(cardWords(held)).toContain('✋ Needs a person · all pods on 2.4.1');
    const words = everything(held);
    expect(words).toContain('Holding with all pods on 2.4.1. Too few requests');
    expect(words).toContain('needs a person with all pods on 2.4.1');
    expect(words).not.toMatch(/\b0 %/);
    expect(everything(story('rolling').steps(2))).toContain('Watched for 2 min: healthy');
  });

  it('compares with what the old pods served before they went, and says of how many requests', () => {
    const bad = finding(figures(100, 40), figures(20, 0), 'bad');
    const back = story('rolling')
      .begin()
      .tell({
        type: 'measured',
        sample: { from: 0, to: 1, candidate: figures(100, 40), stable: figures(20, 0) },
        verdict: { kind: 'unhealthy', findings: [bad], culprit: bad },
      });
    expect(everything(back.rollBack('unhealthy'))).toContain(
      'Errors on 2.4.1 were 40 % of 100 requests; 2.4.0 had none in 20 requests while its pods were being replaced; the limit is 1 %.',
    );
  });
});
