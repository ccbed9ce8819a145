import { fileURLToPath } from 'node:url';
import { startRedisServer } from '../../../sandbox/redis/index.ts';
import { connectKube, type KubeClient } from '../../../sandbox/workloads/kube-client.ts';
import { connectPromptly, type RedisConnection, whenReady } from '../../../src/platform/redis.ts';
import { installIstio } from '../../support/kubernetes/istio.ts';
import { startKubernetes } from '../../support/kubernetes/server.ts';
import { type Process, sluiceEnvironment, sluiceReady, startNode } from '../../support/process.ts';
import { imageEnvironment } from '../scale/options.ts';
import { openFolder, prefix } from '../scale/place.ts';
import { seedReleases } from '../scale/seed.ts';
import { plantFleet } from './fleet.ts';

const account = 'system:serviceaccount:sluice:sluice';

/** Many canaries on a real API server, pods that are only pages, and a real worker that judges them. */
export interface Stage {
  kube: KubeClient;
  redis: RedisConnection;
  worker: Process;
  /** All candidates begin to fail. @returns when, in ms since the epoch */
  breakLoose(): Promise<number>;
  close(): Promise<void>;
}

export interface StageOptions {
  releases: number;
  intervalMs: number;
  say(line: string): void;
}

/** Closes what it began where anything fails. */
export async function openStage({ releases, intervalMs, say }: StageOptions): Promise<Stage> {
  const closing: (() => Promise<unknown> | undefined)[] = [];
  async function close(): Promise<void> {
    for (const each of closing.splice(0).reverse()) await each();
  }
  try {
    const cluster = await startKubernetes({ users: [account], controllers: ['garbage-collector-controller'] });
    closing.push(() => cluster.close());
    await installIstio(cluster.kubeconfig());
    const kube = connectKube(cluster.kubeconfig());
    closing.push(() => kube.close());
    await permit(kube);
    const server = await startRedisServer();
    closing.push(() => server.stop());
    const redis = connectPromptly(server.url);
    closing.push(async () => redis.disconnect());
    await whenReady(redis, 10_000);
    const pages = await startPages(releases, intervalMs);
    closing.push(() => pages.process.kill());
    const metrics = { kind: 'scrape', via: 'pod-ip' };
    const from = Date.now() + intervalMs;
    const seeding = { redisUrl: server.url, prefix, releases, metrics, port: pages.pods, intervalMs, from };
    const ids = await seedReleases(seeding);
    say(`storm: ${releases} canaries are made on a real API server`);
    await plantFleet(kube, ids);
    const folder = await openFolder();
    closing.push(() => folder.close());
    const kubeconfig = cluster.kubeconfig(account).replaceAll(`${account}@sandbox`, 'bench');
    const place = await folder.place({ api: pages.port, redisUrl: server.url, kubeconfig });
    const worker = startNode(folder.script, ['run', '--role', 'worker'], sluiceEnvironment(place, imageEnvironment));
    closing.push(() => worker.stop());
    await sluiceReady(worker, 120_000);
    return { kube, redis, worker, breakLoose: () => breakLoose(pages.port, releases), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startPages(releases: number, intervalMs: number) {
  const script = fileURLToPath(new URL('../scale/server.ts', import.meta.url));
  const process_ = startNode(script, [String(releases), 'scrape', '0', String(intervalMs)], process.env);
  const up = await process_.waitForLine(({ msg }) => msg === 'up', 120_000);
  return { process: process_, port: Number(up['port']), pods: Number(up['pods']) };
}

/** Sluice comes as an account that waits its turn with others, as in a cluster; an administrator would not. */
async function permit(kube: KubeClient): Promise<void> {
  await kube.post('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'sluice' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: account }],
  });
}

async function breakLoose(port: number, releases: number): Promise<number> {
  const body = JSON.stringify({ how: 'errors', indexes: Array.from({ length: releases }, (_, index) => index) });
  const answer = await fetch(`http://127.0.0.1:${port}/_storm`, { method: 'POST', body });
  return ((await answer.json()) as { at: number }).at;
}
