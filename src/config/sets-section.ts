import { z } from 'zod';
import type { SetEntry } from './catalogue.ts';
import { channel, field, name } from './fields.ts';
import { inOrderOfNeeds } from './set-order.ts';

/** A tag as registries have it, or a digest. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const versionPattern = /^(?:[\w][\w.+-]{0,127}|sha256:[0-9a-f]{64})$/;

const version = z
  .string({ error: 'expected a version in quotes, such as "2.10": YAML takes a bare one for a number' })
  .regex(versionPattern, { error: 'expected a version such as 2.4.1: letters, digits, ".", "_", "+" and "-"' });

/** A card shows as many stages as this. */
const mostServices = 50;

/** Names of the services that must have their version before this one, where they are released together. */
export const needsSection = z.array(name, { error: 'expected a list of services, such as [search]' });

const set = z.strictObject({
  services: z
    .record(name, version)
    .refine((all) => Object.keys(all).length > 0, { error: 'name at least one service' })
    .refine((all) => Object.keys(all).length <= mostServices, { error: `a set has at most ${mostServices} services` })
    .meta({
      description:
        'Services, each with its version: released in this order, but for those that a service `needs`, which come before it.',
    }),
  environment: field(
    name,
    'Where it is released when the command names no environment. Default: the first, in promotion order, where a service lacks its version.',
  ),
  channel: field(channel, 'Slack channel for its card. Default: that of its last service.'),
});

export const setsSection = z.record(name, set);
type Written = z.output<typeof setsSection>;
type Needs = Record<string, { needs?: readonly string[] | undefined }>;

/** Sets in the order of the file, their services in the order in which they are released. */
export function setsOf(written: Written | undefined, services: Needs): SetEntry[] {
  return Object.entries(written ?? {}).map(([each, { services: versions, environment, channel: told }]) => ({
    name: each,
    environment: environment ?? null,
    channel: told ?? null,
    services: inOrderOfNeeds(Object.keys(versions), (service) => services[service]?.needs ?? []).map((service) => ({
      service,
      version: versions[service] ?? '',
    })),
  }));
}
