import { z } from 'zod';
import { providerConfigSchema, whileReleasing } from '../domain/target.ts';
import { migrationSection } from '../migrations/written.ts';
import type { Family } from '../providers/family.ts';
import type { families } from '../providers/index.ts';
import { writtenStrategy } from '../strategies/make-plan.ts';
import { listed } from '../words/listed.ts';
import { usualKind, workloadKinds } from '../workloads/index.ts';
import { configurationSection } from './configuration-section.ts';
import { builtIn, builtInStrategies } from './defaults.ts';
import { channel, field, label, name, objectName, repository } from './fields.ts';
import { flagReleases } from './flag-release.ts';
import { gatesSection } from './gate-settings.ts';
import { notifySection } from './notify-section.ts';
import { placesHere, placesSection } from './places-section.ts';
import { analysisSection, approvalSection, limitsSection, linksSection, mentionSection } from './sections.ts';
import { needsSection, setsSection } from './sets-section.ts';
import { switchesSection } from './switches-section.ts';
import { trainSection } from './train-section.ts';

/** Where the catalogue names a provider: by the families' keys in it. */
type Setting = keyof typeof families;

type CatalogueFamily = Pick<Family, 'description' | 'usual' | 'schema' | 'member'>;

/** The families of providers, as far as the catalogue must know them. */
export type ProviderSchemas = Record<Setting, CatalogueFamily> & {
  metrics: Pick<(typeof families)['metrics'], 'answers' | 'usualIntervalMs' | 'usualIntervals'>;
};

/** Every family with its key in the catalogue, in their order. */
export function familiesOf(providers: ProviderSchemas): [Setting, CatalogueFamily][] {
  return Object.entries<CatalogueFamily>(providers) as [Setting, CatalogueFamily][];
}

/** `make` for each family, in their order. */
export function ofEach<T>(providers: ProviderSchemas, make: (family: CatalogueFamily) => T): Record<Setting, T> {
  const made = familiesOf(providers).map(([setting, family]) => [setting, make(family)]);
  return Object.fromEntries(made) as Record<Setting, T>;
}

function providerField({ schema, description, usual }: CatalogueFamily) {
  return field(schema.pipe(providerConfigSchema), description, usual);
}

/** What may be said at every level: under `defaults`, an environment, a service, and a service in an environment. */
function overridable(providers: ProviderSchemas) {
  return {
    channel: field(channel, 'Slack channel for the cards: a name or an id.'),
    team: field(name, 'Who owns the service: what a switch of Sluice may be limited to.'),
    strategy: field(
      z.union([name, writtenStrategy]),
      'How a new version is rolled out: the name of a strategy, or one written here.',
      builtIn.strategy,
    ),
    ...ofEach(providers, providerField),
    releaseFlags: field(
      flagReleases,
      'Feature flags that move with every release: off before it, on by steps once the new version is in, and back when something is wrong. One that is on for everybody already stays.',
      [],
    ),
    onlyListedFlags: field(
      z.boolean(),
      'Whether releases may move no other flags than those of `releaseFlags`, with a version or by themselves.',
      false,
    ),
    analysis: field(analysisSection(providers.metrics.usualIntervals), 'When the new version counts as worse.'),
    approval: field(approvalSection, 'Who must agree before a release starts.'),
    whileReleasing: field(
      z.enum(whileReleasing, { error: `must be one of: ${listed(whileReleasing)}` }),
      'What becomes of a version that is asked for while another one is being released there. `refuse`: nothing; `queue`: it waits for the end of that one; `supersede`: that one is taken back, unless it is being promoted, and then it is its turn.',
      builtIn.whileReleasing,
    ),
    limits: field(limitsSection, 'How long things may take.'),
    train: field(trainSection, 'How a version goes on from environment to environment, and from place to place.'),
    gates: field(
      gatesSection,
      'What must hold before a release starts, beyond what always must. `none` turns a gate off.',
    ),
    notify: field(notifySection, 'What people are called for.'),
    mention: field(mentionSection, 'Who an alert mentions: user groups or user ids.', []),
    links: field(linksSection, 'URL templates shown on the card and in the report.'),
  };
}

const place = {
  cluster: field(name, 'A name from `clusters`. Default: the only cluster, or the one Sluice runs in.'),
  requires: field(
    name,
    'The environment to which a version must have been released first; `none` turns this off. Default: the environment before this one that the service has.',
  ),
};

const kinds = Object.values(workloadKinds).map(({ kind }) => kind);

const workload = z.strictObject({
  kind: field(z.enum(kinds), 'What makes its pods.', workloadKinds[usualKind].kind),
  name: field(objectName, 'The Deployment, StatefulSet or DaemonSet. Default: the name of the service.'),
  container: field(label, 'Its container that gets the new image. Default: the name of the workload.'),
  containers: field(
    z.array(label, { error: 'expected a list of containers, such as [migrate]' }),
    'Other containers that get the new image with it, init containers included. Default: all whose image is of the same repository; `[]`: none.',
  ),
  service: field(
    label,
    'The Kubernetes Service in front of it; `none` for a worker without one. Default: the name of the workload.',
  ),
  port: field(
    z.number({ error: 'expected a port number' }).int().min(1).max(65_535),
    'Container port that serves the traffic and `/metrics`.',
    builtIn.port,
  ),
});

const cluster = z.strictObject({
  context: field(z.string().min(1), 'Context of the kubeconfig. Default: the name of the cluster.'),
  kubeconfig: field(z.string().min(1), 'Path of the kubeconfig. Default: `SLUICE_KUBECONFIG`.'),
  inCluster: field(z.boolean(), 'The cluster that Sluice itself runs in, by its service account.', false),
});

/** The schema of `sluice.yaml`, strict at every level. Entries that have no settings may be left empty (`staging:`). */
export function catalogueSchema(providers: ProviderSchemas) {
  const common = overridable(providers);
  // A place is within a train: it does not say how that goes on, but for its own `bake`.
  const { train: _train, ...atPlace } = common;
  const environment = z.strictObject({
    ...place,
    namespace: field(label, 'Default: the name of the environment.'),
    protected: field(z.boolean(), 'Production: buttons that do harm ask again, and an approval is required.', false),
    places: placesSection(atPlace),
    ...common,
  });
  const serviceHere = z.strictObject({
    ...place,
    namespace: field(label, 'A different namespace for this service here.'),
    image: field(repository, 'A different image repository here.'),
    migration: field(
      z.union([migrationSection, z.literal('none')]),
      'Another migration here, instead of the one of the service; `none`: its database does not change here.',
    ),
    configuration: field(
      z.union([configurationSection, z.literal('none')]),
      'Otherwise here than the service says; `none`: not looked at here.',
    ),
    workload: field(workload, 'Other names here.'),
    places: placesHere(atPlace),
    ...common,
  });
  const service = z.strictObject({
    image: repository.meta({ description: 'Image repository, without tag.', examples: ['registry.example/checkout'] }),
    workload: field(workload, 'What is released: a Deployment, StatefulSet or DaemonSet, and its Kubernetes Service.'),
    configuration: field(configurationSection, 'Its ConfigMaps and Secrets move with a release, and back.'),
    migration: field(migrationSection, 'How the database of the service changes with a release.'),
    needs: field(
      needsSection,
      'Services that get their version before this one does, where a set has both; on the way back, after it.',
      [],
    ),
    ...common,
    environments: field(
      z.record(name, serviceHere.nullable()),
      'The environments that this service is in, each with what differs there. Default: all.',
    ),
  });
  return z.strictObject({
    version: z.literal(1, { error: 'expected 1, the version of this format' }).meta({ description: 'Always 1.' }),
    clusters: field(z.record(name, cluster.nullable()), 'Kubernetes clusters by name. `in-cluster` always exists.'),
    switches: field(
      switchesSection,
      'Where the switches are kept by which people turn parts of Sluice itself off. Without it there are none.',
    ),
    defaults: field(z.strictObject(common), 'What applies everywhere unless a lower level says otherwise.'),
    strategies: field(
      z.record(name, writtenStrategy),
      `Strategies by name, for \`strategy\` and for \`/deploy … with <name>\`. ${listed(builtInStrategies.map((name) => `\`${name}\``))} always exist.`,
    ),
    environments: z
      .record(name, environment.nullable())
      .refine((all) => Object.keys(all).length > 0, { error: 'name at least one environment' })
      .meta({ description: 'Where services run, in promotion order: the first is released to first.' }),
    services: z.record(name, service).meta({ description: 'What can be released.' }),
    sets: field(
      setsSection,
      'Versions of several services that are released together, by `/deploy set <name>`: all or none.',
    ),
  });
}
export type CatalogueFile = z.output<ReturnType<typeof catalogueSchema>>;
export type Layer = NonNullable<CatalogueFile['defaults']>;
