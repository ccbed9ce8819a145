import type { Permission } from '../domain/permission.ts';
import { distinct, type PreflightFinding } from '../domain/preflight.ts';
import { mayStandFor } from '../workloads/versions/same-content.ts';
import type { Scene } from './check.ts';
import { noCopy, some, withStrategy } from './words.ts';

/** An object that a release would write, as a dry run has asked about it. */
export interface Tried {
  role: 'candidate' | 'workload' | 'pod' | 'routes' | 'copy';
  /** `Deployment checkout-candidate`. */
  title: string;
  /** As permissions name it: the plural. */
  resource: string;
  verb: 'create' | 'update';
}

/**
 * What trying takes beside what a release does anyway: pods are made by controllers. Whoever may make workloads may make
 * their pods, so that this gives nothing more.
 */
export const admissionPermissions: readonly Permission[] = [{ group: '', resource: 'pods', verbs: ['create'] }];

/** What the API server said to it. Texts are its own, without secrets, and short. */
export type Said =
  | { kind: 'taken'; images: readonly ChangedImage[] }
  | { kind: 'refused'; detail: string /** So would be what runs now. */; always: boolean }
  | { kind: 'unknown'; why: Why; detail: string };

type Why = 'forbidden' | 'no-dry-run' | 'webhook-fails' | 'unanswered';

/** A container that would run another image than was asked for. */
export interface ChangedImage {
  container: string;
  asked: string;
  stored: string;
}

/** A failed write, as the port of a cluster has it. */
interface Failure {
  kind: string;
  status: number;
  message: string;
}

/**
 * What the failure of a dry run says of the write itself. A webhook may deny with any status, so its words count first; what
 * is not known here is unknown.
 */
export function meaningOf({ kind, status, message }: Failure): 'refused' | 'exists' | Why {
  if (/denied (?:the )?request/.test(message)) return 'refused';
  if (/does not support dry run/.test(message)) return 'no-dry-run';
  if (/fail(?:ed|ing) (?:to call|calling) webhook/.test(message)) return 'webhook-fails';
  if (/ is forbidden: User "[^"]*" cannot \w+ resource/.test(message)) return 'forbidden';
  if (kind === 'conflict' && /already exists/.test(message)) return 'exists';
  return status === 400 || status === 403 || status === 422 ? 'refused' : 'unanswered';
}

/** Of what these speak, the checks of quotas and limit ranges speak better: they know the sizes. */
const counted =
  /exceeded quota:|failed quota:|usage per |limit to request ratio|must be less than or equal to \S+ limit/;

/** What the API server itself refuses, whoever asks: what is missing, or can never be valid. */
const whoeverAsks =
  /^[^:]* is invalid: |error looking up service account|no PriorityClass with name|RuntimeClass .*not found/;

/** The cluster's definition of a kind is older than what is written: without a word, the server would drop the field. */
const outdated = /strict decoding error: unknown field/;

/**
 * What the API server would say to the writes of a release, as findings. Pure.
 * @param counts a check has refused what runs for its size already
 */
export function admissionFindings(
  scene: Scene,
  all: readonly { tried: Tried; said: Said }[],
  { counts }: { counts: boolean },
): PreflightFinding[] {
  // A webhook that is asked about several objects is told once.
  return distinct(all.flatMap(({ tried, said }) => findingOf(scene, tried, said, counts) ?? []));
}

function findingOf(scene: Scene, tried: Tried, said: Said, counts: boolean): PreflightFinding | null {
  switch (said.kind) {
    case 'taken':
      return changed(scene, tried, said.images);
    case 'refused': {
      // Pods make room for each other in ways that one dry run does not see.
      if (counted.test(said.detail) && (counts || tried.role === 'pod')) return null;
      return refusal(scene, tried, said);
    }
    case 'unknown':
      return unknown(scene, tried, said);
  }
}

function refusal(scene: Scene, tried: Tried, said: Extract<Said, { kind: 'refused' }>): PreflightFinding {
  const { title } = scene.stable;
  const done = tried.verb === 'create' ? 'made' : 'changed';
  const detail = `The API server would not let ${tried.title} be ${done}: ${said.detail}`;
  switch (tried.role) {
    case 'candidate': {
      const remedy = `have the rule pass objects with the label sluice.dev/track=candidate, or release it ${withStrategy(noCopy)}`;
      return { severity: 'refuse', detail, remedy };
    }
    case 'routes': {
      const instead = `release ${title} ${withStrategy(noCopy)}`;
      const remedy = outdated.test(said.detail)
        ? `install a version of its CustomResourceDefinition that knows the field, or ${instead}`
        : `have the rule let Sluice write it, make it what the rule asks for, or ${instead}`;
      return { severity: 'refuse', detail, remedy };
    }
    case 'copy': {
      const remedy = `have the rule pass objects with the label sluice.dev/workload, or take \`configuration\` of ${scene.target.service} out of the catalogue`;
      return { severity: 'refuse', detail, remedy };
    }
    case 'workload':
      return { severity: 'refuse', detail, remedy: `make ${title} what it asks for, or change the rule` };
    case 'pod':
      // Who makes pods is a controller, and a rule may let it do what Sluice may not.
      return said.always && !whoeverAsks.test(said.detail)
        ? {
            severity: 'warn',
            detail: `${detail}; it says the same of the pods that run now`,
            remedy: `if it holds for the controller of ${title} too, make its pods what it asks for`,
          }
        : { severity: 'refuse', detail, remedy: 'release a version that the rule takes, or change the rule' };
  }
}

function unknown({ target }: Scene, tried: Tried, { why, detail }: Extract<Said, { kind: 'unknown' }>) {
  const whether = (of: string) => `Whether the cluster's admission takes ${of} can't be told`;
  switch (why) {
    case 'forbidden':
      return {
        // A release needs the others itself.
        severity: tried.role === 'pod' ? ('note' as const) : ('warn' as const),
        detail: `${whether(tried.title)}: Sluice may not ${tried.verb} ${tried.resource}, not even in a dry run`,
        remedy: `bind the current ClusterRole sluice-releaser in ${target.namespace}: manifests/kubernetes/rbac`,
      };
    case 'no-dry-run':
      return {
        severity: 'note' as const,
        detail: `${whether('what the release writes')}: ${detail}`,
        remedy: 'declare its `sideEffects` as None or NoneOnDryRun, if it has none',
      };
    case 'webhook-fails':
      return {
        severity: 'warn' as const,
        detail: `${whether('what the release writes')}: ${detail}`,
        remedy: 'look after the webhook: while it fails, nothing that it is asked about can be written',
      };
    case 'unanswered':
      return { severity: 'note' as const, detail: `${whether(tried.title)}: ${detail}`, remedy: 'ask again' };
  }
}

/** Another registry for the same content is somebody's mirror, and no news. */
function changed(scene: Scene, { title }: Tried, images: readonly ChangedImage[]): PreflightFinding | null {
  const others = images.filter(({ asked, stored }) => !mayStandFor(stored, asked));
  if (others.length === 0) return null;
  const each = others.map(({ container, asked, stored }) => `${container} ${stored} instead of ${asked}`);
  const detail = `The cluster's admission would have ${title} run ${some(each)}: that is not what was asked for, and the release would not go on with it`;
  return { severity: 'warn', detail, remedy: `see which webhook changes images in ${scene.target.namespace}` };
}
