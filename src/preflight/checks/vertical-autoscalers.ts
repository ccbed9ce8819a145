import type { z } from 'zod';
import type { PreflightFinding } from '../../domain/preflight.ts';
import type { TemplateContainer } from '../../workloads/objects/template.ts';
import type { PreflightCheck, Scene } from '../check.ts';
import { containerResources, read } from '../pod-resources.ts';
import { quantityText } from '../quantity.ts';
import type { verticalAutoscalerSchema } from '../scaler-shapes.ts';
import type { LimitRange } from '../shapes.ts';
import { some } from '../words.ts';

type VerticalAutoscaler = z.infer<typeof verticalAutoscalerSchema>;

/**
 * A VerticalPodAutoscaler writes what it recommends into pods of the workload that it names. The candidate is another one, and
 * its pods ask for what the template says. An updateMode that is not written means that it writes.
 */
export const verticalAutoscalers: PreflightCheck = {
  name: 'vertical-autoscalers',
  needs: ({ candidate }) => (candidate ? ['verticalAutoscalers', 'limitRanges'] : []),
  look(scene, { verticalAutoscalers: all = [], limitRanges = [] }) {
    if (!scene.candidate) return [];
    return all
      .filter(({ spec }) => `${spec.targetRef?.kind} ${spec.targetRef?.name}` === scene.stable.title)
      .filter(({ spec }) => spec.updatePolicy?.updateMode !== 'Off')
      .map((each) => findingOf(scene, each, limitRanges));
  },
};

function findingOf({ stable }: Scene, autoscaler: VerticalAutoscaler, ranges: readonly LimitRange[]): PreflightFinding {
  const { metadata, spec, status } = autoscaler;
  const recommended = status.recommendation?.containerRecommendations ?? [];
  const mode = spec.updatePolicy?.updateMode ?? 'Auto';
  const who = `VerticalPodAutoscaler ${metadata.name} (${mode}) sizes the pods of ${stable.title} and not those of the candidate, which ask for what the template says`;
  const apart = recommended.flatMap(({ containerName, target }) => {
    const container = stable.rollout.template.spec.containers.find(({ name }) => name === containerName);
    return container ? differences(container, target, ranges) : [];
  });
  const remedy =
    'write what it recommends into the template, so that both versions have the same and are compared by the same';
  if (recommended.length === 0) return { severity: 'note', detail: `${who}; it recommends nothing yet`, remedy };
  if (apart.length === 0) return { severity: 'note', detail: who, remedy };
  const short = apart.some((each) => each.short);
  const words = some(apart.map((each) => each.words));
  const comes = short
    ? 'the new version may look slow, or be killed, for want of them'
    : 'the two are compared unequal';
  return { severity: short ? 'warn' : 'note', detail: `${who} (${words}): ${comes}`, remedy };
}

/** Amounts that differ, in words; `short` where the candidate may have less than what is recommended. */
function differences(
  container: TemplateContainer,
  target: VerticalAutoscalerTarget,
  ranges: readonly LimitRange[],
): { words: string; short: boolean }[] {
  const { requests } = containerResources(container, ranges);
  return [...read(target)].flatMap(([name, wanted]) => {
    const asked = requests.get(name) ?? 0;
    if (asked === wanted) return [];
    const had = asked === 0 ? `no ${name}` : `${name} ${quantityText(asked, name)}`;
    return [{ words: `${container.name}: ${had} instead of ${quantityText(wanted, name)}`, short: asked < wanted }];
  });
}

type VerticalAutoscalerTarget = NonNullable<
  VerticalAutoscaler['status']['recommendation']
>['containerRecommendations'][number]['target'];
