import {
  createRegistry,
  type Registry,
  type RegistryAuth,
  type RepositorySpec,
} from '../../../sandbox/registry/index.ts';

/** When each image was built. */
export const created = '2026-11-02T09:00:00Z';
/** One repository, with an image of each format. */
export const repositories: RepositorySpec[] = [
  {
    name: 'shop/checkout',
    source: 'https://git.example.com/shop/checkout',
    tags: [
      { tag: '2.4.0', revision: 'a'.repeat(40), created },
      { tag: '2.4.1', revision: 'b'.repeat(40), created, format: 'manifest' },
      { tag: '2.10.0', revision: 'c'.repeat(40), created, format: 'docker' },
    ],
  },
];

/** The registries that `closeAll` will close. */
export const open: Registry[] = [];

/** A registry with the repositories, open until `closeAll`. */
export async function registry(auth?: RegistryAuth): Promise<Registry> {
  const started = await createRegistry({ repositories, ...(auth ? { auth } : {}) });
  open.push(started);
  return started;
}

/** Closes all registries that are open. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((one) => one.close()));
}
