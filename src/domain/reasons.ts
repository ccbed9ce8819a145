import type { Ending } from './ab-test.ts';
import type { Needed } from './controls/control.ts';
import type { Control } from './controls/index.ts';
import type { Obstacle } from './preflight.ts';
import type { OutsiderKind } from './standing.ts';

/** Why a release is rolled back. */
export const causeCodes = [
  'unhealthy',
  'trouble',
  'deadline',
  'aborted',
  /** A newer one takes its place. */
  'superseded',
  'hold-expired',
  'step-failed',
  /** An A/B test is over: by its result, its plan or a person the old side stays. */
  'old-stays',
  /** Somebody else has put another version in while the release waited for its contract. */
  'replaced',
  /** Redis has lost entries of the log: nobody can tell how far the release was. */
  'log-lost',
  /** The same, and the contract of its migration may have begun: nothing takes that back. */
  'contract-unknown',
] as const;
export type CauseCode = (typeof causeCodes)[number];

/** Why a release waits for a person. */
export const holdCodes = [
  'no-data',
  'query-failed',
  'too-few-requests',
  'both-over-limit',
  'pause-expired',
  'gate',
  /** Somebody else undoes what the release writes, again and again. */
  'reverted',
  /** The requests are not divided as they should be. */
  'other-share',
  /** Somebody else has changed a feature flag that the release moves. */
  'flag-changed',
  /** An A/B test is over: which version is to stay. */
  'which-stays',
  /** All moves to the new version in one go, and somebody is to look at it before. */
  'switch',
  /** A migration may lose data. */
  'destructive',
  /** A Job that was to change the database is gone before anybody saw it end. */
  'job-lost',
  /** What only the version before used is about to be taken away from the database. */
  'contract',
] as const;

/** Questions that only somebody who may approve the release can answer by going on. */
export const approversQuestions: readonly HoldCode[] = ['gate', 'destructive', 'job-lost', 'contract'];
export type HoldCode = (typeof holdCodes)[number];

/**
 * How a release can end. `handed-over`: its rollback could not be done, and a person sees to it without Sluice. `kept`: the
 * version stays, and what came after it was taken back. `superseded`: a newer one takes its place; what it had changed by then
 * was taken back.
 */
export const outcomes = [
  'succeeded',
  'kept',
  'rolled-back',
  'superseded',
  'rejected',
  'expired',
  'withdrawn',
  'handed-over',
] as const;
export type Outcome = (typeof outcomes)[number];

interface ServiceEnvironment {
  service: string;
  environment: string;
}

interface Asked extends ServiceEnvironment {
  version: string;
}

interface Listed {
  /** Everything that would have been known. */
  known: readonly string[];
  /** Known values that are near what was typed, the nearest first. */
  suggestions: readonly string[];
}

interface Approvable {
  number: number;
  /** Handles of groups with their `@`, and ids of people; empty where anybody may approve. */
  approvers: readonly string[];
}

interface Steered {
  number: number;
  /** Null where no more than its number is known of the release. */
  place: ServiceEnvironment | null;
}

/**
 * Why a request, a click or a gate was refused, by code: one closed list, with the facts that the sentence in
 * `src/messages` needs. Texts are plain, from people or systems, and are escaped where they are shown. Times are ms since
 * the epoch, shares percent, and a person is meant by their id.
 */
export interface RefusalFacts {
  'unknown-service': Listed & { service: string; version: string; environment: string | null };
  'unknown-set': Listed & { set: string; environment: string | null };
  /** Nothing is left to do for any of its services: `left` says why of each. `back`: they were to go back. */
  'set-unneeded': { set: string; environment: string; back: boolean; left: readonly string[] };
  'unknown-environment': Asked & Listed;
  'unknown-strategy': Asked & Listed & { strategy: string };
  /** `incomplete`: why there may be versions that were not seen. */
  'unknown-version': Asked & { suggestions: readonly string[]; incomplete?: string };
  /** There is something of that version, but no image. */
  'version-unfit': Asked & { detail: string };
  /** `named`: as the person named it, `#142` or a service; null where they meant their own last one. */
  'unknown-release': { named: string | null };
  'already-running': Asked;
  'would-go-back': Asked & { from: string };
  /** It was to come back, is newer than what runs (`from`), and has never run there. */
  'never-ran': Asked & { from: string };
  /**
   * `takenBack`: it was in environment `requires`, and is no longer. `moved`: what `runs` there has its name, but another
   * digest than the registry `has` now.
   */
  'not-promoted': Asked & { requires: string; takenBack: boolean; moved?: { runs: string; has: string } };
  /** A gate that has no words of its own: what is so, and what would make it pass. */
  'gate-blocked': Asked & { detail: string; remedy: string };
  /** What a gate goes by could not be looked at. */
  'gate-unknown': Asked & { detail: string };
  /** A switch of Sluice's own (`flag`) is off; `page`: where people change it. */
  'switched-off': Asked & { flag: string; since: number | null; page: string | null };
  /**
   * `live`: null where its log cannot be read; `percent`: null where its plan gives no shares of the traffic; `waits`: it waits
   * for its turn itself; `train`: its version is that of a train. `settable`: the catalogue could let requests wait there.
   */
  busy: ServiceEnvironment & {
    number: number;
    live: { by: string; version: string; percent: number | null; soaks?: true; waits?: true; train?: true } | null;
    settable?: true;
  };
  /** Release `number` of version `other` has come and gone in the `askedMs` (ms) since the person asked. */
  overtaken: Asked & { number: number; by: string; other: string; askedMs: number };
  /** `what`: the object's kind and name. */
  'workload-missing': ServiceEnvironment & { cluster: string; namespace: string; what: string };
  'route-missing': ServiceEnvironment & { detail: string };
  /** All that stops it, so that one does not come to light after the other. */
  'workload-unfit': ServiceEnvironment & { obstacles: readonly Obstacle[] };
  /** All that speaks against moving the feature flags that are to move. */
  'flag-unfit': ServiceEnvironment & { obstacles: readonly Obstacle[] };
  /** `to`: as it was asked for, "25 %". */
  'flag-already': ServiceEnvironment & { flag: string; to: string };
  'cluster-unreachable': ServiceEnvironment & { cluster: string; detail: string };
  'registry-unreachable': Asked & { detail: string };
  /** `able`: how many of the `approvers` there are; `required`: how many it takes. */
  'nobody-can-approve': Asked & { approvers: readonly string[]; required: number; able: number };
  'not-an-approver': Approvable;
  'self-approval': Approvable;
  'already-decided': { number: number; outcome: Ending | 'approved'; by: string | null; at: number | null };
  'already-approved': { number: number };
  'plan-changed': { number: number };
  /** `detail`: what of the cluster is not as the plan saw it; `next`: the release that was asked for instead, if any. */
  'plan-overtaken': { number: number; detail: string; next: number | null };
  /** What the migration would destroy has come out since the card was shown that was clicked. */
  'dry-run-unseen': { number: number };
  'not-live': Steered & { outcome: Ending };
  quarantined: { number: number; why: 'missing' | 'broken' | 'newer' };
  'not-possible-now': Steered & {
    /** Null where it changes too quickly to tell. */
    state: 'queued' | 'awaiting-approval' | 'running' | 'paused' | 'hold' | 'rolling-back' | 'test-over' | null;
  };
  'not-allowed': Approvable &
    ServiceEnvironment & {
      what: Control;
      needs: Exclude<Needed, 'anybody'>;
      /** Whoever is refused has asked for the release. */
      own: boolean;
      direction: 'forward' | 'back';
    };
  /** One of the people who are none of ours: a guest, a bot, somebody of another workspace. */
  outsider: { why: OutsiderKind };
  /** Slack does not say who it is. */
  'person-unknown': { detail: string };
  /** `versions`: what the workload keeps of earlier ones, which can be named. */
  'nothing-to-roll-back': { service: string; environments: readonly string[]; versions: readonly string[] };
  /**
   * `known`: the words that would have been understood, in a sentence, or null where no word was unknown;
   * `suggestions`: what could have been meant, as it stands after `/deploy`.
   */
  syntax: { detail: string; known: string | null; suggestions: readonly string[] };
}

export type RefusalCode = keyof RefusalFacts;
export type RefusalOf<C extends RefusalCode> = { [K in C]: { code: K } & RefusalFacts[K] }[C];
export type Refusal = RefusalOf<RefusalCode>;
