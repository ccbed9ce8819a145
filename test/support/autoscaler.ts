import { defaultWorld, type World } from '../../sandbox/workloads/index.ts';

/** Pods of checkout in staging before a release; each has a little less to do than the autoscaler aims at. */
export const fullSize = 6;
/** The least that the autoscaler leaves of it. */
export const leastSize = 2;

/** Without stages before the one with all traffic, which is where stable idles. */
export const allAtOnce = (catalogue: string) =>
  catalogue.replace(/(\n +- \{ percent: (1|5|25|50), bake: [^}]*\})+/, '');

/** For checkout in staging; it gives up at once what is not needed. */
export const autoscaler = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'checkout', namespace: 'staging' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' },
    minReplicas: leastSize,
    maxReplicas: 12,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
    behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
  },
};

/** The usual world, with a checkout that has more pods than the autoscaler's least, all of which need 4 s to start. */
export const autoscaledWorld: World = {
  ...defaultWorld,
  services: defaultWorld.services.map((service) => {
    const staging = service.runs['staging'];
    if (service.name !== 'checkout' || staging === undefined) return service;
    return {
      ...service,
      versions: service.versions.map((version) => ({ ...version, character: { slowStart: 4000 } })),
      runs: { ...service.runs, staging: { ...staging, replicas: fullSize } },
    };
  }),
};
