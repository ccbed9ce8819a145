import type { PreflightFinding } from '../../domain/preflight.ts';
import type { PreflightCheck } from '../check.ts';
import { some } from '../words.ts';

/** Autoscalers that are meant for an object of the candidate's name: they would change its size. */
export const scaledCandidate: PreflightCheck = {
  name: 'scaled-candidate',
  needs: ({ candidate }) => (candidate ? ['autoscalers', 'scaledObjects'] : []),
  look({ stable, candidate, router }, { autoscalers = [], scaledObjects = [] }): PreflightFinding[] {
    if (!candidate) return [];
    const [kind = ''] = stable.title.split(' ');
    const aims = (ref: { kind?: string | null | undefined; name: string }) =>
      (ref.kind ?? kind) === kind && ref.name === candidate.name;
    const named = [...scaledObjects, ...autoscalers.filter((each) => !isKedas(each))].filter(({ spec }) =>
      aims(spec.scaleTargetRef),
    );
    if (named.length === 0) return [];
    const names = named.map((each) => `${each.kind} ${each.metadata.name}`);
    const [s, they] = names.length === 1 ? ['s', 'it'] : ['', 'them'];
    const what = router.precision === 'pods' ? 'its share, which is that of the pods' : 'the pods for its share';
    const detail = `${some(names)} scale${s} ${kind} ${candidate.name}, which the release makes: the candidate may lose ${what}`;
    return [{ severity: 'warn', detail, remedy: `remove ${they}, or name another workload there` }];
  },
};

/** What KEDA has made is told as its ScaledObject. */
function isKedas({ metadata }: { metadata: { ownerReferences: readonly { kind: string }[] } }): boolean {
  return metadata.ownerReferences.some(({ kind }) => kind === 'ScaledObject');
}
