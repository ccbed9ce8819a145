import { z } from 'zod';
import { signalNames } from '../analysis/signals/index.ts';
import { approvalBackSchema } from './approval-back.ts';
import { configurationSchema } from './configuration.ts';
import { compareBySchema, flagStepSchema } from './flag-test.ts';
import { jsonSchema } from './json.ts';
import { migrationSchema } from './migration.ts';
import { placeSchema } from './place.ts';
import { trainSettingsSchema } from './train.ts';

/** A provider's own settings: `kind` names the implementation, which checks the rest by its own schema. */
export const providerConfigSchema = z.object({ kind: z.string() }).catchall(jsonSchema);
export type ProviderConfig = z.infer<typeof providerConfigSchema>;

const ms = z.number().int().nonnegative();

/** How a version is brought in: `kind` names the strategy, which checks the rest by its own schema. */
export const strategySchema = z.object({ kind: z.string() }).catchall(jsonSchema);
export type Strategy = z.infer<typeof strategySchema>;

const judge = z.enum(['threshold', 'baseline']);

export const analysisSchema = z.object({
  judge,
  intervalMs: ms.positive(),
  /** Requests that a track must have served before anything good is said of it. */
  minRequests: z.number().int().positive(),
  /** Ratio 0 to 1 of the requests that may fail. */
  maxErrorRatio: z.number().min(0).max(1),
  /** The candidate's 99th percentile may be this many times that of stable. */
  maxLatencyFactor: z.number().positive(),
  /** How long no data, or a failing query, is borne before a person is asked. */
  patienceMs: ms,
  /** How often a container of the new version may end in one pod, before and after it was ready; not in older logs. */
  restarts: z.object({ starting: z.number().int().nonnegative(), running: z.number().int().nonnegative() }).optional(),
  /** False where requests are not to be compared with the share that the routes give; absent where they are. */
  verifyShare: z.boolean().optional(),
});
export type AnalysisSettings = z.infer<typeof analysisSchema>;

/** Limits that have a member of their own here: targets without a list of signals have no others. */
export type SpelledOut = 'maxErrorRatio' | 'maxLatencyFactor';

/** What a metric source can be asked for: how many requests there were and how many of them failed; how long they took. */
const query = z.enum(['requests', 'durations']);
export type Query = z.infer<typeof query>;

/** One thing that is measured and judged. */
const signalSchema = z.object({
  name: z.enum(signalNames),
  /** The kind of the metric source that is asked. */
  source: z.string(),
  query,
  unit: z.enum(['ratio', 'seconds']),
  judge,
  /** How much is borne, as the catalogue says it: a figure in the unit, or how many times stable's. */
  limit: z.number(),
});
export type Signal = z.infer<typeof signalSchema>;

export type CompareBy = z.infer<typeof compareBySchema>;

/** How a feature flag moves with a release of the service. */
export const flagReleaseSchema = z.object({
  flag: z.string(),
  /** Off for everybody before the new version is deployed. */
  off: z.boolean(),
  /** It moves only where somebody asks for it; absent where it moves with every release. */
  asked: z.boolean().optional(),
  /** Segments whose members all get it first, each held for `bakeMs` while it is watched; absent where there are none. */
  segments: z.array(flagStepSchema.extend({ segment: z.string() })).optional(),
  /** Shares (percent of those whom no rule of the flag singles out), growing, each held for `bakeMs` while it is watched. */
  steps: z.array(flagStepSchema.extend({ percent: z.number().min(0).max(100) })).min(1),
  /** Absent where all requests of the service are watched together. */
  compareBy: compareBySchema.optional(),
});
export type FlagRelease = z.infer<typeof flagReleaseSchema>;

export const approvalPolicySchema = z.object({
  /** How many different people must approve; 0 starts at once. */
  required: z.number().int().nonnegative(),
  /** Handles of Slack user groups, without the @. */
  groups: z.array(z.string()),
  /** Slack user ids. */
  users: z.array(z.string()),
  selfApproval: z.boolean(),
  expiresMs: ms.positive(),
  remindMs: ms.positive(),
  /** What is different where a version comes back; absent where nobody need agree to that. */
  rollback: approvalBackSchema.optional(),
});
export type ApprovalPolicy = z.infer<typeof approvalPolicySchema>;

export const limitsSchema = z.object({
  /** A workload must be ready within this time. */
  readyMs: ms.positive(),
  /** A question to a person is answered by rolling back after this time. */
  holdMs: ms.positive(),
  /** A pause turns into a hold after this time. */
  pauseMs: ms.positive(),
  /** The whole release, from its start. */
  totalMs: ms.positive(),
  /** For so long a request waits for the end of another release; not in older logs. */
  queueMs: ms.positive().optional(),
});
export type Limits = z.infer<typeof limitsSchema>;

/**
 * What becomes of a version that is asked for while another is being released: nothing; it waits for the end of that one; or it
 * takes its place, which undoes that one first.
 */
export const whileReleasing = ['refuse', 'queue', 'supersede'] as const;
export type WhileReleasing = (typeof whileReleasing)[number];

/** A service in one environment with all defaults applied: what a plan is made from and carries with it. */
export const targetSchema = z.object({
  service: z.string(),
  /** Where the environment has several places, with the place: `production/eu`. */
  environment: z.string(),
  /** Which of several places of its environment it is; absent where that has only one. */
  place: placeSchema.optional(),
  /** Who owns it; absent where the catalogue does not say. */
  team: z.string().optional(),
  cluster: z.string(),
  namespace: z.string(),
  /** Slack channel id or name without #. */
  channel: z.string(),
  /** Production: dangerous buttons ask again. */
  protected: z.boolean(),
  /** The environment that a version must have run in before, or null. */
  requires: z.string().nullable(),
  workload: z.object({
    /** Not in older logs; `src/workloads` knows which kind is meant then. */
    kind: z.string().optional(),
    name: z.string(),
    container: z.string(),
    /** Others that move with it. Absent: all of the same image repository. */
    containers: z.array(z.string()).optional(),
    /** Name of the Kubernetes Service in front, or null for a worker without one. */
    service: z.string().nullable(),
    /** Container port that serves traffic and `/metrics`. */
    port: z.number().int().positive(),
  }),
  images: providerConfigSchema,
  repository: z.string(),
  strategy: strategySchema,
  /** Strategies that a request may choose instead. */
  strategies: z.array(strategySchema),
  router: providerConfigSchema,
  metrics: providerConfigSchema,
  /** How on-call is notified past Slack, the service of feature flags, and where the code is; not in older logs. */
  incidents: providerConfigSchema.optional(),
  flags: providerConfigSchema.optional(),
  source: providerConfigSchema.optional(),
  /** Flags that move with releases; absent where none does. */
  releaseFlags: z.array(flagReleaseSchema).optional(),
  /** No other flags may move than those; absent where others may. */
  onlyListedFlags: z.boolean().optional(),
  analysis: analysisSchema,
  /** What is measured and judged; older logs spell it out in `analysis` (`signalsOf`). */
  signals: z.array(signalSchema).optional(),
  approval: approvalPolicySchema,
  /** What becomes of a version that is asked for while an older release is live; absent where it is refused. */
  whileReleasing: z.enum(['queue', 'supersede']).optional(),
  limits: limitsSchema,
  /** Gates that are asked beyond those that always are, with their settings, which each gate checks; absent where none is set. */
  gates: z.record(z.string(), jsonSchema).optional(),
  /** How its database changes with a release; absent where it does not. */
  migration: migrationSchema.optional(),
  /** Which ConfigMaps and Secrets are copied for each release; absent where they are left alone. */
  configuration: configurationSchema.optional(),
  /** How a version goes on from here to the next environment; absent where that is as usual. */
  train: trainSettingsSchema.optional(),
  /** Who an alert mentions: user group handles (`@payments-leads`) or user ids. */
  mention: z.array(z.string()),
  /** How loudly it is told that a person has rolled something back; absent where that is no alert. */
  notify: z.object({ deliberate: z.literal('alert') }).optional(),
  /** URL templates with {service}, {environment}, {place}, {from}, {to}, {fromCommit}, {toCommit}. */
  links: z.object({ diff: z.string().optional(), dashboard: z.string().optional(), logs: z.string().optional() }),
});
export type Target = z.infer<typeof targetSchema>;

/** Of targets that say nothing of it: one failed start, and nothing once it was ready. */
export const usualRestarts = { starting: 1, running: 0 };

/** How long a pod that runs may take to become ready before its probe counts as failing (ms). */
export function probeGraceMs(limits: Limits): number {
  return Math.min(60_000, limits.readyMs / 2);
}
