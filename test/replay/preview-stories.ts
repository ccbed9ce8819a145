import type { Plan } from '../../src/domain/plan.ts';
import type { Strategy } from '../../src/domain/target.ts';
import { badSample, healthySample } from '../support/engine-world.ts';
import type { FakeKube } from '../support/fake-kube.ts';
import { fakeWebhook } from '../support/fake-webhook.ts';
import type { Sampling } from './samplings.ts';
import type { Stage, StageOptions } from './stage.ts';

type Story = () => Promise<Stage>;
type Approved = (options: StageOptions, play: (stage: Stage) => Promise<void>) => Story;

const atOnce: Strategy = { kind: 'blue-green', soakMs: 6000, keepMs: 6000 };
const unseen = { perSecond: null, mirror: null, forMs: 0, mark: null };
const mark = { in: 'header', name: 'x-preview', value: 'on' } as const;
const byHeader: Strategy = { ...atOnce, byHand: true, preview: { ...unseen, mark } };
const copied: Strategy = { ...atOnce, preview: { ...unseen, mirror: 100, forMs: 6000 } };
const repeated: Strategy = {
  ...atOnce,
  smoke: [{ path: '/health', status: 200, contains: 'ok' }],
  preview: { ...unseen, perSecond: 2, forMs: 6000 },
};
const tested: Strategy = {
  ...atOnce,
  smokeJob: { job: null, image: null, container: null, command: ['bin/smoke'], deadlineMs: 300_000 },
  smokeHook: {
    webhook: { url: 'https://ci.example/sluice', headers: {}, secret: 'CI_KEY', timeoutMs: 10_000 },
    deadlineMs: 600_000,
  },
};

/** A twentieth of the requests carries the mark. */
const marked: Sampling = (look, at, share) => healthySample(look, at, share === 0 ? 5 : share);
const badOnceCopied: Sampling = (look, at, share) => (share ? badSample : healthySample)(look, at, share);

/** A CI whose run ends some time after it was asked for. */
const ci = (end: object) =>
  fakeWebhook(({ method }) =>
    method === 'POST' ? { id: 'run-17', state: 'pending', statusUrl: '/runs/17' } : { id: 'run-17', ...end },
  ).call;

const answers = (kube: FakeKube) => kube.onPodGet(() => ({ status: 200, headers: {}, body: 'ok' }));
/** Nobody answers for a minute. */
const soon = (plan: Plan): Plan => ({
  ...plan,
  target: { ...plan.target, limits: { ...plan.target.limits, holdMs: 60_000 } },
});
const toTheEnd = (stage: Stage) => stage.run().then(() => undefined);

/** Releases that are tested, judged or looked at before all moves at once, by the name of their recording. */
export function previewStories(approvedStory: Approved): Record<string, Story> {
  return {
    'switched-by-hand': approvedStory({ strategy: byHeader, sample: marked }, async (stage) => {
      await stage.until(({ hold }) => hold !== null);
      await stage.says('hold-go');
      await stage.run();
    }),
    'switch-expired': approvedStory({ strategy: byHeader, sample: marked, plan: soon }, toTheEnd),
    'preview-copied-rolled-back': approvedStory({ strategy: copied, sample: badOnceCopied }, toTheEnd),
    'preview-repeated': approvedStory({ strategy: repeated, router: 'service', prepare: answers }, toTheEnd),
    'tested-by-job-and-webhook': approvedStory(
      { strategy: tested, router: 'service', webhook: ci({ state: 'complete' }) },
      toTheEnd,
    ),
    'failed-its-test-by-webhook': approvedStory(
      { strategy: tested, router: 'service', webhook: ci({ state: 'failed', detail: '2 of 40 tests' }) },
      toTheEnd,
    ),
    'failed-its-test-by-job': approvedStory(
      { strategy: tested, router: 'service', jobs: () => ({ succeeds: false, log: 'cart: expected 200' }) },
      toTheEnd,
    ),
  };
}
