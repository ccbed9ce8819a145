import { randomUUID } from 'node:crypto';
import { type Admission, createAdmission } from './api/admission.ts';
import type { Kernel } from './api/kernel.ts';
import { autoscalerController } from './controllers/autoscaler.ts';
import { crdController } from './controllers/crds.ts';
import { daemonSetController } from './controllers/daemon-set.ts';
import { deploymentController } from './controllers/deployment.ts';
import { endpointSliceController } from './controllers/endpointslices.ts';
import { garbageCollector } from './controllers/garbage.ts';
import { jobController } from './controllers/job.ts';
import { type JobPods, jobPods, nothingToRun, type RunProgram } from './controllers/job-pods.ts';
import { autoReadyKubelet, NODE_NAME } from './controllers/kubelet.ts';
import { namespaceController } from './controllers/namespaces.ts';
import { quotaController } from './controllers/quotas.ts';
import { replicaSetController } from './controllers/replicaset.ts';
import { type ControllerManager, runControllers } from './controllers/runtime.ts';
import { selfHealController } from './controllers/self-heal.ts';
import { statefulSetController } from './controllers/stateful-set.ts';
import { createUsers, type UserOptions } from './http/access.ts';
import { createFaultBook, type Faults } from './http/faults.ts';
import { createJournal, type Journal } from './http/journal.ts';
import { type ResolvePodAddress, resolveByAnnotation } from './http/pods.ts';
import { startServer } from './http/server.ts';
import { createIdentity } from './http/tls.ts';
import { kubeconfigOf } from './kubeconfig.ts';
import { type CrdOptions, crdObject, GATEWAY_CRDS, ISTIO_CRDS } from './model/crds.ts';
import { timestamp } from './model/names.ts';
import { createRegistry } from './model/registry.ts';
import type { KubeObject } from './model/types.ts';
import { type ClusterObjects, createObjects } from './objects.ts';
import { type SnapshotOptions, snapshotOf } from './snapshot.ts';
import { createStore } from './store/store.ts';

export interface ClusterOptions {
  /** Name in the kubeconfig; `sandbox` unless given. */
  name?: string;
  /** 0, the default, lets the system choose. */
  port?: number;
  /** Users besides `admin`, by name. */
  users?: Readonly<Record<string, UserOptions>>;
  /** Custom resources besides the built-in kinds; Istio's and HTTPRoute unless given. */
  crds?: readonly CrdOptions[];
  /** Runs every pod without a node agent, at once or after some milliseconds. */
  autoReady?: boolean | { afterMs: number };
  /** Where a pod's port answers; by the pod's annotation `sandbox.sluice.dev/listen` unless given. */
  resolvePodAddress?: ResolvePodAddress;
  /** Runs what the pods of Jobs run; by default they succeed at once. */
  runProgram?: RunProgram;
  /** Text for the log of a pod, or of the run before the present one; null where there was none. Empty unless given. */
  podLogs?: (pod: KubeObject, previous: boolean) => string | null;
  /** Changes that can still be watched from; 5000 unless given. */
  historyLimit?: number;
  /** How long after a change Argo CD puts back what it tracks (ms); 5 s unless given. */
  selfHealMs?: number;
  /** What a pod uses of CPU, in thousandths of a core, for autoscalers; nothing is known of it unless given. */
  cpuOf?: (pod: KubeObject) => number | undefined;
  /** What a pod uses of memory, in bytes, likewise. */
  memoryOf?: (pod: KubeObject) => number | undefined;
  /** Milliseconds between two looks of an autoscaler; 15 s unless given. */
  autoscaleMs?: number;
  /** Milliseconds since the epoch; the system's clock unless given. */
  now?: () => number;
}

export interface SandboxCluster {
  name: string;
  url: string;
  /** PEM of the certificate authority. */
  ca: string;
  /** The bearer token of a user. Throws for an unknown one. */
  token(user?: string): string;
  /** YAML with the authority and the token of a user, `admin` unless given. Throws for an unknown one. */
  kubeconfig(user?: string): string;
  objects: ClusterObjects;
  faults: Faults;
  /** Policies that see what is written before it is stored. */
  admission: Pick<Admission, 'add'>;
  /** Every write that came over HTTPS. */
  journal: Journal;
  /** Canonical JSON of all that people and tools want, for comparing before with after. */
  snapshot(options?: SnapshotOptions): string;
  close(): Promise<void>;
}

/** Starts a Kubernetes API with its controllers on the loopback address. Rejects when the port is taken. */
export async function createCluster(options: ClusterOptions = {}): Promise<SandboxCluster> {
  const name = options.name ?? 'sandbox';
  const kernel = createKernel(options);
  const jobs = jobPods(kernel, options.runProgram ?? nothingToRun);
  const manager = startControllers(kernel, options, jobs);
  const objects = createObjects(kernel);
  setScene(objects, options, kernel.now());
  const users = createUsers(options.users);
  const journal = createJournal();
  const deps = {
    kernel,
    users,
    faults: createFaultBook(kernel.now),
    journal,
    resolvePodAddress: options.resolvePodAddress ?? resolveByAnnotation,
    podLogs: (pod: KubeObject, previous: boolean) =>
      jobs.logOf(pod.metadata.uid ?? '') ?? (options.podLogs ? options.podLogs(pod, previous) : ''),
    watches: new Map(),
  };
  const identity = await createIdentity();
  const server = await startServer(deps, identity, options.port ?? 0);
  const url = `https://127.0.0.1:${server.port}`;
  const userNamed = (user: string) => {
    const found = users.get(user);
    if (found === undefined) throw new Error(`the cluster has no user "${user}"`);
    return found;
  };
  return {
    name,
    url,
    ca: identity.ca,
    token: (user = 'admin') => userNamed(user).token,
    kubeconfig: (user = 'admin') => kubeconfigOf({ name, url, ca: identity.ca }, userNamed(user)),
    objects,
    faults: server.faults,
    admission: kernel.admission,
    journal,
    snapshot: (wanted) => snapshotOf(kernel.store, wanted),
    close: async () => {
      manager.stop();
      jobs.stop();
      await server.close();
    },
  };
}

function createKernel(options: ClusterOptions): Kernel {
  let addresses = 0;
  return {
    store: createStore(options.historyLimit ?? 5000),
    registry: createRegistry(),
    admission: createAdmission(),
    now: options.now ?? Date.now,
    uid: randomUUID,
    clusterIp: () => {
      addresses += 1;
      return `10.96.${(addresses >> 8) & 255}.${addresses & 255}`;
    },
  };
}

/** Argo CD waits at least this long (ms) between two tries of its own. */
const SELF_HEAL_MS = 5000;

/** As the controller manager of Kubernetes does by default. */
const AUTOSCALE_MS = 15_000;

function startControllers(kernel: Kernel, options: ClusterOptions, jobs: JobPods): ControllerManager {
  const { autoReady } = options;
  const kubelet =
    autoReady === undefined || autoReady === false
      ? []
      : [autoReadyKubelet(kernel, autoReady === true ? 0 : autoReady.afterMs)];
  return runControllers(kernel, [
    crdController(kernel),
    namespaceController(kernel),
    // ReplicaSets first: when an old set shrinks, its pods go before the new set may grow.
    replicaSetController(kernel),
    deploymentController(kernel),
    statefulSetController(kernel),
    daemonSetController(kernel),
    jobController(kernel),
    jobs,
    endpointSliceController(kernel),
    garbageCollector(kernel),
    quotaController(kernel),
    autoscalerController(kernel, {
      useOf: { cpu: options.cpuOf ?? (() => undefined), memory: options.memoryOf ?? (() => undefined) },
      everyMs: options.autoscaleMs ?? AUTOSCALE_MS,
    }),
    selfHealController(kernel, options.selfHealMs ?? SELF_HEAL_MS),
    ...kubelet,
  ]);
}

/** The namespaces every cluster has, one node, and the custom resources. */
function setScene(objects: ClusterObjects, options: ClusterOptions, now: number): void {
  for (const namespace of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
    objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  }
  const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', lastTransitionTime: timestamp(now) };
  const status = { conditions: [ready], addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] };
  objects.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: NODE_NAME }, spec: {}, status });
  for (const crd of options.crds ?? [...ISTIO_CRDS, ...GATEWAY_CRDS]) objects.create(crdObject(crd));
}
