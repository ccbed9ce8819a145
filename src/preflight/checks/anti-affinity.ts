import { selects } from '../../workloads/objects/selector.ts';
import { nothingElse, type PreflightCheck } from '../check.ts';
import { noCopy, some, withStrategy } from '../words.ts';

/** Labels by which a term takes only pods of the same template, so that the candidate's are none of them. */
const ofOneTemplate = 'pod-template-hash';

/** A rule that keeps pods apart counts the candidate's among those to be kept apart. */
export const antiAffinity: PreflightCheck = {
  name: 'anti-affinity',
  needs: nothingElse,
  look({ target, stable, candidate }) {
    if (!candidate) return [];
    const { metadata, spec } = stable.rollout.template;
    const terms = spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const keys = terms
      .filter(({ labelSelector, matchLabelKeys, namespaces, namespaceSelector }) => {
        if (matchLabelKeys.includes(ofOneTemplate) || !labelSelector) return false;
        // It is about pods of its own namespace unless it names others; which those of a selector are is not looked at.
        if (namespaces.length > 0 && !namespaceSelector && !namespaces.includes(target.namespace)) return false;
        // Both versions carry the rule, and Kubernetes heeds it from either side.
        return selects(labelSelector, metadata.labels) || selects(labelSelector, candidate.labels);
      })
      .map(({ topologyKey }) => placeOf(topologyKey));
    if (keys.length === 0) return [];
    const each = some([...new Set(keys)]);
    const detail = `${stable.title} wants each of its pods on a ${each} of its own (required anti-affinity), and the candidate's count as such: up to ${candidate.pods} more are needed`;
    const remedy = `make sure that there are as many, add "${ofOneTemplate}" to its matchLabelKeys, or release it ${withStrategy(noCopy)}`;
    return [{ severity: 'warn', detail, remedy }];
  },
};

function placeOf(topologyKey: string): string {
  const [, place = topologyKey] = /^(?:topology\.)?kubernetes\.io\/(zone|region|hostname)$/.exec(topologyKey) ?? [];
  return place === 'hostname' ? 'node' : place;
}
