import type { ProviderConfig } from '../../../domain/target.ts';
import { type Family, type SettingsOf, unionOf } from '../../family.ts';
import type { RouterKind } from '../kind.ts';
import { gateway } from './gateway.ts';
import { istio } from './istio.ts';
import { replicas } from './replicas.ts';
import { service } from './service.ts';

export const routerKinds = { replicas, istio, gateway, service } satisfies Record<string, RouterKind>;
export type RouterConfig = SettingsOf<typeof routerKinds>;
export const routerSchema = unionOf(routerKinds);

/** What moves all of the traffic at once where no router divides it. */
export const atOnce: ProviderConfig = { kind: 'service' };

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
