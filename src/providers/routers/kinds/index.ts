import { type Family, type SettingsOf, unionOf } from '../../family.ts';
import type { RouterKind } from '../kind.ts';
import { istio } from './istio.ts';
import { replicas } from './replicas.ts';

export const routerKinds = { replicas, istio } satisfies Record<string, RouterKind>;
export type RouterConfig = SettingsOf<typeof routerKinds>;
export const routerSchema = unionOf(routerKinds);

export const routers: Family<RouterKind> = {
  folder: 'routers',
  description: 'What divides the traffic between the versions. Replaced as a whole by the level below.',
  usual: { kind: 'replicas' },
  kinds: routerKinds,
  schema: routerSchema,
  check: {
    what: 'route',
    inCluster: true,
    applies: ({ kind, config }, target) => kind.isRouted(config, target),
    well: ({ config }) => config.kind,
    given: () => null,
    remedy: (_, { service }) => `create or correct it, or correct \`traffic\` of ${service} in the catalogue`,
  },
  member: 'router',
};
