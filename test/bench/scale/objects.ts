import { labels } from '../../../src/domain/names.ts';
import { addressOf, imageOf, namespaceOf, podName, replicaSet, serviceOf, type Track, versions } from './fleet.ts';

type Json = Record<string, unknown>;

export const created = '2026-09-01T09:00:00Z';

export function pod(index: number, track: Track, release: string, crashed: boolean): Json {
  const name = podName(index, track);
  const own = { [labels.track]: 'candidate', [labels.workload]: serviceOf(index), [labels.release]: release };
  const waiting = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off restarting failed container' } };
  const status = {
    name: 'app',
    ready: !crashed,
    restartCount: crashed ? 4 : 0,
    state: crashed ? waiting : { running: { startedAt: created } },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: namespaceOf(index),
      uid: name,
      generateName: replicaSet(index, track),
      creationTimestamp: created,
      resourceVersion: '1',
      labels: track === 'candidate' ? own : { app: serviceOf(index) },
    },
    spec: { containers: [{ name: 'app', image: imageOf(index, versions[track]) }] },
    status: {
      phase: 'Running',
      podIP: addressOf(index, track),
      conditions: [{ type: 'Ready', status: crashed ? 'False' : 'True' }],
      containerStatuses: [status],
    },
  };
}

export function deployment(index: number): Json {
  const service = serviceOf(index);
  const template = {
    metadata: { labels: { app: service } },
    spec: { containers: [{ name: 'app', image: imageOf(index, versions.stable) }] },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: service,
      namespace: namespaceOf(index),
      uid: service,
      resourceVersion: '1',
      generation: 1,
      labels: {},
    },
    spec: { replicas: 1, selector: { matchLabels: { app: service } }, template },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
  };
}

export const kinds: Readonly<Record<string, readonly (readonly [name: string, kind: string])[]>> = {
  '/api/v1': [
    ['pods', 'Pod'],
    ['services', 'Service'],
  ],
  '/apis/apps/v1': [
    ['deployments', 'Deployment'],
    ['replicasets', 'ReplicaSet'],
  ],
};
