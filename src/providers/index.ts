import type { ObjectRef } from '../domain/object-ref.ts';
import type { Permission } from '../domain/permission.ts';
import type { Target } from '../domain/target.ts';
import { allPermissionsOf, chosen, configIn, type Family, objectsIn, permissionsIn, unknownIn } from './family.ts';
import { flags } from './flags/kinds/index.ts';
import { images } from './images/kinds/index.ts';
import { incidents } from './incidents/kinds/index.ts';
import type { Standpoint } from './kind.ts';
import { metrics } from './metrics/kinds/index.ts';
import { routers } from './routers/kinds/index.ts';
import { routedAtOnce } from './routing.ts';
import { sources } from './source/kinds/index.ts';

/** All families of providers, by their key in the catalogue and in the order of its reference. */
export const families = { traffic: routers, metrics, images, incidents, flags, source: sources };

const all: readonly Family[] = Object.values(families);

/** What a target needs for its providers. @throws where this version cannot read the settings of one */
export function providerPermissions(target: Target, from: Standpoint): Permission[] {
  return all.flatMap((family) => permissionsIn(family, target, from));
}

/** What all providers together may need. */
export const allProviderPermissions: readonly Permission[] = all.flatMap(allPermissionsOf);

/** Where the providers of a target may have left marks. @throws where this version cannot read the settings of one */
export function providerObjects(target: Target): ObjectRef[] {
  const atOnce = routedAtOnce(target);
  // A release may have moved its traffic at once, whatever the catalogue says of its usual way.
  const switched = atOnce === target ? [] : objectsIn(routers, atOnce);
  return [...all.flatMap((family) => objectsIn(family, target)), ...switched];
}

/** Whether this version can read the settings of all providers of a target. */
export function areReadable(target: Target): boolean {
  return all.every((family) => {
    const stored = configIn(family, target);
    return stored === null || chosen(family.kinds, stored) !== null;
  });
}

/** The first setting of a target's providers that only another version can read, with its place; null where there is none. */
export function unknownSetting(target: Target): string | null {
  for (const family of all) {
    const unknown = unknownIn(family, target);
    if (unknown !== null) return unknown;
  }
  return null;
}
