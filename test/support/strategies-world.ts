import { defaultWorld, type World, type WorldService } from '../../sandbox/workloads/index.ts';

/** Enough that a bad version is seen within seconds; every fifth request carries the mark. */
const rate = { rps: 60, peakRps: 60 };

/** A service of the shop's under another name, so that several can be released at the same time. */
function like(model: string, name: string, replicas: number, more: Partial<WorldService> = {}): WorldService {
  const found = defaultWorld.services.find((each) => each.name === model);
  if (!found) throw new Error(`the shop has no ${model}`);
  const { staging, production } = found.runs;
  if (!staging || !production) throw new Error(`${model} does not run everywhere`);
  const run = { ...staging, ...rate, replicas };
  return { ...found, name, image: `shop/${name}`, runs: { staging: run }, ...more };
}

/** A shop whose services are made, reached and released in different ways. */
export const strategiesWorld: World = {
  ...defaultWorld,
  markedShare: 0.2,
  services: [
    like('checkout', 'checkout', 2),
    like('checkout', 'cart', 2),
    like('checkout', 'catalog', 2, { routing: { kind: 'gateway' } }),
    like('search', 'search', 2),
    like('search', 'index', 4, { makes: 'StatefulSet' }),
    like('web', 'agent', 1, { makes: 'DaemonSet' }),
    like('web', 'web', 2, {
      runs: {
        staging: { version: '5.1.0', replicas: 2, ...rate },
        production: { version: '5.1.0', replicas: 2, ...rate },
      },
    }),
  ],
};

const strategies = `
  slow: { kind: canary, steps: [{ percent: 25, bake: 5m }, { percent: 100, bake: 1s }] }
  quick: { kind: canary, steps: [{ percent: 50, bake: 1s }] }
  at-once: { kind: blue-green, smoke: [{ path: /healthz, contains: ok }], soak: 1s, keep: 2s }
  kept: { kind: blue-green, soak: 1s, keep: 5m }
  soaked: { kind: blue-green, soak: 5m, keep: 10m }
  by-mark: { kind: ab-test, match: { header: x-ab, value: b }, duration: 5m }
  dark: { kind: dark-launch, steps: [{ percent: 20, bake: 1s }, { percent: 100, bake: 1s }], shares: [{ percent: 50, bake: 1s }] }
  staged: { kind: rolling, partitions: [{ pods: 1, bake: 1s }, { percent: 50, bake: 2s }], bake: 1s }
  held: { kind: rolling, partitions: [{ pods: 2, bake: 5m }], bake: 1s }
`;

/** What stands in the catalogue of such a shop: a younger version takes the place of an older one. */
export function withStrategies(catalogue: string): string {
  const [registry = ''] = /(?<=image: ).*(?=\/shop\/search)/.exec(catalogue) ?? [];
  const service = (name: string, settings: string) =>
    `  ${name}: { image: ${registry}/shop/${name}, ${settings}, environments: { staging: {} } }\n`;
  const app = 'workload: { container: app }';
  return catalogue
    .slice(0, catalogue.indexOf('\nservices:'))
    .replace('\nenvironments:', `${strategies}environments:`)
    .replace("  channel: '#releases'\n", "  channel: '#releases'\n  whileReleasing: supersede\n  train: { soak: 1s }\n")
    .concat(
      '\nservices:\n',
      service('checkout', `${app}, strategy: quick, traffic: { kind: istio, virtualService: checkout }`),
      service('cart', `${app}, strategy: at-once, traffic: { kind: istio, virtualService: cart }`),
      service('catalog', `${app}, strategy: dark, traffic: { kind: gateway, httpRoute: catalog }`),
      service('search', `${app}, strategy: at-once`),
      service('index', 'workload: { kind: StatefulSet, container: app }, strategy: staged'),
      service('agent', 'workload: { kind: DaemonSet, container: app }, strategy: rolling'),
      `  web: { image: ${registry}/shop/web, ${app}, strategy: rolling }\n`,
    );
}
