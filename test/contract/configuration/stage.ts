import { vi } from 'vitest';
import type { Action } from '../../../src/actions/index.ts';
import type { Configuration } from '../../../src/domain/configuration.ts';
import { type Plan, undoAll } from '../../../src/domain/plan.ts';
import type { Target } from '../../../src/domain/target.ts';
import type { Kube, KubeObject } from '../../../src/platform/kube.ts';
import { configurationToMove } from '../../../src/requests/configuration.ts';
import { runAction } from '../../../src/steps/index.ts';
import type { StepOutcome } from '../../../src/steps/step.ts';
import { makePlan } from '../../../src/strategies/make-plan.ts';
import { readStable } from '../../../src/workloads/of-target.ts';
import { fenceOf, testSeals } from '../../support/fence.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import { stepContext } from '../../support/step-context.ts';

export interface ConfigurationCluster {
  kube: Kube;
  namespace: string;
}

const soon = { timeout: 30_000, interval: 20 };
const image = (version: string) => `registry.example/checkout:${version}`;
const everything: Configuration = { versioned: 'all', secrets: true };

/** Releases of checkout, one after the other, each with a version of its own. */
export function releasesOn({ kube, namespace }: ConfigurationCluster) {
  const targetWith = (configuration?: Configuration): Target =>
    exampleTarget({ namespace, ...(configuration ? { configuration } : {}) });

  async function look(setting: Configuration) {
    const target = targetWith(setting);
    const workload = await readStable(kube, target);
    if (!workload) throw new Error('there is no checkout');
    const request = { backwards: false, version: '9' };
    const deps = { clusters: () => kube, seals: testSeals, store: createMemoryStore() };
    return { target, workload, found: await configurationToMove(deps, { request, target, workload }) };
  }

  /** The plan of the next release, of a workload at 0 pods. @throws for what is refused */
  async function planOf(to: string, setting: Configuration = everything): Promise<Plan> {
    const { target, workload, found } = await look(setting);
    if (found.kind === 'refused') throw new Error(JSON.stringify(found.refusal));
    const now = workload.images.get('app') ?? '';
    return makePlan({
      target,
      strategy: { kind: 'rolling', bakeMs: 1000 },
      snapshot: { image: now, replicas: 0, runningSince: null },
      from: { version: now.split(':')[1] ?? '', image: now },
      to: { version: to, image: image(to) },
      precision: 'pods',
      configuration: found.configuration,
    });
  }

  function workerOf(release: string, plan: Plan, undoing = false) {
    const fence = fenceOf(release, 1, { goesBack: undoing });
    const context = stepContext({ release, plan, kube, fence, undoing });
    /** Until it neither waits nor is in doubt. */
    const run = (action: Action): Promise<StepOutcome> =>
      vi.waitFor(async () => {
        const outcome = await runAction(context, action);
        if (outcome.kind === 'wait') throw new Error(`still waits for ${outcome.what}`);
        return outcome;
      }, soon);
    const all = async (actions: readonly Action[]) => {
      const outcomes: StepOutcome[] = [];
      for (const action of actions) outcomes.push(await run(action));
      return outcomes;
    };
    return {
      run,
      once: (action: Action) => runAction(context, action),
      forward: (steps = plan.steps.length) => all(plan.steps.slice(0, steps).map(({ action }) => action)),
      back: () => all(undoAll(plan)),
    };
  }

  return {
    look,
    planOf,
    workerOf,
    /** A whole release, which must go well. */
    async release(number: number, setting?: Configuration): Promise<Plan> {
      const plan = await planOf(String(number), setting);
      const outcomes = await workerOf(`r${number}`, plan).forward();
      const bad = outcomes.find(({ kind }) => kind !== 'done');
      if (bad) throw new Error(JSON.stringify(bad));
      return plan;
    },
  };
}

/** What a service's owner has applied: every way in which a pod template can name either. */
export function service(namespace: string): KubeObject {
  const own = {
    name: 'app',
    image: image('1'),
    envFrom: [{ configMapRef: { name: 'app-config' } }, { prefix: 'KEY_', secretRef: { name: 'app-keys' } }],
    env: [
      { name: 'PLAIN', value: 'app-config' },
      { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'app-config', key: 'LEVEL' } } },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'app-keys', key: 'token' } } },
    ],
  };
  const helper = {
    name: 'helper',
    image: 'registry.example/helper:1',
    envFrom: [{ configMapRef: { name: 'app-config' } }],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'checkout', namespace },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'checkout' } },
      template: {
        metadata: { labels: { app: 'checkout' } },
        spec: {
          imagePullSecrets: [{ name: 'app-keys' }],
          initContainers: [{ ...helper, name: 'first' }],
          containers: [own, helper],
          volumes: [
            { name: 'files', configMap: { name: 'app-config', items: [{ key: 'LEVEL', path: 'level' }] } },
            { name: 'keys', secret: { secretName: 'app-keys' } },
            { name: 'perhaps', configMap: { name: 'not-there', optional: true } },
            {
              name: 'both',
              projected: { sources: [{ configMap: { name: 'app-config' } }, { secret: { name: 'app-keys' } }] },
            },
          ],
        },
      },
    },
  };
}

export const hidden = 'c2VzYW1lLW9wZW4=';

export function configMap(namespace: string, data: Record<string, string>, name = 'app-config'): KubeObject {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{"old":true}' };
  const metadata = { name, namespace, labels: { team: 'payments' }, annotations };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data, binaryData: { logo: 'AAEC' } };
}

export function secret(namespace: string, token = hidden): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: { name: 'app-keys', namespace },
    data: { token },
  };
}
