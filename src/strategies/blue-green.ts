import { z } from 'zod';
import type { Action } from '../actions/index.ts';
import { smokeCheckSchema, staysBelow } from '../actions/smoke-run.ts';
import { duration, field } from '../config/fields.ts';
import { duration as inWords, pods } from '../words/format.ts';
import { keptBakeMs } from './bake.ts';
import { bakeStep, type Outline, type PlanInput, step } from './planner.ts';
import { strategyKind } from './strategy.ts';

const kind = z.literal('blue-green');

const usual = { soak: '2m', keep: '10m' } as const;
const usualSoakMs = duration.parse(usual.soak);

const mostChecks = 20;

const { path, status, contains } = smokeCheckSchema.shape;

const check = z.strictObject({
  path: path.refine(staysBelow.holds, staysBelow).meta({
    description: 'What a pod of the new version is asked for, by GET at `workload.port`.',
    examples: ['/health'],
  }),
  status: field(status, 'The status that is expected. Redirects are not followed.', 200),
  contains: field(contains.unwrap(), 'A text that the body must have.'),
});

const smoke = z
  .array(check, { error: 'expected a list of requests such as {path: /health}' })
  .min(1, { error: 'name at least one request, or leave it out' })
  .max(mostChecks, { error: `name ${mostChecks} requests at most` });

const settings = z.object({
  kind,
  /** What the candidate is tried with before it gets anything. */
  smoke: z.array(smokeCheckSchema).default([]),
  /** How long the new version is judged with all of the traffic (ms). */
  soakMs: keptBakeMs,
  /** How long from the switch on the version before stands beside it, at its full size (ms); never less than the soak. */
  keepMs: keptBakeMs,
});
type BlueGreen = z.infer<typeof settings>;

/** A second workload of full size takes all of the traffic in one go, and the one before stays for the way back. */
export const blueGreen = strategyKind({
  kind: kind.value,
  schema: z
    .strictObject({
      kind,
      smoke: field(smoke, 'Requests that the new version must answer as expected before it gets any traffic.'),
      soak: field(duration, 'How long the new version is judged once it has all of the traffic.', usual.soak),
      keep: field(
        duration,
        'How long, from the switch on, the version before stays beside it, so that the way back takes a moment; at least the soak.',
        usual.keep,
      ),
    })
    .superRefine(({ soak = usualSoakMs, keep = soak }, context) => {
      if (keep >= soak) return;
      const message = `expected at least the soak of ${inWords(soak)}, which is a part of it`;
      context.addIssue({ code: 'custom', path: ['keep'], message });
    })
    .meta({
      description: 'A second Deployment of full size takes all of the traffic at once; the first stays for a while.',
    }),
  settings,
  toDomain({ kind, smoke = [], soak = usualSoakMs, keep }) {
    const checks = smoke.map(({ path, status = 200, contains = null }) => ({ path, status, contains }));
    const keepMs = keep ?? Math.max(soak, duration.parse(usual.keep));
    return { kind, smoke: checks, soakMs: soak, keepMs };
  },
  dividesTraffic: true,
  movesAtOnce: true,
  handling: { clones: true, rolls: true },
  needs({ precision }, { title, replicas }) {
    if (precision === 'pods') {
      return {
        detail: `${title} has no Kubernetes Service, so there is no traffic that could be switched to the new version`,
        remedy: 'name its Service under `workload`, or use "with rolling" or "with recreate"',
      };
    }
    if (replicas > 0) return null;
    return {
      detail: `${title} is scaled to 0: there is no traffic to switch`,
      remedy: 'scale it up first, or use "with rolling" or "with recreate", which set the image and leave it at 0',
    };
  },
  candidatePods: (_traits, replicas) => replicas,
  permissions: ({ smoke }) => (smoke.length > 0 ? [{ group: '', resource: 'pods/proxy', verbs: ['get'] }] : []),
  bakeMs: ({ keepMs }) => keepMs,
  plan: planBlueGreen,
});

/**
 * The candidate comes up at full size before it gets anything; everything moves to it in one write, and back in one, for
 * as long as stable stands beside it. Then stable takes the image while the candidate carries everything.
 */
function planBlueGreen({ target, strategy, snapshot, from, to }: PlanInput<BlueGreen>): Outline {
  const replicas = Math.max(1, snapshot.replicas);
  const deadlineMs = target.limits.readyMs;
  const apart = snapshot.apart === undefined ? {} : { apart: snapshot.apart };
  const restore: Action = { kind: 'traffic.restore', replicas };
  const restMs = strategy.keepMs - strategy.soakMs;
  const steps = [
    step({ kind: 'route.prepare' }, { undo: [{ kind: 'route.clean' }, { kind: 'verify.clean' }], deadlineMs }),
    step(
      { kind: 'candidate.start', replicas, ...apart },
      { undo: [{ kind: 'candidate.remove' }], deadlineMs, watched: true },
    ),
    ...(strategy.smoke.length > 0
      ? [step({ kind: 'smoke.run', checks: strategy.smoke }, { deadlineMs, watched: true })]
      : []),
    step({ kind: 'traffic.shift', percent: 100, replicas }, { undo: [restore], deadlineMs, watched: true }),
    bakeStep(100, strategy.soakMs, target),
    ...(restMs > 0 ? [bakeStep(100, restMs, target)] : []),
    step(
      { kind: 'workload.update', image: to.image, replicas },
      { undo: [{ kind: 'workload.update', image: from.image, replicas }], deadlineMs, watched: true },
    ),
    step(restore, { deadlineMs }),
    step({ kind: 'candidate.remove' }, { deadlineMs }),
    step({ kind: 'route.clean' }, { deadlineMs }),
    step({ kind: 'verify.clean' }, { deadlineMs }),
  ];
  const both = `${pods(2 * replicas, 'pod')} run in place of ${replicas}`;
  const note = `${both} until ${inWords(strategy.keepMs)} after the switch: so long, all traffic is back on ${from.version} in one write.`;
  return { steps, notes: [note] };
}
