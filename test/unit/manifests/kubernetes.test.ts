import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createCluster, type SandboxCluster } from '../../../sandbox/cluster/index.ts';
import { readEnvironment } from '../../../src/config/environment.ts';
import { variables } from '../../../src/config/environment-schema.ts';
import { createCatalogueReader } from '../../../src/config/load.ts';
import { allPermissions, merged } from '../../../src/doctor/permissions.ts';
import { configurationPermissions, configurationRole } from '../../../src/marks/configuration-permissions.ts';
import { families } from '../../../src/providers/index.ts';
import { applied, documents, kubernetesObjects, type Manifest, manifests, only, yamlFiles } from './yaml.ts';

const roleSchema = z.object({
  rules: z.array(
    z.object({ apiGroups: z.array(z.string()), resources: z.array(z.string()), verbs: z.array(z.string()) }),
  ),
});

const container = z.looseObject({
  args: z.array(z.string()).default([]),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  ports: z.array(z.object({ containerPort: z.number() })),
  readinessProbe: z.looseObject({}),
  livenessProbe: z.looseObject({}),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
});
const workloadSchema = z.looseObject({
  spec: z.looseObject({
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        terminationGracePeriodSeconds: z.number().optional(),
        securityContext: z.looseObject({
          runAsNonRoot: z.literal(true),
          runAsUser: z.number().positive(),
          seccompProfile: z.object({ type: z.literal('RuntimeDefault') }),
        }),
        containers: z.array(container).length(1),
      }),
    }),
  }),
});

describe('the Kubernetes manifests', () => {
  it('are YAML that can be read', async () => {
    const all = await Promise.all((await yamlFiles()).map(documents));
    expect(all.flat().length).toBeGreaterThan(15);
  });

  it('permit what the steps, routers and sources need, and no more', async () => {
    const role = roleSchema.parse(only(await kubernetesObjects(), 'ClusterRole', 'sluice-releaser'));
    const granted = role.rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) => resources.map((resource) => `${group}/${resource}: ${verbs.toSorted().join(' ')}`)),
    );
    const needed = merged(allPermissions).map(
      ({ group, resource, verbs }) => `${group}/${resource}: ${[...verbs].toSorted().join(' ')}`,
    );
    expect(granted.toSorted()).toEqual(needed.toSorted());
  });

  it.each([true, false])(
    'give what versioned configuration needs only where it is asked for (Secrets too: %s)',
    async (secrets) => {
      const configuration = { versioned: 'all' as const, secrets };
      const role = roleSchema.parse(only(await kubernetesObjects(), 'ClusterRole', configurationRole(configuration)));
      const granted = role.rules.flatMap(({ resources, verbs }) => resources.map((resource) => ({ resource, verbs })));
      const needed = configurationPermissions(configuration).map(({ resource, verbs }) => ({ resource, verbs }));
      expect(granted).toEqual(needed);
      expect(allPermissions.map(({ resource }) => resource)).not.toContain('secrets');
    },
  );

  it('run every process restricted, with probes, and labels that its selector finds', async () => {
    const objects = await kubernetesObjects();
    const workloads = objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
    expect(workloads.map(({ metadata }) => metadata.name)).toEqual(['sluice-bot', 'sluice-redis', 'sluice-worker']);
    for (const workload of workloads) {
      const { selector, template } = workloadSchema.parse(workload).spec;
      expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    }
  });

  it.each(['bot', 'worker'])('start the %s with settings that Sluice understands', async (role) => {
    const objects = await kubernetesObjects();
    const { spec } = workloadSchema.parse(only(objects, 'Deployment', `sluice-${role}`)).spec.template;
    const [sluice] = spec.containers;
    const secret = z.object({ stringData: z.record(z.string(), z.string()) }).parse(only(objects, 'Secret', 'sluice'));
    const given = Object.fromEntries(sluice?.env.map(({ name, value }) => [name, value]) ?? []);
    expect(sluice?.args).toEqual(['run', '--role', role]);
    expect(variables).toEqual(expect.arrayContaining([...Object.keys(given), ...Object.keys(secret.stringData)]));
    const read = readEnvironment({ ...given, ...secret.stringData, SLUICE_ROLE: role });
    expect(read).toMatchObject({ kind: 'valid', settings: { port: sluice?.ports[0]?.containerPort } });
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(25);
  });

  it.each(['bot', 'worker'])(
    'give the %s a folder that outlives its container, where the guide has the backup',
    async (role) => {
      const spec = z.object({
        volumes: z.array(z.object({ name: z.string(), emptyDir: z.object({ sizeLimit: z.string() }).optional() })),
        containers: z.array(
          z.object({
            volumeMounts: z.array(
              z.object({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().default(false) }),
            ),
          }),
        ),
      });
      const deployment = only(await kubernetesObjects(), 'Deployment', `sluice-${role}`);
      const { volumes, containers } = z.object({ spec: z.object({ template: z.object({ spec }) }) }).parse(deployment)
        .spec.template.spec;
      const guide = await readFile(join(manifests, '../docs/guide/switches.md'), 'utf8');
      const backup = /backup: (\S+)/.exec(guide)?.[1];
      const mount = containers[0]?.volumeMounts.find(({ mountPath }) => mountPath === backup);
      expect(mount).toMatchObject({ readOnly: false });
      expect(volumes.find(({ name }) => name === mount?.name)?.emptyDir).toBeDefined();
    },
  );

  it('carry a catalogue that is valid', async () => {
    const map = only(await kubernetesObjects(), 'ConfigMap', 'sluice-catalogue');
    const { data } = z.object({ data: z.object({ 'sluice.yaml': z.string() }) }).parse(map);
    const loaded = createCatalogueReader(families).parse(data['sluice.yaml'], 'sluice.yaml');
    expect(loaded).toMatchObject({ kind: 'valid' });
  });

  it('have Redis keep everything', async () => {
    const map = only(await kubernetesObjects(), 'ConfigMap', 'sluice-redis');
    const { data } = z.object({ data: z.object({ 'redis.conf': z.string() }) }).parse(map);
    expect(data['redis.conf'].split('\n')).toEqual(
      expect.arrayContaining(['appendonly yes', 'appendfsync everysec', 'maxmemory-policy noeviction']),
    );
  });
});

describe('the Kubernetes manifests on an API server', () => {
  let cluster: SandboxCluster;
  beforeAll(async () => {
    cluster = await createCluster();
    for (const name of ['staging', 'production']) {
      cluster.objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    }
  });
  afterAll(() => cluster.close());

  it('are taken, and change nothing when they are applied again', async () => {
    const objects = (await kubernetesObjects()).toSorted((a, b) => rank(a) - rank(b));
    const first = appliedOf(cluster, objects);
    expect(appliedOf(cluster, objects)).toEqual(first);
    expect(first.length).toBeGreaterThanOrEqual(objects.length - 1);
  });
});

function rank({ kind }: Manifest): number {
  return kind === 'Namespace' ? 0 : 1;
}

/** Kinds and names with their generation; kinds that the sandbox does not serve (NetworkPolicy) are left out. */
function appliedOf(cluster: SandboxCluster, objects: readonly Manifest[]): string[] {
  return objects.flatMap((object) => {
    const { kind, metadata } = applied(cluster, object) ?? {};
    return metadata ? [`${kind} ${metadata.name} ${metadata.generation ?? ''}`] : [];
  });
}
