import { BUILTINS } from '../../../sandbox/cluster/model/builtins.ts';
import type { ResourceType } from '../../../sandbox/cluster/model/types.ts';

/** The built-in type of a kind. */
export function typeNamed(kind: string): ResourceType {
  const type = BUILTINS.find((each) => each.kind === kind);
  if (type === undefined) throw new Error(`no kind ${kind}`);
  return type;
}

/** A Deployment of one container. */
export function deployment(name: string, image: string, spec: object = {}) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'app', image }] } },
      ...spec,
    },
  };
}
