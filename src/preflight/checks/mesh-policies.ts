import type { PreflightFinding } from '../../domain/preflight.ts';
import { selects } from '../../workloads/objects/selector.ts';
import type { Candidate, Front, Labels, PreflightCheck } from '../check.ts';
import type { MeshObject } from '../shapes.ts';
import type { SourceName } from '../sources.ts';
import { label } from '../words.ts';

const kinds = [
  'authorizationPolicies',
  'peerAuthentications',
  'requestAuthentications',
  'sidecars',
  'envoyFilters',
  'telemetries',
  'wasmPlugins',
] as const satisfies readonly SourceName[];

/** Objects of Istio that choose one version's pods and not the other's. */
export const meshPolicies: PreflightCheck = {
  name: 'mesh-policies',
  needs: ({ candidate }) => (candidate?.apart ? kinds : []),
  look({ stable, candidate, front }, around) {
    const apart = candidate?.apart;
    if (!apart) return [];
    const own = stable.rollout.template.metadata.labels;
    return kinds.flatMap((kind) =>
      (around[kind] ?? []).flatMap((object): PreflightFinding[] => {
        const title = `${object.kind} ${object.metadata.name}`;
        const [forStable, forCandidate] = [chooses(object, own), chooses(object, candidate.labels)];
        if (forStable !== forCandidate) {
          const [held, free] = forStable ? ["stable's", "the candidate's"] : ["the candidate's", "stable's"];
          const detail = `${title} selects ${held} pods but not ${free}: the two versions may be called, or call, by different rules`;
          const remedy = `add one like it for ${label(apart.key, apart.candidate)}, or have it select by labels other than ${apart.key}`;
          return [{ severity: 'warn', detail, remedy }];
        }
        return attached(object, title, candidate, front);
      }),
    );
  },
};

/** Without labels of its own it chooses all pods of the namespace, or those behind the Services that it names. */
function chooses({ spec }: MeshObject, labels: Labels): boolean {
  const { selector, workloadSelector } = spec;
  const wanted = { ...selector?.matchLabels, ...workloadSelector?.labels, ...workloadSelector?.matchLabels };
  return selects({ matchLabels: wanted }, labels);
}

/** One that is attached to the Service by its name: the candidate's has another. */
function attached(
  { spec: { targetRef, targetRefs } }: MeshObject,
  title: string,
  { service }: Candidate,
  front: Front | null,
): PreflightFinding[] {
  if (!front || service === null) return [];
  const refs = [...(targetRef ? [targetRef] : []), ...targetRefs].filter(({ kind }) => kind === 'Service');
  if (!refs.some(({ name }) => name === front.name) || refs.some(({ name }) => name === service)) return [];
  const detail = `${title} is attached to Service ${front.name} but not to ${service}, by which the candidate is called`;
  return [{ severity: 'warn', detail, remedy: `add Service ${service} to its targetRefs` }];
}
