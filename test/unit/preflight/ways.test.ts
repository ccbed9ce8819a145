import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ways } from '../../../src/preflight/ways/index.ts';
import { leadingTo } from '../../../src/preflight/ways/leading.ts';
import { aroundOf, found, sceneWith } from '../../support/preflight-scene.ts';

const folder = join(import.meta.dirname, '../../../src/preflight/ways');
/** What several kinds share, and the record itself. */
const shared = ['gateway-route.ts', 'index.ts', 'leading.ts', 'traefik-route.ts', 'way.ts'];

const backendRefs = [{ name: 'checkout', port: 80 }];
const services = [{ name: 'checkout', port: 80 }];
const paths = [{ backend: { service: { name: 'checkout' } } }];

/** For each kind, all the spots in which it names a Service. */
const leading: Record<keyof typeof ways, object[]> = {
  virtualServices: ['http', 'tcp', 'tls'].map((of) => ({
    [of]: [{ route: [{ destination: { host: 'checkout.shop.svc' } }] }],
  })),
  httpRoutes: [{ rules: [{ backendRefs }] }],
  grpcRoutes: [{ rules: [{ backendRefs }] }],
  tcpRoutes: [{ rules: [{ backendRefs: [{ name: 'a' }] }, { backendRefs }] }],
  tlsRoutes: [{ rules: [{ backendRefs: [{ ...backendRefs[0], kind: 'Service', namespace: 'shop' }] }] }],
  ingresses: [{ defaultBackend: paths[0]?.backend }, { ingressClassName: 'other', rules: [{ http: { paths } }] }],
  openshiftRoutes: [
    { to: { kind: 'Service', name: 'checkout', weight: 100 } },
    { to: { name: 'a' }, alternateBackends: [{ kind: 'Service', name: 'checkout' }] },
  ],
  ingressRoutes: [{ routes: [{ match: 'Host(`a`)', services }] }],
  tcpIngressRoutes: [{ routes: [{ services: [{ name: 'checkout', namespace: 'shop' }] }] }],
  traefikServices: [
    { weighted: { services } },
    { mirroring: { name: 'checkout' } },
    { mirroring: { name: 'a', mirrors: services } },
  ],
  httpProxies: [{ routes: [{ services }] }, { tcpproxy: { services } }],
};
const to = { namespace: 'shop', service: 'checkout' };

describe('the ways to a Service', () => {
  it('are one file each, all of them in the record', async () => {
    const files = (await readdir(folder)).filter((file) => !shared.includes(file));
    expect(files).toHaveLength(Object.keys(ways).length);
    for (const way of Object.values(ways)) {
      const texts = files.map((file) => file.replace('.ts', '').replaceAll('-', ''));
      const kind = way.kinds[0].kind.toLowerCase();
      expect(texts).toContain(kind === 'route' ? 'openshiftroute' : kind);
    }
  });

  it.each(Object.entries(leading))('%s lead to the Service that they name, and to no other', (name, specs) => {
    const { kinds } = ways[name as keyof typeof ways];
    const object = { kind: kinds[0].kind, metadata: { name: 'edge' } };
    for (const spec of specs) {
      const around = aroundOf([{ ...object, spec }]);
      expect(leadingTo(to, around)).toEqual([`${object.kind} edge`]);
      expect(leadingTo({ ...to, service: 'search' }, around)).toEqual([]);
      expect(found(sceneWith(), [{ ...object, spec }])).toEqual([
        expect.stringMatching(
          new RegExp(`^warn: ${object.kind} edge leads to the Service as well: what comes by it goes past`),
        ),
      ]);
    }
    expect(leadingTo(to, aroundOf([object]))).toEqual([]);
  });

  it('are not what is of another namespace, or no Service', () => {
    const other = [
      { name: 'checkout', namespace: 'other' },
      { name: 'checkout', kind: 'TraefikService' },
    ];
    for (const kind of ['IngressRoute', 'IngressRouteTCP']) {
      const around = aroundOf([{ kind, metadata: { name: 'edge' }, spec: { routes: [{ services: other }] } }]);
      expect(leadingTo(to, around)).toEqual([]);
    }
  });
});
