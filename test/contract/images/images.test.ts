import { describe, expect, it } from 'vitest';
import { createRegistry, type RegistryAuth, registryHabits } from '../../../sandbox/registry/index.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createHttpClient } from '../../../src/platform/http.ts';
import { anonymous, type CredentialStore } from '../../../src/providers/images/docker-config.ts';
import { createImageSource } from '../../../src/providers/images/index.ts';
import { type ImageWorld, imageSourceContract, published } from './suite.ts';
import { createTinyRegistry } from './tiny-registry.ts';

const http = createHttpClient();
const robot: CredentialStore = async () => ({ kind: 'found', credentials: { user: 'robot', password: 'pass:word' } });

function source(credentials: CredentialStore) {
  return createImageSource({ http, clock: systemClock, credentials }, { kind: 'oci' });
}

function onSandbox(
  auth: RegistryAuth,
  credentials: CredentialStore,
  format: 'index' | 'manifest' | 'docker',
  habit?: keyof typeof registryHabits,
) {
  return async (): Promise<ImageWorld> => {
    const tags = published.map((tag) => ({ ...tag, format }));
    const registry = await createRegistry({
      auth,
      ...(habit === undefined ? {} : { habit: registryHabits[habit] }),
      repositories: [{ name: 'shop/app', source: 'https://git.example', tags }],
    });
    return {
      source: source(credentials),
      repository: `${registry.host}/shop/app`,
      digestOf: (tag) => registry.digestOf('shop/app', tag),
      close: () => registry.close(),
    };
  };
}

const users = { robot: 'pass:word' };
imageSourceContract('oci, anonymous, multi-platform', onSandbox({ kind: 'anonymous' }, anonymous, 'index'));
imageSourceContract('oci, password, one platform', onSandbox({ kind: 'basic', users }, robot, 'manifest'));
imageSourceContract('oci, token, Docker manifests', onSandbox({ kind: 'bearer', users }, robot, 'docker'));
imageSourceContract(
  'oci, token for anybody',
  onSandbox({ kind: 'bearer', users, anonymousPull: true }, anonymous, 'index'),
);

for (const habit of Object.keys(registryHabits) as (keyof typeof registryHabits)[]) {
  const { title } = registryHabits[habit];
  imageSourceContract(`oci, ${title}`, onSandbox({ kind: 'bearer', users }, robot, 'index', habit));
}

async function onTiny() {
  const registry = await createTinyRegistry('app', published, 'pass:word');
  const { host, digestOf, close } = registry;
  return { registry, world: { source: source(robot), repository: `${host}/app`, digestOf, close } };
}
imageSourceContract('oci, pages of two, blobs elsewhere, no digest header', async () => (await onTiny()).world);

describe('credentials', () => {
  it('are not shown to the host that a blob is redirected to', async () => {
    const { registry, world } = await onTiny();

    const resolved = await world.source.resolve(world.repository, '2.4.1');

    expect(resolved).toMatchObject({ kind: 'found', image: { commit: published[0]?.revision } });
    expect(registry.blobRequests).toHaveLength(1);
    expect(registry.blobRequests[0]?.authorization).toBeUndefined();
    await world.close();
  });

  it.each(['basic', 'bearer'] as const)(
    'that are wrong or missing are told, without showing them (%s)',
    async (kind) => {
      const registry = await createRegistry({
        auth: { kind, users },
        repositories: [{ name: 'app', source: '', tags: published }],
      });
      const wrong: CredentialStore = async () => ({
        kind: 'found',
        credentials: { user: 'robot', password: 'hunter22' },
      });

      for (const credentials of [wrong, anonymous]) {
        const resolved = await source(credentials).resolve(`${registry.host}/app`, '2.4.1');

        expect(resolved.kind).toBe('failed');
        expect(JSON.stringify(resolved)).toContain(registry.host);
        expect(JSON.stringify(resolved)).not.toContain('hunter22');
      }
      await registry.close();
    },
  );
});
