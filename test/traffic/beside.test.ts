import { afterAll, expect } from 'vitest';
import { besideTraffic } from './beside-suite.ts';
import { sandboxCluster } from './clusters.ts';
import { translated } from './envoy.ts';
import { byHttpRoute, byVirtualService } from './routes.ts';
import { traefikGateway } from './traefik.ts';

const problems: string[] = [];
const envoy = translated((problem) => problems.push(problem));
afterAll(() => expect(problems).toEqual([]));

besideTraffic('Envoy by a VirtualService', { cluster: sandboxCluster, proxy: envoy, ...byVirtualService }, true);
besideTraffic(
  'Traefik by an HTTPRoute',
  { cluster: sandboxCluster, proxy: traefikGateway, ...byHttpRoute },
  'GatewayClass traefik does not list HTTPRouteRequestMirror',
);
