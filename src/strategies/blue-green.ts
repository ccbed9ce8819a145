import { z } from 'zod';
import type { Action } from '../actions/index.ts';
import { duration, field } from '../config/fields.ts';
import { duration as inWords, pods } from '../words/format.ts';
import { keptBakeMs } from './bake.ts';
import {
  keptPreview,
  lackFor,
  previewNotes,
  previewRoutes,
  previewSchema,
  previewSteps,
  writtenPreview,
} from './before-switch.ts';
import { candidateSteps, promotionSteps } from './canary-stages.ts';
import { bakeStep, type Outline, type PlanInput, step } from './planner.ts';
import { movedAtOnce } from './quick-back.ts';
import {
  hookOf,
  jobOf,
  keptHook,
  keptJob,
  keptRequests,
  requestsOf,
  testSteps,
  workOf,
  writtenHook,
  writtenJob,
  writtenRequests,
} from './smoke-tests.ts';
import { strategyKind } from './strategy.ts';

const kind = z.literal('blue-green');

const usual = { soak: '2m', keep: '10m' } as const;
const usualSoakMs = duration.parse(usual.soak);

const settings = z.object({
  kind,
  /** What the candidate is tried with before it gets anything. */
  smoke: keptRequests.default([]),
  /** A Job that tests it then; null where none does. */
  smokeJob: keptJob.nullable().default(null),
  /** Another service that tests it then; null where none does. */
  smokeHook: keptHook.nullable().default(null),
  /** How long the new version is judged with all of the traffic (ms). */
  soakMs: keptBakeMs,
  /** How long from the switch on the version before stands beside it, at its full size (ms); never less than the soak. */
  keepMs: keptBakeMs,
  /** How it is looked at before the switch; null where it is not. */
  preview: previewSchema.nullable().default(null),
  /** A person says when all moves. */
  byHand: z.boolean().default(false),
});
type BlueGreen = z.infer<typeof settings>;

/** A second workload of full size takes all of the traffic in one go, and the one before stays for the way back. */
export const blueGreen = strategyKind({
  kind: kind.value,
  schema: z
    .strictObject({
      kind,
      smoke: field(
        writtenRequests,
        'Requests that the new version must answer as expected before it gets any traffic.',
      ),
      'smoke-job': field(
        writtenJob,
        'A Job that must end well before it gets any traffic. It is told where the new version is by SLUICE_PREVIEW_HOST and SLUICE_PREVIEW_PORT.',
      ),
      'smoke-webhook': field(
        writtenHook,
        'Another service, such as CI, that is asked to test it before it gets any traffic, and says whether it has passed.',
      ),
      preview: field(
        writtenPreview,
        'The new version is judged, or can be looked at, before it gets any share of the traffic.',
      ),
      promote: field(
        z.enum(['automatically', 'by-hand'], { error: 'expected automatically or by-hand' }),
        '`by-hand`: all that comes before the switch is done, and somebody is asked to switch; without an answer the release goes back.',
        'automatically',
      ),
      soak: field(duration, 'How long the new version is judged once it has all of the traffic.', usual.soak),
      keep: field(
        duration,
        'How long, from the switch on, the version before stays beside it, so that the way back takes a moment; at least the soak.',
        usual.keep,
      ),
    })
    .superRefine(({ smoke, preview, soak = usualSoakMs, keep = soak }, context) => {
      if (preview?.rate !== undefined && smoke === undefined) {
        const message = 'rate repeats the requests of smoke: name some there';
        context.addIssue({ code: 'custom', path: ['preview', 'rate'], message });
      }
      if (keep >= soak) return;
      const message = `expected at least the soak of ${inWords(soak)}, which is a part of it`;
      context.addIssue({ code: 'custom', path: ['keep'], message });
    })
    .meta({
      description: 'A second Deployment of full size takes all of the traffic at once; the first stays for a while.',
    }),
  settings,
  toDomain({ kind, smoke = [], soak = usualSoakMs, keep, preview, promote, ...tests }) {
    const { 'smoke-job': job, 'smoke-webhook': hook } = tests;
    const keepMs = keep ?? Math.max(soak, duration.parse(usual.keep));
    return {
      kind,
      smoke: requestsOf(smoke),
      smokeJob: job ? jobOf(job) : null,
      smokeHook: hook ? hookOf(hook) : null,
      soakMs: soak,
      keepMs,
      preview: preview ? keptPreview(preview) : null,
      byHand: promote === 'by-hand',
    };
  },
  dividesTraffic: true,
  movesAtOnce: true,
  handling: { clones: true, rolls: true },
  needs(traits, { title, replicas }, { preview }) {
    if (traits.precision === 'pods') {
      return {
        detail: `${title} has no Kubernetes Service, so there is no traffic that could be switched to the new version`,
        remedy: 'name its Service under `workload`, or use "with rolling" or "with recreate"',
      };
    }
    const unable = preview && lackFor(preview, traits);
    if (unable) return unable;
    if (replicas > 0) return null;
    return {
      detail: `${title} is scaled to 0: there is no traffic to switch`,
      remedy: 'scale it up first, or use "with rolling" or "with recreate", which set the image and leave it at 0',
    };
  },
  candidatePods: (_traits, replicas) => replicas,
  permissions: ({ smoke }) => (smoke.length > 0 ? [{ group: '', resource: 'pods/proxy', verbs: ['get'] }] : []),
  tests: ({ smokeJob, smokeHook }) => ({ job: smokeJob && workOf(smokeJob), webhook: smokeHook }),
  bakeMs: ({ keepMs, preview }) => keepMs + (preview?.forMs ?? 0),
  routes: ({ preview }) => (preview ? previewRoutes(preview) : []),
  // It was looked at when it came in: users are not to wait for that.
  wayBack: (settings) => ({ ...settings, preview: null, byHand: false }),
  quickBack({ smoke, soakMs }) {
    const [moved, ...others] = movedAtOnce(soakMs);
    // Requests take a moment; a Job or another service may take minutes.
    return [{ ...moved, kind: kind.value, smoke }, ...others];
  },
  plan: planBlueGreen,
});

/**
 * The candidate comes up at full size before it gets anything; everything moves to it in one write, and back in one, for
 * as long as stable stands beside it. Then stable takes the image while the candidate carries everything.
 */
function planBlueGreen(input: PlanInput<BlueGreen>): Outline {
  const { target, strategy, snapshot, from } = input;
  const { smoke: checks, smokeJob, smokeHook, preview, byHand } = strategy;
  const replicas = Math.max(1, snapshot.replicas);
  const deadlineMs = target.limits.readyMs;
  const restore: Action = { kind: 'traffic.restore', replicas };
  const restMs = strategy.keepMs - strategy.soakMs;
  const steps = [
    ...candidateSteps(input, replicas),
    ...(checks.length > 0 ? [step({ kind: 'smoke.run', checks }, { deadlineMs, watched: true })] : []),
    ...testSteps(smokeJob && workOf(smokeJob), smokeHook, target),
    ...(preview ? previewSteps(preview, { target, checks, replicas }) : []),
    ...(byHand ? [step({ kind: 'switch.ask' }, { deadlineMs: target.limits.holdMs, watched: true })] : []),
    step({ kind: 'traffic.shift', percent: 100, replicas }, { undo: [restore], deadlineMs, watched: true }),
    bakeStep(100, strategy.soakMs, target),
    ...(restMs > 0 ? [bakeStep(100, restMs, target)] : []),
    ...promotionSteps(input, replicas),
  ];
  const both = `${pods(2 * replicas, 'pod')} run in place of ${replicas}`;
  const note = `${both} until ${inWords(strategy.keepMs)} after the switch: so long, all traffic is back on ${from.version} in one write.`;
  const { warnings, notes } = preview ? previewNotes(preview, input) : { warnings: [], notes: [] };
  return { steps, notes: [...warnings, note, ...notes], ...(warnings.length > 0 && { warnings: warnings.length }) };
}
