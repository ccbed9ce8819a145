import { signalsOf } from '../../src/analysis/signals/of-target.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Strategy } from '../../src/domain/target.ts';
import type { Trouble } from '../../src/domain/verdict.ts';
import { KubeError } from '../../src/platform/kube.ts';
import { badSample, healthySample } from '../support/engine-world.ts';
import { aoi, mika, ren } from '../support/people.ts';
import { abStories } from './ab-stories.ts';
import { changesStories } from './changes-stories.ts';
import { configurationStories } from './configuration-stories.ts';
import { darkStories } from './dark-stories.ts';
import { evidenceStories } from './evidence-stories.ts';
import { flagStories } from './flag-stories.ts';
import { flagTestStories } from './flag-test-stories.ts';
import { gateStories } from './gate-stories.ts';
import { migrationStories } from './migration-stories.ts';
import { otherHandsStories } from './other-hands-stories.ts';
import { previewStories } from './preview-stories.ts';
import { queueStories } from './queue-stories.ts';
import { rollbackStories } from './rollback-stories.ts';
import {
  after,
  astray,
  failing,
  few,
  no,
  outage,
  partlySeen,
  readySlow,
  readyUsual,
  type Sampling,
  slow,
  voided,
} from './samplings.ts';
import { openStage, type Stage, type StageOptions } from './stage.ts';
import { trainStories } from './train-stories.ts';

const canary: Strategy = { kind: 'canary', steps: [1, 25, 100].map((percent) => ({ percent, bakeMs: 6000 })) };
const blueGreen: Strategy = { kind: 'blue-green', soakMs: 6000, keepMs: 12_000 };
const tried: Strategy = { ...blueGreen, smoke: [{ path: '/health', status: 200, contains: 'ok' }] };
const ok = { status: 200, headers: {}, body: 'ok' };
const rolling: Strategy = { kind: 'rolling', bakeMs: 6000 };
const recreate: Strategy = { kind: 'recreate', bakeMs: 6000 };

/** How long each trouble takes to be seen does not matter; what Kubernetes says of it does. */
const troubles: Record<Trouble['code'], string> = {
  'crash-loop': 'back-off 40s restarting failed container=app',
  restarted: 'app restarted 3 times',
  'cannot-start': 'FailedMount: MountVolume.SetUp failed for volume "config" : configmap "checkout" not found',
  'image-pull': 'Back-off pulling image "registry.example/checkout:2.4.1"',
  'oom-killed': 'app was killed for using too much memory',
  'probe-failing': 'Readiness probe failed: HTTP probe failed with statuscode: 500',
  'not-scheduled': '0/3 nodes are available: 3 Insufficient cpu',
  evicted: 'Container app exceeded its local ephemeral storage limit "1Gi".',
  ended: 'Pod was active on the node longer than the specified deadline',
  'pods-refused': 'exceeded quota: compute, requested: pods=1, used: pods=4, limited: pods=4',
  'progress-deadline': 'ReplicaSet "checkout-candidate-7d9f8c6b5" has timed out progressing',
};

const partitions: StageOptions = {
  strategy: {
    kind: 'rolling',
    partitions: [
      { pods: 1, bakeMs: 6000 },
      { percent: 50, bakeMs: 6000 },
    ],
    bakeMs: 6000,
  },
  kind: 'stateful-set',
  router: 'replicas',
};

type Story = () => Promise<Stage>;

/** Opens the stage, has the release approved and plays on. */
function approvedStory(options: StageOptions, play: (stage: Stage) => Promise<void>): Story {
  return async () => {
    const stage = await openStage(options);
    await stage.turn();
    stage.clock.passTo(stage.clock.now() + 45_000);
    await stage.approved();
    await play(stage);
    return stage;
  };
}

const toTheEnd = (options: StageOptions): Story => approvedStory(options, (stage) => stage.run());

/** What nobody has approved yet. */
function waitingStory(play: (stage: Stage) => Promise<void>): Story {
  return async () => {
    const stage = await openStage({ strategy: canary, reason: 'new tax rules, JIRA-812' });
    await stage.turn();
    await play(stage);
    return stage;
  };
}

/** Until a person is asked; what they say; and to the end. */
function heldStory(sample: Sampling, answer: 'hold-wait' | 'hold-go' | null): Story {
  return approvedStory({ strategy: canary, sample, plan: limited({ holdMs: 60_000 }) }, async (stage) => {
    await stage.until(({ hold }) => hold !== null);
    if (answer) await stage.says(answer);
    await stage.run();
  });
}

function troubleStory(code: Trouble['code']): Story {
  return approvedStory({ strategy: canary }, async (stage) => {
    await stage.until(({ percent }) => percent === 25);
    await stage.seen(code, troubles[code]);
    await stage.run();
  });
}

/** The cluster refuses these calls from the moment at which the candidate has 25 %. */
function faultStory(fault: Parameters<Stage['kube']['fail']>[0], play: (stage: Stage) => Promise<void>): Story {
  return approvedStory({ strategy: canary }, async (stage) => {
    await stage.until(({ percent }) => percent === 25);
    stage.kube.fail(fault);
    await play(stage);
    await stage.run();
  });
}

const unavailable = new KubeError('server', 'Kubernetes API: 503 Service Unavailable', 503);
const threshold = (plan: Plan): Plan => ({
  ...plan,
  target: {
    ...plan.target,
    analysis: { ...plan.target.analysis, judge: 'threshold' },
    signals: signalsOf(plan.target).map((signal) => ({ ...signal, judge: 'threshold' })),
  },
});
const limited =
  (limits: Partial<Plan['target']['limits']>) =>
  (plan: Plan): Plan => ({ ...plan, target: { ...plan.target, limits: { ...plan.target.limits, ...limits } } });

/** One story for each kind of release, by the name of its recording. */
export const stories: Record<string, Story> = {
  ...gateStories(approvedStory, { strategy: canary }),
  ...abStories(approvedStory),
  ...darkStories(approvedStory),
  ...flagStories(approvedStory),
  ...flagTestStories(approvedStory),
  ...queueStories(approvedStory),
  ...rollbackStories(approvedStory, { canary }),
  ...changesStories(toTheEnd, { strategy: rolling }),
  ...otherHandsStories(approvedStory, { canary, rolling }),
  ...evidenceStories(approvedStory, { canary }),
  ...previewStories(approvedStory),
  ...trainStories(),
  ...configurationStories(approvedStory, { strategy: canary }, { strategy: canary, sample: after(1, badSample) }),
  ...migrationStories(
    approvedStory,
    { strategy: canary },
    { strategy: rolling, router: 'replicas', sample: after(1, badSample) },
  ),
  'canary-succeeded': toTheEnd({ strategy: canary, reason: 'new tax rules, JIRA-812' }),
  'canary-by-pods-succeeded': toTheEnd({ strategy: canary, router: 'replicas' }),
  'canary-by-threshold-succeeded': toTheEnd({ strategy: canary, plan: threshold }),
  'blue-green-succeeded': toTheEnd({ strategy: blueGreen, router: 'service' }),
  'blue-green-by-router-succeeded': toTheEnd({ strategy: blueGreen }),
  'blue-green-tried': toTheEnd({ strategy: tried, router: 'service', prepare: (kube) => kube.onPodGet(() => ok) }),
  'blue-green-failed-its-smoke-test': toTheEnd({ strategy: tried, router: 'service' }),
  'blue-green-rolled-back-by-metrics': toTheEnd({
    strategy: blueGreen,
    router: 'service',
    sample: after(1, badSample),
  }),
  'rolling-succeeded': toTheEnd({ strategy: rolling, router: 'replicas' }),
  'partitions-succeeded': toTheEnd(partitions),
  'partitions-rolled-back-by-metrics': toTheEnd({ ...partitions, sample: after(1, badSample) }),
  'recreate-succeeded': toTheEnd({ strategy: recreate, router: 'replicas' }),
  'canary-rolled-back-by-metrics': toTheEnd({ strategy: canary, sample: after(4, badSample) }),
  'canary-rolled-back-by-p99': toTheEnd({ strategy: canary, sample: after(4, slow) }),
  'canary-rolled-back-by-ready-p99': toTheEnd({ strategy: canary, sample: after(4, readySlow, readyUsual) }),
  'rolling-rolled-back-by-metrics': toTheEnd({ strategy: rolling, router: 'replicas', sample: after(1, badSample) }),
  'recreate-rolled-back-by-metrics': toTheEnd({ strategy: recreate, router: 'replicas', sample: after(1, badSample) }),
  ...Object.fromEntries(
    Object.keys(troubles).map((code) => [`rolled-back-by-${code}`, troubleStory(code as Trouble['code'])]),
  ),
  'rolled-back-by-log-lost': approvedStory({ strategy: canary }, async (stage) => {
    await stage.until(({ percent }) => percent === 25);
    await stage.lost('the cluster shows more than the log says');
    await stage.run();
  }),
  rejected: waitingStory((stage) => stage.rejected(mika, 'not before the audit')),
  withdrawn: waitingStory((stage) => stage.rejected(aoi, 'wrong version')),
  'withdrawn-by-abort': waitingStory(async (stage) => {
    await stage.says('abort', aoi, 'wrong version');
    await stage.run();
  }),
  expired: waitingStory((stage) => stage.run()),
  aborted: approvedStory({ strategy: canary }, async (stage) => {
    await stage.until(({ percent }) => percent === 25);
    await stage.says('abort', ren, 'support sees strange invoices');
    await stage.run();
  }),
  'hold-no-data-expired': heldStory(no, null),
  'hold-query-failed-resolved': heldStory(after(45, healthySample, failing), null),
  'hold-too-few-requests-waited': heldStory(after(40, healthySample, few), 'hold-wait'),
  'hold-other-share-expired': toTheEnd({ strategy: canary, sample: astray }),
  'hold-partly-seen-expired': heldStory(partlySeen, null),
  'figures-voided': heldStory(after(6, voided), 'hold-go'),
  'hold-both-over-limit-expired': heldStory(after(4, outage), null),
  'hold-no-data-went-on': heldStory(after(40, healthySample, no), 'hold-go'),
  'paused-and-resumed': approvedStory({ strategy: canary }, async (stage) => {
    await stage.until(({ percent }) => percent === 25);
    await stage.says('pause', ren);
    await stage.turn();
    await stage.says('resume');
    await stage.run();
  }),
  'pause-expired': approvedStory({ strategy: canary, plan: limited({ pauseMs: 20_000 }) }, async (stage) => {
    await stage.until(({ percent }) => percent === 25);
    await stage.says('pause', ren);
    await stage.until(({ hold }) => hold?.code === 'pause-expired');
    await stage.says('resume');
    await stage.run();
  }),
  'promoted-by-hand': approvedStory({ strategy: canary }, async (stage) => {
    await stage.until(({ percent }) => percent === 1);
    await stage.says('promote');
    await stage.run();
  }),
  'step-retried': faultStory({ verb: 'replace', error: unavailable, times: 3 }, async (stage) => {
    await stage.until(({ step }) => step?.error !== null && step?.error !== undefined);
  }),
  'step-failed': faultStory(
    { verb: 'replace', error: new KubeError('invalid', 'Deployment.apps "checkout" is invalid', 422) },
    () => Promise.resolve(),
  ),
  'step-refused': faultStory(
    { verb: 'replace', error: new KubeError('forbidden', 'deployments.apps "checkout" is forbidden', 403), times: 3 },
    async (stage) => {
      await stage.until(({ step }) => typeof step?.refusedAt === 'number');
    },
  ),
  'deadline-passed': toTheEnd({ strategy: canary, plan: limited({ totalMs: 10_000 }) }),
  'rollback-stuck-and-acknowledged': approvedStory({ strategy: canary, sample: after(4, badSample) }, async (stage) => {
    await stage.until(({ phase }) => phase.kind === 'rolling-back');
    stage.kube.fail({ verb: 'replace', error: unavailable, times: 30 });
    await stage.until(({ phase }) => phase.kind === 'rolling-back' && phase.error !== null);
    await stage.says('acknowledge', ren);
    await stage.run();
  }),
  'rollback-handed-over': approvedStory({ strategy: canary, sample: after(4, badSample) }, async (stage) => {
    await stage.until(({ phase }) => phase.kind === 'rolling-back');
    stage.kube.fail({ verb: 'replace', error: unavailable, times: 30 });
    await stage.until(({ phase }) => phase.kind === 'rolling-back' && phase.error !== null);
    await stage.says('acknowledge', ren);
    await stage.says('take-over');
  }),
};
