import { selects } from '../../workloads/objects/selector.ts';
import { nothingElse, type PreflightCheck } from '../check.ts';
import { some } from '../words.ts';

const ofOneTemplate = 'pod-template-hash';

/**
 * A spread that must hold counts the pods that its selector takes. Where that is stable's and not the candidate's, the
 * candidate's pods are kept out of places for pods that are not theirs.
 */
export const topologySpread: PreflightCheck = {
  name: 'topology-spread',
  needs: nothingElse,
  look({ stable, candidate }) {
    if (!candidate) return [];
    const { metadata, spec } = stable.rollout.template;
    const hard = spec.topologySpreadConstraints.filter(
      ({ whenUnsatisfiable, matchLabelKeys }) =>
        (whenUnsatisfiable ?? 'DoNotSchedule') === 'DoNotSchedule' && !matchLabelKeys.includes(ofOneTemplate),
    );
    const counting = (labels: Readonly<Record<string, string>>) => (each: (typeof hard)[number]) =>
      each.labelSelector !== null && each.labelSelector !== undefined && selects(each.labelSelector, labels);
    const [ofStable, ofCandidate] = [counting(metadata.labels), counting(candidate.labels)];
    const apart = hard.filter((each) => ofStable(each) && !ofCandidate(each)).map(({ topologyKey }) => topologyKey);
    if (apart.length === 0) return [];
    const detail = `${stable.title} must be spread over ${some([...new Set(apart)])} (DoNotSchedule), and the rule counts stable's pods and not the candidate's: those may all stand in one place, or find none`;
    const remedy = `have its selector match both, or add "${ofOneTemplate}" to its matchLabelKeys`;
    return [{ severity: 'note', detail, remedy }];
  },
};
