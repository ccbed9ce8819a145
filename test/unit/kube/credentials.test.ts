import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCluster, type SandboxCluster } from '../../../sandbox/cluster/index.ts';
import { createClusters } from '../../../src/platform/kube/index.ts';
import { closing } from '../../support/closing.ts';

const ref = { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'default' };
const atEnd = closing();

async function given() {
  const cluster = await createCluster();
  atEnd(() => cluster.close());
  const dir = await mkdtemp(join(tmpdir(), 'sluice-credentials-'));
  atEnd(() => rm(dir, { recursive: true }));
  const open = (inline: { kubeconfig: string } | { inline: string }) => {
    const clusters = createClusters({ sandbox: inline }, { timeoutMs: 5000 });
    atEnd(() => clusters.close());
    return clusters('sandbox');
  };
  return { cluster, dir, open };
}

const broken = (cluster: SandboxCluster) => cluster.kubeconfig().replaceAll(cluster.token(), 'expired');
const refused = { kind: 'forbidden', status: 401, retryable: true };

describe('credentials that are rotated', () => {
  it('are good again as soon as the kubeconfig is', async () => {
    const { cluster, dir, open } = await given();
    const path = join(dir, 'kubeconfig');
    await writeFile(path, cluster.kubeconfig());
    const kube = open({ kubeconfig: path });
    expect(await kube.get(ref)).not.toBeNull();

    await writeFile(path, broken(cluster));
    const late = open({ kubeconfig: path });
    await expect(late.get(ref)).rejects.toMatchObject(refused);

    await writeFile(path, 'half a kubecon');
    await expect(late.get(ref)).rejects.toMatchObject(refused);

    await writeFile(path, cluster.kubeconfig());
    expect(await late.get(ref)).not.toBeNull();
  });

  it('are read from the token file at once after they were refused', async () => {
    const { cluster, dir, open } = await given();
    const token = join(dir, 'token');
    await writeFile(token, 'expired');
    const provider = { name: 'tokenFile', config: { tokenFile: token } };
    const inline = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: cluster.url, 'certificate-authority-data': caOf(cluster) } }],
      users: [{ name: 'u', user: { 'auth-provider': provider } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    });
    const kube = open({ inline });
    await expect(kube.get(ref)).rejects.toMatchObject(refused);

    await writeFile(token, `${cluster.token()}\n`);
    expect(await kube.get(ref)).not.toBeNull();
  });
});

function caOf(cluster: SandboxCluster): string {
  return /certificate-authority-data: (\S+)/.exec(cluster.kubeconfig())?.[1] ?? '';
}
