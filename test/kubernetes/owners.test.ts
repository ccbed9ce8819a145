import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../sandbox/cluster/index.ts';
import { connectKube } from '../../sandbox/workloads/kube-client.ts';
import { ask, longMs, reportOf } from '../story/world.ts';
import { pathOf } from '../support/kubernetes/programs.ts';
import { type RealStage, realStage } from './world.ts';

const manager = 'shop-gitops';
const deployments = '/apis/apps/v1/namespaces/staging/deployments/checkout';
const routes = '/apis/networking.istio.io/v1/namespaces/staging/virtualservices/checkout';

type Deployment = KubeObject & {
  spec: { replicas: number; template: { spec: { containers: { name: string; image: string }[] } } };
  status: Record<string, unknown>;
};
type Routes = KubeObject & { spec: { hosts: string[]; http: Record<string, unknown>[] } };

/** `kubectl apply --server-side`, without force: rejects where another manager owns a field. */
async function apply({ world }: RealStage, manifest: object, ...more: string[]): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-apply-'));
  try {
    const files = { kubeconfig: join(dir, 'kubeconfig'), manifest: join(dir, 'manifest.json') };
    await writeFile(files.kubeconfig, world.cluster.kubeconfig());
    await writeFile(files.manifest, JSON.stringify(manifest));
    const how = ['apply', '--server-side', `--field-manager=${manager}`, ...more, '-f', files.manifest];
    await promisify(execFile)(await pathOf('kubectl'), ['--kubeconfig', files.kubeconfig, ...how]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function read<T>({ world }: RealStage, path: string): Promise<T> {
  const kube = connectKube(world.cluster.kubeconfig());
  try {
    return (await kube.get(path)) as T;
  } finally {
    await kube.close();
  }
}

describe('fields that somebody else owns', () => {
  const here = realStage();
  const metadata = { name: 'checkout', namespace: 'staging' };
  const size = (image: string, replicas: number) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas,
      selector: { matchLabels: { app: 'checkout' } },
      template: { metadata: { labels: { app: 'checkout' } }, spec: { containers: [{ name: 'app', image }] } },
    },
  });
  const divided = (timeout: string) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata,
    spec: { hosts: ['checkout'], http: [{ name: 'primary', route: [{ destination: { host: 'checkout' } }], timeout }] },
  });
  const owners = (object: KubeObject) =>
    ((object.metadata.managedFields ?? []) as { manager: string }[]).map((entry) => entry.manager);

  const rolledOut = () =>
    expect
      .poll(async () => (await read<Deployment>(here, deployments)).status, { timeout: longMs, interval: 500 })
      .toMatchObject({ replicas: 3, updatedReplicas: 3, availableReplicas: 3 });

  it.each([
    ['2.3.0', '2.4.1', 'SUCCESS'],
    ['2.4.1', '2.5.0', 'ROLLBACK'],
  ])(
    'are theirs again after a release from %s to %s (%s): the next apply from Git meets no conflict',
    async (from, version, status) => {
      const before = await read<Deployment>(here, deployments);
      const name = (before.spec.template.spec.containers[0]?.image ?? '').replace(/:[^:/]*(@.*)?$/, '');
      // Another value than there was: so the fields are this manager's alone.
      await apply(here, size(`${name}:${from}`, 3), '--force-conflicts');
      await apply(here, divided('5s'), '--force-conflicts');
      await rolledOut();
      const card = await ask(here, `checkout ${version} to staging`);
      expect((await reportOf(here, card)).text).toContain(status);
      const now = await read<Deployment>(here, deployments);
      expect(owners(now)).toContain(manager);
      expect(owners(now)).not.toContain('sluice');
      expect(owners(await read<Routes>(here, routes))).not.toContain('sluice');
      await apply(here, size(`${name}:2.4.0`, 4));
      await apply(here, divided('6s'));
      expect((await read<Deployment>(here, deployments)).spec.replicas).toBe(4);
      expect((await read<Routes>(here, routes)).spec.http).toMatchObject([{ timeout: '6s' }]);
    },
    3 * longMs,
  );
});
