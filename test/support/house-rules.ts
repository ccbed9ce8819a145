import { families } from '../../src/providers/index.ts';
import type { Import } from './import-graph.ts';

/** A rule of the house: files that match `who` may not import what matches `not`, but for `except`. */
interface Rule {
  who: RegExp;
  not: RegExp;
  except?: RegExp;
  why: string;
}

const pure =
  /^src\/(domain|words|actions|strategies|gates|analysis|messages|preflight|migrations|switches)\/|^src\/engine\/deci|^src\/providers\/([a-z-]+\.ts$|[a-z]+\/(kind\.ts$|kinds\/))|^src\/config\/(fields|units|webhook-section)\.ts$/;
const sdk = /^(@slack\/|bullmq|ioredis|@kubernetes\/|unleash-client|undici|pino|prom-client|@resvg\/|libpg-query)/;

export const rules: readonly Rule[] = [
  { who: pure, not: /^node:/, why: 'pure rooms know no machine' },
  { who: pure, not: sdk, why: 'pure rooms know no SDK' },
  {
    who: pure,
    not: /^[^.\w]|^src\/(?!domain|words|actions|strategies|gates|analysis|messages|preflight|migrations|switches|workloads|engine\/deci|providers\/([a-z-]+\.ts$|[a-z]+\/(kind\.ts$|kinds\/))|config\/(fields|units|webhook-section)\.ts$)/,
    except: /^src\/providers\/(metrics\/(settings|prom-templates|where|duration-units)|(flags|source)\/settings)\.ts$/,
    why: 'pure rooms import only domain and pure siblings',
  },
  {
    who: /^src\/domain\//,
    not: /^src\/(?!(domain|actions)\/|(strategies|analysis\/signals)\/index\.ts$)/,
    why: 'domain knows itself, and the records of kinds',
  },
  {
    who: /^src\/actions\//,
    not: /^src\/(?!(actions|words)\/|domain\/(target|version|names|flag|configuration|migration|job-work|webhook|route|sticky|goal)\.ts$)/,
    why: 'an action is told what it needs of the plan, and does not know the plan',
  },
  {
    who: /^src\/analysis\//,
    not: /^src\/(?!(analysis|domain|words)\/|config\/fields\.ts$)/,
    why: 'a judge knows figures and words, and no release',
  },
  { who: /^src\/workloads\//, not: /^node:/, why: 'what a workload is knows no machine' },
  { who: /^src\/workloads\//, not: sdk, why: 'what a workload is knows no SDK' },
  {
    who: /^src\/workloads\//,
    not: /^src\/(?!domain\/|workloads\/)/,
    except: /^src\/platform\/kube\.ts$/,
    why: 'what a workload is knows the port of a cluster and nothing behind it',
  },
  {
    who: /^src\/marks\//,
    not: /^src\/(?!(marks|domain|actions|workloads)\/|providers\/[a-z-]+\.ts$|platform\/kube\.ts$)/,
    why: 'what a release leaves is known to the engine and to recovery, and knows neither',
  },
  {
    who: /^src\/owners\//,
    not: /^node:|^src\/(?!owners\/|domain\/|platform\/kube(\.ts|\/ownership\.ts)$)/,
    why: 'who else writes is read from objects, and knows no release',
  },
  { who: /^src\/owners\//, not: sdk, why: 'who else writes is read from objects, and knows no SDK' },
  {
    who: /^src\/preflight\//,
    not: /^src\/(?!(preflight|domain|strategies|words|workloads)\/|providers\/routers\/kind\.ts$)/,
    why: 'the look before a release is handed what stands in the namespace, and reads nothing itself',
  },
  { who: /^src\/engine\//, not: /^src\/recovery\//, why: 'recovery may ask the engine, not the other way round' },
  { who: /^src\//, not: /^(commands|jobs|sandbox|test)\//, why: 'src knows nothing of its edges' },
  {
    who: /^commands\//,
    not: /^(jobs|src\/steps|src\/providers)\/|^@kubernetes\//,
    why: 'the asking edge reaches the world through src/requests',
  },
  { who: /^jobs\//, not: /^commands\/|^@slack\//, why: 'jobs know neither the asking edge nor Bolt' },
  {
    who: /^src\/steps\//,
    not: /^src\/providers\//,
    except: /^src\/providers\/(routers\/router|metrics\/metric-source|images\/image-source|flags\/flags)\.ts$/,
    why: 'steps know interfaces, not implementations',
  },
  {
    who: /^src\/providers\//,
    not: /^src\/(steps|engine|requests|store|queue|words|messages|outbox|watch|recovery)\//,
    why: 'a provider family knows neither steps nor engine',
  },
  ...Object.values(families).map(({ folder }) => ({
    who: new RegExp(`^src/providers/${folder}/`),
    not: new RegExp(`^src/providers/(?!${folder}/|(kind|family|settings)\\.ts$)`),
    why: 'a family knows no other family',
  })),
  { who: /^(src|commands|jobs)\//, not: /^(main\.ts$|app\/)/, why: 'nobody imports the composition root' },
  {
    who: /^(?!src\/platform\/slack\/|commands\/|sandbox\/|test\/)/,
    not: /^@slack\//,
    why: 'Slack is wrapped in src/platform/slack and heard in commands',
  },
  {
    who: /^(?!src\/platform\/kube\/|sandbox\/|test\/)/,
    not: /^@kubernetes\//,
    why: 'Kubernetes is wrapped in src/platform/kube',
  },
  {
    who: /^(?!src\/queue\/|jobs\/|sandbox\/|test\/)/,
    not: /^bullmq$/,
    why: 'BullMQ is wrapped in src/queue and run in jobs',
  },
  {
    who: /^(?!src\/platform\/|src\/store\/|src\/queue\/|jobs\/|sandbox\/|test\/)/,
    not: /^ioredis$/,
    why: 'Redis is wrapped in src/platform and src/store',
  },
  {
    who: /^(?!src\/platform\/|sandbox\/|test\/)/,
    not: /^(undici|pino|prom-client|@resvg\/.*|libpg-query)$/,
    why: 'wrapped in src/platform',
  },
];

export function breaches(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to }) =>
    rules
      .filter(({ who, not, except }) => who.test(from) && not.test(to) && !except?.test(to))
      .map(({ why }) => `${from} imports ${to}: ${why}`),
  );
}
