import type { PreflightFinding } from '../../domain/preflight.ts';
import type { PodTemplate } from '../../workloads/objects/template.ts';
import { nothingElse, type PreflightCheck, type Stable } from '../check.ts';
import { neverTwice, noCopy, some, withStrategy } from '../words.ts';

/** Ports of the node, which one pod on it can have, and by which requests come past any router. */
export const hostPorts: PreflightCheck = {
  name: 'host-ports',
  needs: nothingElse,
  look({ stable, candidate, handling }) {
    const ports = portsOf(stable.rollout.template);
    if (ports.length === 0) return [];
    const numbers = some(ports);
    if (!candidate) return handling.rolls && waitsForNew(stable) ? [forOneMore(stable, numbers)] : [];
    const nodes = candidate.pods === 1 ? 'a node' : `${candidate.pods} nodes`;
    const detail = `Each pod of ${stable.title} takes port ${numbers} of its node: the candidate needs ${nodes} where that is free, and what comes by the node's port reaches it whatever its share`;
    return [
      {
        severity: 'warn',
        detail,
        remedy: `make sure that there are such nodes, or release it ${withStrategy(noCopy)}`,
      },
    ];
  },
};

/** Without what occurs twice. */
function portsOf({ spec: { containers, initContainers, hostNetwork } }: PodTemplate): string[] {
  const ports = [...containers, ...initContainers]
    .flatMap(({ ports: all }) => all)
    .flatMap(({ hostPort, containerPort }) => hostPort || (hostNetwork ? containerPort : []));
  return [...new Set(ports)].map(String);
}

/** No old pod goes, and frees its port, before a new one is ready. */
function waitsForNew({ replicas, rollout }: Stable): boolean {
  return replicas > 0 && rollout.surge > 0 && rollout.unavailable === 0;
}

function forOneMore({ title }: Stable, numbers: string): PreflightFinding {
  const detail = `Each pod of ${title} takes port ${numbers} of its node: the new pod needs a node where that is free, and the old ones stay until it is ready`;
  const remedy = `make sure that there is such a node, set maxUnavailable to 1, or release it ${withStrategy(neverTwice)}`;
  return { severity: 'warn', detail, remedy };
}
