import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../sandbox/cluster/index.ts';
import { createClusters } from '../../../src/platform/kube/index.ts';
import { closing } from '../../support/closing.ts';

const ref = { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'default' };
const waits = { name: 'KubeError', kind: 'unreachable', retryable: true };
const atEnd = closing();

const inline = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'u', user: { token: 't' } }],
  contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
  'current-context': 'here',
});

/** A clock whose sleeps end when the test says so. */
function wakeable() {
  const sleeping: (() => void)[] = [];
  return {
    clock: { now: () => 0, sleep: () => new Promise<void>((resolve) => sleeping.push(resolve)) },
    wake: () => sleeping.splice(0).forEach((resolve) => void resolve()),
  };
}

describe('clusters by name', () => {
  it('are opened once, and calls to unknown names are refused with the known ones', async () => {
    const clusters = createClusters({ eu: { inline }, us: { inline, context: 'there' } });
    atEnd(() => clusters.close());
    expect(clusters('eu')).toBe(clusters('eu'));
    expect(clusters('eu').cluster).toBe('eu');
    await expect(clusters('asia').get(ref)).rejects.toMatchObject({
      ...waits,
      message: expect.stringContaining('has no cluster "asia"; it has: eu, us'),
    });
    await expect(clusters('us').get(ref)).rejects.toMatchObject({
      ...waits,
      message: expect.stringContaining('no context "there"; it has: here'),
    });
  });

  it('that cannot be opened are told of once, and used as soon as they can be, by watches too', async () => {
    const cluster = await createCluster();
    atEnd(() => cluster.close());
    const dir = await mkdtemp(join(tmpdir(), 'sluice-clusters-'));
    atEnd(() => rm(dir, { recursive: true }));
    const path = join(dir, 'kubeconfig');
    const told: string[] = [];
    const { clock, wake } = wakeable();
    const clusters = createClusters(
      { eu: { kubeconfig: path } },
      { clock, unopened: (name, why) => told.push(`${name}: ${why}`) },
    );
    atEnd(() => clusters.close());
    const stop = new AbortController();
    atEnd(() => stop.abort());
    const broken = Promise.withResolvers<Error>();
    const synced = Promise.withResolvers<string[]>();
    const handlers = {
      synced: (all: { metadata: { name: string } }[]) => synced.resolve(all.map(({ metadata }) => metadata.name)),
      changed: () => undefined,
      removed: () => undefined,
      broken: broken.resolve,
    };
    const kind = { apiVersion: 'v1', kind: 'Service' };
    clusters('eu').watch(kind, 'default', undefined, handlers, stop.signal);
    const kept = clusters('eu');
    await expect(kept.get(ref)).rejects.toMatchObject(waits);
    expect((await broken.promise).message).toContain('the kubeconfig cannot be read');
    expect(told).toEqual([expect.stringContaining('eu: cluster "eu": the kubeconfig cannot be read')]);

    await writeFile(path, cluster.kubeconfig());
    expect(await kept.get(ref)).not.toBeNull();
    wake();
    expect(await synced.promise).toEqual(expect.any(Array));
  });

  it('never show the lines of a kubeconfig that cannot be parsed', async () => {
    const clusters = createClusters({ eu: { inline: 'users:\n- user:\n    token: s3cr3t-token\n   bad: [' } });
    atEnd(() => clusters.close());
    const error = await clusters('eu')
      .get(ref)
      .catch((thrown: Error) => thrown);
    expect(error).toMatchObject(waits);
    expect(String(error)).not.toContain('s3cr3t');
  });
});
