import { annotations, labels } from '../../../src/domain/names.ts';
import { addressOf, imageOf, namespaceOf, podName, replicaSet, serviceOf, type Track, versions } from './fleet.ts';

type Json = Record<string, unknown>;

/** An object as far as the fake API server looks into it. */
export interface Stored {
  metadata: Json & { name: string; namespace: string; resourceVersion: string };
  [field: string]: unknown;
}

const created = '2026-09-01T09:00:00Z';
/** Pods that each Deployment says it has; those that are listed and measured are one of each track. */
const replicas = 4;

function metadataOf(index: number, name: string, more: Json = {}): Stored['metadata'] {
  return { name, namespace: namespaceOf(index), uid: name, resourceVersion: '1', creationTimestamp: created, ...more };
}

function candidateLabels(index: number, release: string): Json {
  return { [labels.track]: 'candidate', [labels.workload]: serviceOf(index), [labels.release]: release };
}

export function pod(index: number, track: Track, release: string, crashed: boolean): Stored {
  const waiting = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off restarting failed container' } };
  const status = {
    name: 'app',
    ready: !crashed,
    restartCount: crashed ? 4 : 0,
    state: crashed ? waiting : { running: { startedAt: created } },
  };
  const set = revisionName(index, track);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadataOf(index, podName(index, track), {
      generateName: replicaSet(index, track),
      labels: {
        ...(track === 'candidate' ? candidateLabels(index, release) : { app: serviceOf(index) }),
        ...hashOf(index, track),
      },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: set, uid: set, controller: true }],
    }),
    spec: { containers: [{ name: 'app', image: imageOf(index, versions[track]) }] },
    status: {
      phase: 'Running',
      podIP: addressOf(index, track),
      conditions: [{ type: 'Ready', status: crashed ? 'False' : 'True' }],
      containerStatuses: [status],
    },
  };
}

export function deployment(index: number, track: Track, release: string): Stored {
  const service = serviceOf(index);
  const own = track === 'candidate' ? candidateLabels(index, release) : { app: service };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(index, track === 'candidate' ? `${service}-candidate` : service, {
      generation: 1,
      labels: track === 'candidate' ? own : {},
    }),
    spec: {
      replicas,
      selector: { matchLabels: own },
      template: {
        metadata: { labels: own },
        spec: { containers: [{ name: 'app', image: imageOf(index, versions[track]) }] },
      },
    },
    status: {
      observedGeneration: 1,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
    },
  };
}

/** The revision of its Deployment that all of its pods are of. */
export function revision(index: number, track: Track, release: string): Stored {
  const { spec, metadata } = deployment(index, track, release);
  const { selector, template } = spec as { selector: Json; template: Json };
  const labelled = hashOf(index, track);
  const own = { ...(selector['matchLabels'] as Json), ...labelled };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: metadataOf(index, revisionName(index, track), {
      labels: own,
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: metadata.name, uid: metadata['uid'], controller: true },
      ],
    }),
    spec: { replicas, selector: { matchLabels: own }, template: { ...template, metadata: { labels: own } } },
    status: { observedGeneration: 1, replicas, readyReplicas: replicas, availableReplicas: replicas },
  };
}

function revisionName(index: number, track: Track): string {
  return replicaSet(index, track).slice(0, -1);
}

function hashOf(index: number, track: Track): Json {
  const name = revisionName(index, track);
  return { 'pod-template-hash': name.slice(name.lastIndexOf('-') + 1) };
}

export function service(index: number, track: Track, release: string): Stored {
  const name = serviceOf(index);
  const own = track === 'candidate' ? candidateLabels(index, release) : { app: name };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(index, track === 'candidate' ? `${name}-candidate` : name, {
      labels: track === 'candidate' ? own : {},
    }),
    spec: { selector: own, ports: [{ port: 80 }] },
  };
}

/** As a release leaves it in its bake at 25 percent: divided, marked, and with the note of what was there before. */
export function virtualService(index: number, release: string): Stored {
  const host = serviceOf(index);
  const undo = { format: 1, routes: [{ index: 0, weight: null }], owners: [] };
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: metadataOf(index, host, {
      annotations: { [annotations.fence]: `${release}/0`, [annotations.undo]: JSON.stringify(undo) },
    }),
    spec: {
      hosts: [host],
      http: [
        {
          route: [
            { destination: { host }, weight: 75 },
            { destination: { host: `${host}-candidate` }, weight: 25 },
          ],
        },
      ],
    },
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
  '/apis/networking.istio.io/v1': [
    ['virtualservices', 'VirtualService'],
    ['destinationrules', 'DestinationRule'],
  ],
};
