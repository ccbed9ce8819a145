import type { IncidentDeps, IncidentRoad, RoadOf } from './incident-road.ts';
import { type IncidentConfig, incidentSchema } from './kinds/index.ts';
import { createWebhook } from './webhook.ts';

type Makers = {
  [K in IncidentConfig['kind']]: (
    deps: IncidentDeps,
    config: Extract<IncidentConfig, { kind: K }>,
  ) => IncidentRoad | null;
};

const makers: Makers = { webhook: createWebhook, none: () => null };

/** Roads by their settings; releases from before there were any have none. */
export function createRoads(deps: IncidentDeps): RoadOf {
  return (config) => (config === undefined ? null : make(deps, incidentSchema.parse(config)));
}

function make<K extends IncidentConfig['kind']>(
  deps: IncidentDeps,
  config: Extract<IncidentConfig, { kind: K }>,
): IncidentRoad | null {
  const maker: Makers[K] = makers[config.kind as K];
  return maker(deps, config);
}
