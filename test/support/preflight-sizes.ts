import type { SceneOptions } from './preflight-scene.ts';

/** In three pods, of which one may be missing. */
export const asking = (requests: object, limits: object = {}, more: object = {}): SceneOptions => ({
  spec: { replicas: 3, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } },
  pod: { containers: [{ name: 'app', image: 'a:1', resources: { requests, limits } }], ...more },
});

export const quota = (hard: object, used: object, spec: object = {}) => ({
  kind: 'ResourceQuota',
  metadata: { name: 'compute' },
  spec: { hard, ...spec },
  status: { hard, used },
});

export const range = (limit: object) => ({
  kind: 'LimitRange',
  metadata: { name: 'usual' },
  spec: { limits: [limit] },
});
