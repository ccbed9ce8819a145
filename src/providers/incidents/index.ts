import { mustRead } from '../family.ts';
import type { IncidentDeps, IncidentNotifier, NotifierOf } from './incident-notifier.ts';
import { type IncidentConfig, incidentSchema } from './kinds/index.ts';
import { createWebhook } from './webhook.ts';

type Makers = {
  [K in IncidentConfig['kind']]: (
    deps: IncidentDeps,
    config: Extract<IncidentConfig, { kind: K }>,
  ) => IncidentNotifier | null;
};

const makers: Makers = { webhook: createWebhook, none: () => null };

/** Roads by their settings, of which keys of another version are passed over; releases from before there were any have none. */
export function createNotifiers(deps: IncidentDeps): NotifierOf {
  return (config) => (config === undefined ? null : make(deps, mustRead(incidentSchema, config)));
}

function make<K extends IncidentConfig['kind']>(
  deps: IncidentDeps,
  config: Extract<IncidentConfig, { kind: K }>,
): IncidentNotifier | null {
  const maker: Makers[K] = makers[config.kind as K];
  return maker(deps, config);
}
