import { afterAll, expect } from 'vitest';
import { besideTraffic } from './beside-suite.ts';
import { sandboxCluster } from './clusters.ts';
import { translated } from './envoy.ts';
import { byHttpRoute, byVirtualService } from './routes.ts';
import { traefikGateway } from './traefik.ts';

const problems: string[] = [];
const envoy = translated((problem) => problems.push(problem));
afterAll(() => expect(problems).toEqual([]));

const envoyWay = { cluster: sandboxCluster, proxy: envoy, ...byVirtualService };
besideTraffic('requests with a mark, and copies, through Envoy by a VirtualService', envoyWay, { copies: [20, 100] });
besideTraffic(
  'requests with a mark, and copies, through Traefik by an HTTPRoute',
  { cluster: sandboxCluster, proxy: traefikGateway, ...byHttpRoute() },
  { copies: [], refusal: 'GatewayClass traefik does not list HTTPRouteRequestMirror' },
);
