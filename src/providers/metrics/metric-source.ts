import type { Compared } from '../../domain/flag-compared.ts';
import type { Goal } from '../../domain/goal.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Query, Target } from '../../domain/target.ts';
import type { Measurement, NotWatched } from '../../domain/verdict.ts';
import type { Share } from '../../platform/byte-budget.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Clusters, KubeObject } from '../../platform/kube.ts';
import type { GoalCount } from './goal-count.ts';
import type { AskPrometheus } from './prom-ask.ts';

/**
 * What a source wants remembered until its next measurement (raw counters, the last time asked). It is kept outside
 * the process, so that another worker can go on with the same interval.
 */
export type Checkpoint = JsonObject | null;

export interface MetricSource {
  /** What it is asked and answers. Empty where nothing but the pods' own state is looked at. */
  readonly answers: readonly Query[];
  /**
   * One interval, from the last call's checkpoint until now. The first call (checkpoint null) only primes: `no-data`, "first
   * look". Never throws.
   * @param compared the flag with which on the candidate's figures are to be, and stable's with it off; without one, they are
   * those of versions
   */
  measure(
    plan: Plan,
    checkpoint: Checkpoint,
    compared?: Compared | null,
  ): Promise<{ measurement: Measurement; checkpoint: Checkpoint }>;
  /**
   * What both versions came to of a goal since the last call's checkpoint, which is of this method alone. The first call only
   * primes: `no-data`. Never throws.
   * @param compared as in `measure`
   */
  count(
    plan: Plan,
    goal: Goal,
    checkpoint: Checkpoint,
    compared?: Compared | null,
  ): Promise<{ counted: GoalCount; checkpoint: Checkpoint }>;
  /**
   * What it would show of a target that runs. Never throws.
   * @param watchMs how long it may watch to say how fast counters grow; 0 looks once
   */
  look(target: Target, watchMs: number): Promise<SourceLook>;
  /** What is wrong with the source as set up, in words, or null: what `look` says in one sentence. */
  check(target: Target): Promise<string | null>;
}

/** What a kind of source has to make. */
export type MadeSource = Omit<MetricSource, 'check'>;

/** What a source shows before a release. */
export interface SourceLook {
  /** Why nothing can be judged by it, or null. */
  wrong: string | null;
  /** What cannot be judged by it, although the rest can. */
  notWatched: readonly NotWatched[];
  /** What is counted, for people; null where nothing is. */
  counts: string | null;
}

/** What a look finds wrong, in one sentence; null where all that is asked can be judged. */
export function problemIn({ wrong, notWatched }: SourceLook): string | null {
  return wrong ?? notWatched[0]?.why ?? null;
}

/**
 * GET with a deadline. Any status is an answer; throws where there is none, or where it is longer than `maxBytes` or
 * gets no more room from its `share`. With `once` the connection is not kept for later. Names of headers are in lower case.
 */
export type HttpGet = (
  url: string,
  options: { headers?: Record<string, string>; timeoutMs: number; maxBytes?: number; share?: Share; once?: boolean },
) => Promise<{ status: number; body: string; headers?: Record<string, string> }>;

export interface MetricDeps {
  clusters: Clusters;
  clock: Clock;
  http: HttpGet;
  /** Pods with these labels, of a namespace that is followed all along; null where it is not, or they are not known yet. */
  followedPods?(
    cluster: string,
    namespace: string,
    labels: Readonly<Record<string, string>>,
  ): readonly KubeObject[] | null;
  /** Whether pod IPs of this cluster can be dialled from here; without it, none can. */
  podNetwork?: (cluster: string) => boolean;
  /** The value of an environment variable that the settings name, e.g. a token; undefined where it is not set. */
  secret?: (name: string) => string | undefined;
  /** Asks Prometheus for many looks at once; without it, each look asks alone. */
  askPrometheus?: AskPrometheus;
}
