import { afterAll, beforeAll, expect } from 'vitest';
import type { Kube, KubeObject, ObjectRef } from '../../../src/platform/kube.ts';

/** An implementation that has been started. */
export interface Setup {
  kube: Kube;
  /** An empty namespace. */
  namespace: string;
  close(): Promise<void>;
}

/** What the tests of the contract play with; `kube` and `namespace` are there while they run. */
export interface Stage {
  readonly kube: Kube;
  readonly namespace: string;
  /** A ConfigMap of a new name, not created yet. */
  config(data?: Record<string, string>, labels?: Record<string, string>): KubeObject;
  refTo(object: KubeObject): ObjectRef;
}

/** Starts an implementation before the tests around the call, and closes it after them. */
export function kubeStage(start: () => Promise<Setup>): Stage {
  let setup: Setup;
  let counter = 0;
  beforeAll(async () => {
    setup = await start();
  });
  afterAll(() => setup.close());
  return {
    get kube() {
      return setup.kube;
    },
    get namespace() {
      return setup.namespace;
    },
    config(data = { a: '1' }, labels = {}) {
      counter += 1;
      return {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `config-${counter}`, namespace: setup.namespace, labels: { test: 'contract', ...labels } },
        data,
      };
    },
    refTo: (object) => ({
      apiVersion: object.apiVersion,
      kind: object.kind,
      namespace: setup.namespace,
      name: object.metadata.name,
    }),
  };
}

/** Any `KubeError` of this kind. */
export const failure = (kind: string) => expect.objectContaining({ name: 'KubeError', kind });
