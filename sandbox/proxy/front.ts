import type { z } from 'zod';
import { connectKube, type KubeClient } from '../workloads/kube-client.ts';
import { type Reflector, reflect } from '../workloads/reflector.ts';
import { type Envoy, startEnvoy } from './envoy.ts';
import { destinationRuleSchema, endpointSliceSchema, podSchema, serviceSchema, virtualServiceSchema } from './model.ts';
import { type AddressOf, type ClusterState, translate } from './translate.ts';

const istio = '/apis/networking.istio.io/v1';

export interface FrontOptions {
  /** Path of Envoy's program. */
  envoy: string;
  /** Kubeconfig (YAML) with embedded credentials. */
  kubeconfig: string;
  addressOf: AddressOf;
  /** Told of what is in the cluster and not understood here. */
  onProblem: (problem: string) => void;
}

/** A real proxy before a cluster's Services. */
export interface Front {
  /** Takes requests to `<service>.<namespace>`, by their Host. */
  url: string;
  /** Envoy's own page of figures and settings. */
  adminUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts an Envoy that divides traffic as the cluster's VirtualServices say, among the pods of its EndpointSlices, and
 * follows them as they change. Rejects where the cluster does not answer or Envoy does not start.
 */
export async function startFront({ envoy: path, kubeconfig, addressOf, onProblem }: FrontOptions): Promise<Front> {
  const kube = connectKube(kubeconfig);
  let envoy: Envoy | undefined;
  try {
    const running = await startEnvoy(path);
    envoy = running;
    const told = new Set<string>();
    const renewal = createRenewal(async (state: ClusterState) => {
      const translation = translate(state, addressOf);
      for (const problem of translation.problems) if (!told.has(problem)) onProblem(problem);
      for (const problem of translation.problems) told.add(problem);
      await running.write(translation);
    }, onProblem);
    const state = await follow(kube, renewal.again);
    await renewal.begin(state.now);
    return {
      url: running.url,
      adminUrl: running.adminUrl,
      async stop() {
        state.stop();
        await kube.close();
        await running.stop();
      },
    };
  } catch (error) {
    await envoy?.stop();
    await kube.close();
    throw error;
  }
}

/** Watches what decides where requests go. */
async function follow(kube: KubeClient, onChange: () => void) {
  const events = { present: onChange, absent: onChange };
  const all = <T extends { metadata: { name: string; namespace: string; uid: string } }>(
    collection: string,
    schema: z.ZodType<T>,
  ): Promise<Reflector<T>> => reflect(kube, collection, schema, events);
  const [services, slices, pods, virtualServices, destinationRules] = await Promise.all([
    all('/api/v1/services', serviceSchema),
    all('/apis/discovery.k8s.io/v1/endpointslices', endpointSliceSchema),
    all('/api/v1/pods', podSchema),
    all(`${istio}/virtualservices`, virtualServiceSchema),
    all(`${istio}/destinationrules`, destinationRuleSchema),
  ]);
  return {
    now: () => ({
      services: services.all(),
      slices: slices.all(),
      pods: pods.all(),
      virtualServices: virtualServices.all(),
      destinationRules: destinationRules.all(),
    }),
    stop: () => {
      for (const each of [services, slices, pods, virtualServices, destinationRules]) each.stop();
    },
  };
}

/** Does the work once, and again after each change; changes that come while it is done are taken together. */
function createRenewal<S>(work: (state: S) => Promise<void>, onProblem: (problem: string) => void) {
  let read: (() => S) | undefined;
  let due = false;
  let running: Promise<void> | undefined;
  async function run(now: () => S): Promise<void> {
    while (due) {
      due = false;
      await work(now()).catch((error: unknown) => onProblem(String(error)));
    }
    running = undefined;
  }
  function again(): void {
    if (read === undefined) return;
    due = true;
    running ??= run(read);
  }
  return {
    again,
    /** Resolves once the work was done for the first time. */
    async begin(now: () => S): Promise<void> {
      read = now;
      again();
      await running;
    },
  };
}
