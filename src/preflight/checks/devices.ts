import type { PreflightFinding } from '../../domain/preflight.ts';
import { nothingElse, type PreflightCheck, type Scene } from '../check.ts';
import { podResources } from '../pod-resources.ts';
import { neverTwice, noCopy, some, withStrategy } from '../words.ts';

/** Devices of nodes, of which there are few: the candidate's pods take as many again, or share those of stable's. */
export const devices: PreflightCheck = {
  name: 'devices',
  needs: nothingElse,
  look(scene) {
    if (!scene.candidate) return [];
    return [...sharedClaims(scene), ...more(scene, scene.candidate.pods)];
  },
};

/** A ResourceClaim by name is one for all pods, on a node where its device is. */
function sharedClaims({ stable }: Scene): PreflightFinding[] {
  const names = stable.rollout.template.spec.resourceClaims.flatMap(({ resourceClaimName }) => resourceClaimName ?? []);
  if (names.length === 0) return [];
  const detail = `${stable.title} uses the ResourceClaim ${some(names)}: the candidate's pods use the same devices beside it, or wait for them`;
  return [{ severity: 'warn', detail, remedy: `release it ${withStrategy(neverTwice)} if two must not share them` }];
}

function more({ stable }: Scene, pods: number): PreflightFinding[] {
  const { template } = stable.rollout;
  const { requests, limits } = podResources(template, []);
  const extended = [...new Set([...requests.keys(), ...limits.keys()])].filter(
    (name) => name.includes('/') && !/(?:^|\.)kubernetes\.io\//.test(name),
  );
  const claimed = template.spec.resourceClaims.flatMap(
    ({ resourceClaimTemplateName }) => resourceClaimTemplateName ?? [],
  );
  const names = [...extended, ...claimed];
  if (names.length === 0) return [];
  const each = pods === 1 ? 'one pod more' : `${pods} pods more`;
  const detail = `Each pod of ${stable.title} takes devices (${some(names)}): nodes must have them free for ${each}, or the candidate waits`;
  return [{ severity: 'note', detail, remedy: `make sure that they have, or release it ${withStrategy(noCopy)}` }];
}
