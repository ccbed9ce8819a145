import { nothingElse, type PreflightCheck } from '../check.ts';
import { noCopy, some, withStrategy } from '../words.ts';

/** Ports of the node, which one pod on it can have, and by which requests come past any router. */
export const hostPorts: PreflightCheck = {
  name: 'host-ports',
  needs: nothingElse,
  look({ stable, candidate }) {
    if (!candidate) return [];
    const { containers, initContainers, hostNetwork } = stable.rollout.template.spec;
    const ports = [...containers, ...initContainers]
      .flatMap(({ ports: all }) => all)
      .flatMap(({ hostPort, containerPort }) => hostPort || (hostNetwork ? containerPort : []));
    if (ports.length === 0) return [];
    const numbers = some([...new Set(ports)].map(String));
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
