import type { Strategy, Target } from '../domain/target.ts';
import { migrationOf } from '../migrations/of-written.ts';
import type { WrittenMigration } from '../migrations/written.ts';
import type { ProviderMember } from '../providers/family.ts';
import { writtenStrategy } from '../strategies/make-plan.ts';
import type { Catalogue, ClusterSettings, ServiceEntry } from './catalogue.ts';
import { configurationOf, type WrittenConfiguration } from './configuration-section.ts';
import { builtIn, builtInStrategies } from './defaults.ts';
import { channel as channelField } from './fields.ts';
import { gatesOf } from './gate-settings.ts';
import { placesIn, type WrittenPlace } from './places.ts';
import type { CatalogueFile, Layer, ProviderSchemas } from './schema.ts';
import { analysisOf, approvalOf, type Bottom, bottom, paceOf, workloadOf } from './sections-of-target.ts';
import { setsOf } from './sets-section.ts';
import { listedIn } from './signal-settings.ts';
import { switchesOf } from './switches-section.ts';
import { trainOf } from './train-section.ts';

/** The name of the cluster that Sluice itself runs in. */
export const inCluster = 'in-cluster';

/** All strategies by name: those of the file over the built-in ones. */
export function strategiesOf(file: CatalogueFile): Record<string, Strategy> {
  const known = builtInStrategies.map((kind) => [kind, writtenStrategy.parse({ kind })] as const);
  return { ...Object.fromEntries(known), ...file.strategies };
}

/** The cluster of an environment that names none: the only one, or the one Sluice runs in. */
export function usualCluster(clusters: readonly string[]): string | null {
  if (clusters.length === 0) return inCluster;
  return clusters.length === 1 ? (clusters[0] ?? null) : null;
}

/** Environments of a service in promotion order. */
function environmentsOf(file: CatalogueFile, service: string): string[] {
  const listed = file.services[service]?.environments;
  return Object.keys(file.environments).filter(
    (environment) => listed === undefined || Object.hasOwn(listed, environment),
  );
}

/** Makes the catalogue of a file whose names were all checked (`checkReferences` found nothing). */
export function assemble(
  file: CatalogueFile,
  providers: ProviderSchemas,
  origin: { file: string; hash: string },
): Catalogue {
  const strategies = strategiesOf(file);
  const base = bottom(providers);
  const services = Object.entries(file.services).map(([name, service]): ServiceEntry => {
    const places = environmentsOf(file, name).flatMap((environment) => placesIn(file, service, environment));
    return { name, targets: places.map((place) => target(file, base, strategies, name, place, places)) };
  });
  return {
    ...origin,
    clusters: clustersOf(file),
    environments: Object.entries(file.environments).map(([name, entry]) => ({
      name,
      protected: entry?.protected ?? false,
    })),
    services,
    sets: setsOf(file.sets, file.services),
    strategies,
    switches: switchesOf(file.switches),
  };
}

function clustersOf(file: CatalogueFile): Record<string, ClusterSettings> {
  const all: Record<string, ClusterSettings> = { [inCluster]: { kind: 'in-cluster' } };
  for (const [name, settings] of Object.entries(file.clusters ?? {})) {
    all[name] = settings?.inCluster
      ? { kind: 'in-cluster' }
      : { kind: 'kubeconfig', kubeconfig: settings?.kubeconfig ?? null, context: settings?.context ?? name };
  }
  return all;
}

/** Lower levels win: defaults, environment, place, service, service in the environment, service at the place. */
function target(
  file: CatalogueFile,
  base: Bottom,
  strategies: Record<string, Strategy>,
  name: string,
  where: WrittenPlace,
  places: readonly WrittenPlace[],
): Target {
  const environment = file.environments[where.environment] ?? {};
  const service = file.services[name];
  if (service === undefined) throw new Error(`no service ${name}`);
  const here = service.environments?.[where.environment] ?? {};
  const layers: readonly Layer[] = [file.defaults ?? {}, ...where.layers];
  const isProtected = environment.protected ?? false;
  const strategy = last(layers, 'strategy') ?? builtIn.strategy;
  const providers = providersOf(layers, base);
  const releaseFlags = last(layers, 'releaseFlags');
  const analysis = { ...base.analysis, ...merged(layers, 'analysis') };
  return {
    service: name,
    environment: where.named,
    ...(where.place ? { place: where.place } : {}),
    ...teamOf(last(layers, 'team')),
    cluster: where.cluster ?? usualCluster(Object.keys(file.clusters ?? {})) ?? inCluster,
    namespace: where.namespace ?? where.environment,
    channel: last(layers, 'channel') ?? channelField.parse(name),
    protected: isProtected,
    requires: requirement(here.requires ?? environment.requires, where, places),
    workload: workloadOf(name, { ...service.workload, ...here.workload }),
    ...providers,
    ...(releaseFlags && releaseFlags.length > 0 ? { releaseFlags } : {}),
    ...(last(layers, 'onlyListedFlags') ? { onlyListedFlags: true } : {}),
    repository: here.image ?? service.image,
    strategy: typeof strategy === 'string' ? named(strategies, strategy) : strategy,
    strategies: Object.values(strategies),
    analysis: analysisOf(analysis, () => base.usualIntervalMs(providers.metrics)),
    signals: listedIn(analysis, providers.metrics.kind, base.answers(providers.metrics)),
    approval: approvalOf({ ...base.approval, ...merged(layers, 'approval') }, isProtected),
    ...paceOf({ ...base.limits, ...merged(layers, 'limits') }, last(layers, 'whileReleasing')),
    ...trainOf(merged(layers, 'train'), where.bakeMs),
    ...gatesOf(merged(layers, 'gates')),
    ...configurationHere(here.configuration ?? service.configuration),
    ...migrationHere(name, here.migration ?? service.migration),
    mention: last(layers, 'mention') ?? [],
    ...(merged(layers, 'notify').deliberateRollback === 'alert' ? { notify: { deliberate: 'alert' as const } } : {}),
    links: merged(layers, 'links'),
  };
}

function teamOf(team: string | undefined): Pick<Target, 'team'> {
  return team === undefined ? {} : { team };
}

function configurationHere(written: WrittenConfiguration | 'none' | undefined): Pick<Target, 'configuration'> {
  return written === undefined || written === 'none' ? {} : { configuration: configurationOf(written) };
}

function migrationHere(service: string, written: WrittenMigration | 'none' | undefined): Pick<Target, 'migration'> {
  return written === undefined || written === 'none' ? {} : { migration: migrationOf(service, written) };
}

/** The provider of every family, where targets keep it. */
function providersOf(layers: readonly Layer[], base: Bottom): Pick<Target, ProviderMember> {
  const kept = base.families.map(([setting, { member }]) => [member, last(layers, setting) ?? base[setting]]);
  return Object.fromEntries(kept) as Pick<Target, ProviderMember>;
}

function last<K extends keyof Layer>(layers: readonly Layer[], key: K): NonNullable<Layer[K]> | undefined {
  return layers.findLast((layer) => layer[key] !== undefined)?.[key] ?? undefined;
}

function merged<K extends 'analysis' | 'approval' | 'limits' | 'train' | 'gates' | 'notify' | 'links'>(
  layers: readonly Layer[],
  key: K,
) {
  return Object.assign({}, ...layers.map((layer) => layer[key] ?? {})) as Present<NonNullable<Layer[K]>>;
}

/** zod's optional members are never there with the value undefined. */
type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function named(strategies: Record<string, Strategy>, name: string): Strategy {
  const found = strategies[name];
  if (found === undefined) throw new Error(`no strategy ${name}`);
  return found;
}

/** An environment with places has had a version once the last of them has it. */
function requirement(
  said: string | undefined,
  { environment }: WrittenPlace,
  places: readonly WrittenPlace[],
): string | null {
  if (said === 'none') return null;
  if (said !== undefined) return places.findLast((each) => each.environment === said)?.named ?? said;
  const first = places.findIndex((each) => each.environment === environment);
  return places[first - 1]?.named ?? null;
}
