import { placeNamed } from '../domain/place.ts';
import type { Target } from '../domain/target.ts';
import type { CatalogueFile, Layer } from './schema.ts';

/** Where a service runs: an environment, or one of its places, with what the catalogue says there. */
export interface WrittenPlace {
  /** As targets name it: `staging`, `production/eu`. */
  named: string;
  environment: string;
  /** From the highest level to the lowest, beside the defaults. */
  layers: readonly Layer[];
  cluster: string | undefined;
  namespace: string | undefined;
  /** How long the version must have been in before the next ring gets it (ms), where that is said. */
  bakeMs: number | undefined;
  /** Absent where the environment has no places. */
  place: NonNullable<Target['place']> | undefined;
}

type EnvironmentHere = NonNullable<CatalogueFile['environments'][string]>;
type Service = CatalogueFile['services'][string];
type ServiceHere = NonNullable<NonNullable<Service['environments']>[string]>;

/** All places of a service in one environment, in the order in which they get a version. */
export function placesIn(file: CatalogueFile, service: Service, environment: string): WrittenPlace[] {
  const general: EnvironmentHere = file.environments[environment] ?? {};
  const here: ServiceHere = service.environments?.[environment] ?? {};
  const { cluster, namespace } = general;
  if (!general.places) {
    const layers = [general, service, here];
    const where = { cluster: here.cluster ?? cluster, namespace: here.namespace ?? namespace };
    return [{ named: environment, environment, layers, ...where, bakeMs: undefined, place: undefined }];
  }
  const rings = ringsOf(general.places);
  return general.places.flatMap((each, index): WrittenPlace[] => {
    if (here.places && !Object.hasOwn(here.places, each.name)) return [];
    const mine = here.places?.[each.name] ?? {};
    return [
      {
        named: placeNamed(environment, each.name),
        environment,
        layers: [general, each, service, here, mine],
        cluster: mine.cluster ?? here.cluster ?? each.cluster ?? cluster,
        namespace: mine.namespace ?? here.namespace ?? each.namespace ?? namespace,
        bakeMs: mine.bake ?? each.bake,
        place: { ring: rings[index] ?? 0, asks: each.approval !== undefined || mine.approval !== undefined },
      },
    ];
  });
}

/** The number of each place's ring: it shares that of the place before where both name the same. */
function ringsOf(places: readonly { ring?: string | undefined }[]): number[] {
  let number = 0;
  return places.map(({ ring }, index) => {
    const shared = ring !== undefined && places[index - 1]?.ring === ring;
    if (index > 0 && !shared) number += 1;
    return number;
  });
}
