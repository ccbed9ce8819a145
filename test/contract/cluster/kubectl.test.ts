import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createCluster, type SandboxCluster } from '../../../sandbox/cluster/index.ts';
import { deployment } from './client.ts';

const run = promisify(execFile);
const present = spawnSync('kubectl', ['version', '--client']).status === 0;

/** An independent judge: kubectl works on the sandbox as on any cluster. */
describe.skipIf(!present)('kubectl on the sandbox cluster', () => {
  let cluster: SandboxCluster;
  let folder: string;
  beforeAll(async () => {
    const rules = [{ verbs: ['get', 'list', 'watch'], apiGroups: ['apps'], resources: ['deployments'] }];
    cluster = await createCluster({ autoReady: { afterMs: 20 }, users: { reader: { rules } } });
    folder = await mkdtemp(join(tmpdir(), 'kubectl-'));
    await writeFile(join(folder, 'admin'), cluster.kubeconfig());
    await writeFile(join(folder, 'reader'), cluster.kubeconfig('reader'));
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    };
    const route = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'web' },
      spec: { hosts: ['web'], http: [{ route: [{ destination: { host: 'web' }, weight: 100 }] }] },
    };
    const documents = [deployment('web', 'web:1'), service, route].map((each) => stringify(each));
    await writeFile(join(folder, 'web.yaml'), documents.join('---\n'));
  });
  afterAll(async () => {
    await cluster.close();
    await rm(folder, { recursive: true });
  });

  const kubectl = async (text: string, user = 'admin'): Promise<string> => {
    const args = text.replace('FILE', join(folder, 'web.yaml')).split(' ');
    const flags = ['--kubeconfig', join(folder, user), '--cache-dir', join(folder, 'cache')];
    const { stdout } = await run('kubectl', [...flags, ...args], { timeout: 15_000 });
    return stdout.trim();
  };
  const image = () => kubectl('get deployment web -o jsonpath={.spec.template.spec.containers[0].image}');

  it('applies, waits, lists', async () => {
    expect(await kubectl('apply -f FILE')).toContain('deployment.apps/web created');
    expect(await kubectl('rollout status deployment/web --timeout=10s')).toContain('successfully rolled out');
    expect(await kubectl('wait --for=condition=Available deployment/web --timeout=10s')).toContain('condition met');
    expect((await kubectl('get pods -l app=web -o name')).split('\n')).toHaveLength(2);
    expect(await kubectl('apply -f FILE')).toContain('deployment.apps/web unchanged');
  });

  it('changes the image, tells the history, and takes it back', async () => {
    await kubectl('set image deployment/web app=web:2');
    await kubectl('rollout status deployment/web --timeout=10s');
    expect(await image()).toBe('web:2');
    expect(await kubectl('rollout history deployment/web')).toMatch(/1 +<none>\n2 +<none>/);
    expect(await kubectl('rollout undo deployment/web')).toContain('rolled back');
    await kubectl('rollout status deployment/web --timeout=10s');
    expect(await image()).toBe('web:1');
  });

  it('pauses, resumes, restarts', async () => {
    expect(await kubectl('rollout pause deployment/web')).toContain('paused');
    expect(await kubectl('rollout resume deployment/web')).toContain('resumed');
    expect(await kubectl('rollout restart deployment/web')).toContain('restarted');
    expect(await kubectl('rollout status deployment/web --timeout=10s')).toContain('successfully rolled out');
  });

  it('scales and patches', async () => {
    expect(await kubectl('scale deployment/web --replicas=3')).toContain('scaled');
    expect(await kubectl('get deployment web -o jsonpath={.spec.replicas}')).toBe('3');
    await kubectl(
      'patch deployment web -p {"spec":{"template":{"spec":{"containers":[{"name":"app","image":"web:3"}]}}}}',
    );
    expect(await image()).toBe('web:3');
    await kubectl('patch virtualservice web --type=merge -p {"spec":{"hosts":["other"]}}');
    expect(await kubectl('get vs web -o jsonpath={.spec.hosts[0]}')).toBe('other');
  });

  it('is told about conflicts of a server-side apply, and forces it', async () => {
    const apply = 'apply --server-side --field-manager=other -f FILE';
    await expect(kubectl(apply)).rejects.toThrow(/Apply failed with .* conflict/);
    expect(await kubectl(`${apply} --force-conflicts`)).toContain('deployment.apps/web serverside-applied');
    expect(await image()).toBe('web:1');
  });

  it('asks what it may do', async () => {
    expect(await kubectl('auth can-i delete deployments.apps')).toBe('yes');
    expect(await kubectl('auth can-i list deployments.apps', 'reader')).toBe('yes');
    await expect(kubectl('auth can-i delete deployments.apps', 'reader')).rejects.toMatchObject({ stdout: 'no\n' });
    await expect(kubectl('delete deployment web', 'reader')).rejects.toThrow('Forbidden');
  });

  it('deletes everything and leaves nothing', async () => {
    expect(await kubectl('delete -f FILE --timeout=10s')).toContain('deployment.apps "web" deleted');
    await kubectl('wait --for=delete pods -l app=web --timeout=10s');
    expect(await kubectl('get deployments,replicasets,pods,services,virtualservices -o name')).toBe('');
  });
});
