import type { PreflightFinding } from '../../domain/preflight.ts';
import type { PreflightCheck, Scene } from '../check.ts';
import type { Around } from '../sources.ts';
import { some } from '../words.ts';
import { makerOf } from './shared-service.ts';

/**
 * Ports that the Service names and no container has: it leads nowhere by them. A port by number says nothing, since a
 * container may listen on one that it does not declare.
 */
export const namedPorts: PreflightCheck = {
  name: 'named-ports',
  needs: (scene) => (unknownPorts(scene, []).length > 0 ? ['pods'] : []),
  look(scene, { pods = [] }) {
    const { front, handling, stable } = scene;
    const unknown = unknownPorts(scene, pods);
    if (!front || unknown.length === 0) return [];
    const none = unknown.length === new Set(front.targetPorts).size;
    const which = none ? 'no container' : 'but no container';
    const detail = `Service ${front.name} leads to the port ${some(unknown)}, ${which} of ${stable.title} has a port of that name: nothing is reached by it`;
    const remedy = 'name a port of the container so, or correct `targetPort` of the Service';
    const severity: PreflightFinding['severity'] = none && handling.clones ? 'refuse' : 'warn';
    return [{ severity, detail: none ? detail.replace(', no', ', and no') : detail, remedy }];
  },
};

/** Names that neither the template has nor a pod of it, which admission may have given more containers. */
function unknownPorts({ front, stable }: Scene, pods: NonNullable<Around['pods']>): string[] {
  if (!front || Object.keys(front.selector).length === 0) return [];
  const specs = [
    stable.rollout.template.spec,
    ...pods.filter((pod) => makerOf(pod) === stable.title).map(({ spec }) => spec),
  ];
  const known = new Set(
    specs
      .flatMap(({ containers, initContainers }) => [...containers, ...initContainers])
      .flatMap(({ ports }) => ports.flatMap(({ name }) => name ?? [])),
  );
  return [...new Set(front.targetPorts.filter((port) => typeof port === 'string'))].filter((port) => !known.has(port));
}
