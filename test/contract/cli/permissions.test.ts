import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { App } from '../../../app/start.ts';
import type { AccessRule } from '../../../sandbox/cluster/http/access.ts';
import { startSluice } from '../../../sandbox/world/app.ts';
import { type SandboxWorld, startWorld } from '../../../sandbox/world/start.ts';
import { ask, reportOf } from '../../story/world.ts';
import { until } from '../../support/cluster-waits.ts';
import { fewerStages } from '../../support/small-world.ts';
import { kubernetesObjects, only } from '../../unit/manifests/yaml.ts';

const roleSchema = z.object({
  rules: z.array(
    z.object({ apiGroups: z.array(z.string()), resources: z.array(z.string()), verbs: z.array(z.string()) }),
  ),
});

/** The ClusterRole of the manifests, bound in the two namespaces. */
async function manifestRules(): Promise<AccessRule[]> {
  const role = roleSchema.parse(only(await kubernetesObjects(), 'ClusterRole', 'sluice-releaser'));
  return role.rules.map((rule) => ({ ...rule, namespaces: ['staging', 'production'] }));
}

/** Subsets as well, so that DestinationRule and ReplicaSets are read. */
const subsets = '{ kind: istio, virtualService: checkout, mode: subsets, destinationRule: checkout }';

describe('Sluice with exactly the permissions of the manifests', () => {
  let world: SandboxWorld;
  let app: App;
  beforeAll(async () => {
    world = await startWorld({
      pace: { bake: '1s', interval: '250ms' },
      cluster: { users: { sluice: { rules: await manifestRules() } } },
      edit: (text) =>
        fewerStages(text)
          .replace('admin@sandbox', 'sluice@sandbox')
          .replace('{ kind: istio, virtualService: checkout }', subsets),
    });
    await writeFile(world.kubeconfig, world.cluster.kubeconfig('sluice'));
    app = await startSluice(world, { editEveryMs: 300 });
    await world.slack.waitForBots(1, 10_000);
    await until(world.cluster, () => world.cluster.objects.list('pods').every(isReady));
  }, 60_000);
  afterAll(async () => {
    await app?.stop();
    await world?.stop();
  });

  it.each([
    ['checkout 2.4.1', 'a canary on Istio subsets', 'SUCCESS'],
    ['search 1.9.1', 'a canary by pods', 'SUCCESS'],
    ['payments-worker 3.2.1', 'recreate', 'SUCCESS'],
    ['checkout 2.7.0', 'a canary that goes back', 'ROLLBACK'],
  ])(
    'releases %s: %s',
    async (words, _what, status) => {
      const card = await ask({ world }, `${words} to staging`);
      expect((await reportOf({ world }, card)).text).toContain(status);
    },
    90_000,
  );
});

function isReady(pod: object): boolean {
  const { status } = pod as { status?: { conditions?: { type: string; status: string }[] } };
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}
