import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import { kubeconfigOf } from '../../../sandbox/cluster/kubeconfig.ts';
import type { Program } from '../../../sandbox/proxy/program.ts';
import { freePort } from '../../../sandbox/redis/ports.ts';
import { egressConfiguration, type Reach, startEgress } from './egress.ts';
import { start } from './process.ts';

/** A Kubernetes without machines: its store, its API and the controllers of what Sluice releases. */
export interface RealKubernetes {
  /** YAML. The administrator may do everything; other users only what roles give them. */
  kubeconfig(user?: string): string;
  api: Pick<Program, 'kill' | 'again'>;
  store: Pick<Program, 'freeze' | 'thaw'>;
  close(): Promise<void>;
}

type Running = { stop(): Promise<void> }[];

const admin = 'admin';
const usualControllers = [
  'daemonset-controller',
  'deployment-controller',
  'replicaset-controller',
  'endpointslice-controller',
  'garbage-collector-controller',
  'horizontal-pod-autoscaler-controller',
  'job-controller',
  'namespace-controller',
  'resourcequota-controller',
  'serviceaccount-controller',
  'statefulset-controller',
];

export interface KubernetesOptions {
  /** Names of those who may come besides the administrator. */
  users?: readonly string[];
  /** Of Kubernetes' own. By default those of what Sluice releases. */
  controllers?: readonly string[];
  /** Flags of the controllers, besides. */
  tuning?: readonly string[];
  /** How the API server gets to pods; without it there is no way. */
  reach?: Reach;
}

/** Starts it on free loopback ports, in a folder that goes when it stops. Rejects with the last words of what does not start. */
export async function startKubernetes({
  users = [],
  controllers = usualControllers,
  tuning = [],
  reach = () => undefined,
}: KubernetesOptions = {}): Promise<RealKubernetes> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-kubernetes-'));
  const running: Running = [];
  const close = async () => {
    for (const program of running.splice(0).reverse()) await program.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    running.push(await startEgress(join(dir, 'egress.sock'), reach));
    const store = await startStore(dir);
    running.push(store.program);
    const api = await startApi(dir, store.url, users);
    running.push(api.program);
    const place = { name: 'sandbox', url: api.url, ca: await readFile(join(dir, 'apiserver.crt'), 'utf8') };
    const kubeconfig = (user = admin) => kubeconfigOf(place, { name: user, token: tokenOf(user) });
    await writeFile(join(dir, 'kubeconfig'), kubeconfig());
    running.push(
      await start('kube-controller-manager', [
        `--kubeconfig=${join(dir, 'kubeconfig')}`,
        `--controllers=${controllers.join()}`,
        '--leader-elect=false',
        '--secure-port=0',
        ...tuning,
      ]),
    );
    return { kubeconfig, api: api.program, store: store.program, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startStore(dir: string) {
  const url = `http://127.0.0.1:${await freePort()}`;
  const peers = `http://127.0.0.1:${await freePort()}`;
  const args = [
    `--data-dir=${join(dir, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peers}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
  return { url, program: await start('etcd', args, { url: `${url}/health` }) };
}

async function startApi(dir: string, store: string, users: readonly string[]) {
  const port = await freePort();
  const key = join(dir, 'accounts.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(join(dir, 'egress.yaml'), egressConfiguration(join(dir, 'egress.sock')));
  const entries = [
    `${tokenOf(admin)},${admin},${admin},system:masters`,
    ...users.map((each) => `${tokenOf(each)},${each},${each}`),
  ];
  await writeFile(join(dir, 'tokens.csv'), entries.join('\n'));
  const args = [
    `--etcd-servers=${store}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    // Else it looks for a way out of this machine, which a network of its own does not have.
    '--advertise-address=127.0.0.1',
    `--cert-dir=${dir}`,
    `--egress-selector-config-file=${join(dir, 'egress.yaml')}`,
    `--token-auth-file=${join(dir, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--endpoint-reconciler-type=none',
    '--disable-admission-plugins=ServiceAccount',
  ];
  const url = `https://127.0.0.1:${port}`;
  // It makes its own certificate; only its health is asked without a look at that.
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const headers = { authorization: `Bearer ${tokenOf(admin)}` };
  return { url, program: await start('kube-apiserver', args, { url: `${url}/readyz`, dispatcher, headers }) };
}

/** A user's name backwards. */
function tokenOf(user: string): string {
  return [...user].reverse().join('');
}
