import type { PreflightFinding } from '../domain/preflight.ts';
import type { Candidate, Scene } from './check.ts';
import { preflightChecks } from './checks/index.ts';
import { waysPast } from './checks/services.ts';
import { setApart } from './scene.ts';
import type { Around, SourceName } from './sources.ts';
import { some } from './words.ts';

/** What could not be looked at, and why. */
export interface Unseen {
  /** `networkpolicies`. */
  resource: string;
  /** `forbidden`: Sluice's account may not; otherwise in words. */
  why: 'forbidden' | { detail: string };
}

export interface Surroundings {
  around: Around;
  unseen: readonly Unseen[];
}

/** What must be read of the namespace for this scene. */
export function needsOf(scene: Scene): SourceName[] {
  return [...new Set(preflightChecks.flatMap(({ needs }) => [...needs(scene)]))];
}

/** All that speaks against the release, and what cannot be told. Pure. */
export function findingsOf(scene: Scene, { around, unseen }: Surroundings): PreflightFinding[] {
  return [...preflightChecks.flatMap(({ look }) => look(scene, around)), ...untold(scene, unseen)];
}

/**
 * The scene with the candidate set apart by the label with which least speaks against the release: of equals, the first
 * of the Service's selector. Where its pods must be behind the Service, it stays as it is.
 */
export function withBestApart(scene: Scene, around: Around): Scene {
  const { candidate, front } = scene;
  if (!candidate?.apart || !front) return scene;
  const scenes = Object.keys(front.selector).map((key) => ({ ...scene, candidate: setApart(candidate, front, key) }));
  const weighed = scenes.map((each) => ({ scene: each, weight: weightOf(each, around) }));
  const [best] = weighed.sort((a, b) => a.weight - b.weight);
  return best?.scene ?? scene;
}

/** What stops the release weighs most, then a way past the weights, then everything that is only told. */
function weightOf(scene: Scene, around: Around): number {
  const findings = preflightChecks.flatMap(({ look }) => look(scene, around));
  const refused = findings.filter(({ severity }) => severity === 'refuse').length;
  return refused * 1e6 + waysPast(scene, around).length * 1e3 + findings.length;
}

/** The label to be written into the plan; absent where it is the usual one. */
export function apartOf({ candidate, front }: { candidate: Candidate | null; front: Scene['front'] }): {
  apart?: string;
} {
  const key = candidate?.apart?.key;
  return key === undefined || key === Object.keys(front?.selector ?? {})[0] ? {} : { apart: key };
}

/** An unknown is never a pass: it is said, and stops nothing. */
function untold({ target }: Scene, unseen: readonly Unseen[]): PreflightFinding[] {
  const forbidden = unseen.filter(({ why }) => why === 'forbidden').map(({ resource }) => resource);
  const late = Map.groupBy(
    unseen.flatMap(({ resource, why }) => (why === 'forbidden' ? [] : [{ resource, detail: why.detail }])),
    ({ detail }) => detail,
  );
  const because = (resources: readonly string[], why: string) =>
    `Whether ${some(resources, 20)} in ${target.namespace} stand in the way can't be told: ${why}`;
  return [
    ...(forbidden.length > 0
      ? [
          {
            severity: 'note' as const,
            detail: because(forbidden, 'Sluice may not list them'),
            remedy: `bind the current ClusterRole sluice-releaser in ${target.namespace}: manifests/kubernetes/rbac`,
          },
        ]
      : []),
    ...[...late].map(([detail, each]) => ({
      severity: 'note' as const,
      detail: because(
        each.map(({ resource }) => resource),
        detail,
      ),
      remedy: 'look at them yourself, or ask again',
    })),
  ];
}
