import { describe, expect, it } from 'vitest';
import { found, sceneWith } from '../../support/preflight-scene.ts';

const to = (...hosts: string[]) => [{ route: hosts.map((host) => ({ destination: { host } })) }];
const virtualService = (name: string, spec: object) => ({ kind: 'VirtualService', metadata: { name }, spec });
const own = virtualService('checkout', { hosts: ['checkout'], http: to('checkout') });
const said = (...objects: Parameters<typeof found>[1] & object) => found(sceneWith(), objects);

describe('ways to the Service past the routes that are divided', () => {
  it('are none where only those lead to it', () => {
    const other = virtualService('search', { hosts: ['search'], http: to('search', 'checkout.other') });
    expect(said(own, other)).toEqual([]);
  });

  it.each([
    [
      'a VirtualService at a gateway',
      virtualService('edge', { hosts: ['a.example'], gateways: ['g'], http: to('checkout') }),
    ],
    ['one that names the host in full', virtualService('edge', { tcp: to('checkout.shop.svc.cluster.local') })],
    [
      'an HTTPRoute',
      {
        kind: 'HTTPRoute',
        metadata: { name: 'edge' },
        spec: { rules: [{ backendRefs: [{ name: 'checkout', port: 80 }] }] },
      },
    ],
    [
      'a GRPCRoute',
      { kind: 'GRPCRoute', metadata: { name: 'edge' }, spec: { rules: [{ backendRefs: [{ name: 'checkout' }] }] } },
    ],
    [
      'an Ingress',
      {
        kind: 'Ingress',
        metadata: { name: 'edge' },
        spec: { rules: [{ http: { paths: [{ backend: { service: { name: 'checkout' } } }] } }] },
      },
    ],
    [
      'what an Ingress falls back to',
      { kind: 'Ingress', metadata: { name: 'edge' }, spec: { defaultBackend: { service: { name: 'checkout' } } } },
    ],
  ])('are told: %s', (_what, object) => {
    expect(said(own, object)).toEqual([
      expect.stringMatching(
        /^warn: \w+ edge leads to the Service as well: what comes by it goes past VirtualService checkout/,
      ),
    ]);
  });

  it('are no matter without a copy, or without routes that are divided', () => {
    const edge = virtualService('edge', { http: to('checkout') });
    expect(found(sceneWith({ strategy: 'rolling' }), [edge])).toEqual([]);
    expect(found(sceneWith({ router: 'pods' }), [edge])).toEqual([]);
  });

  it('are not what belongs to another namespace', () => {
    const backendRefs = [
      { name: 'checkout', namespace: 'other' },
      { name: 'checkout', kind: 'Bucket' },
    ];
    expect(said(own, { kind: 'HTTPRoute', metadata: { name: 'edge' }, spec: { rules: [{ backendRefs }] } })).toEqual(
      [],
    );
  });
});

describe('the VirtualService that is divided', () => {
  const second = (gateways?: string[]) =>
    virtualService('second', { hosts: ['checkout.shop'], gateways, http: to('b') });

  it('is told of another for the same host where both hold', () => {
    expect(said(own, second())).toEqual([
      expect.stringMatching(/^warn: VirtualService second is for a host of VirtualService checkout, too/),
    ]);
    expect(said(own, second(['edge', 'mesh']))).toHaveLength(1);
    expect(said(own, second(['edge']))).toEqual([]);
  });

  it.each([
    [['.'], 'its own namespace only'],
    [['.', 'web'], 'its own namespace and web only'],
    [['~'], 'nobody only'],
  ])('is told whom it is exported to: %j', (exportTo, words) => {
    const some = virtualService('checkout', { hosts: ['checkout'], exportTo, http: to('checkout') });
    expect(said(some)).toEqual([expect.stringContaining(words)]);
    const all = virtualService('checkout', { hosts: ['checkout'], exportTo: ['*'], http: to('checkout') });
    expect(said(all)).toEqual([]);
  });
});

describe('ports that the Service names', () => {
  const pod = (ports: object[]) => ({ containers: [{ name: 'app', image: 'a:1', ports }] });
  const at = (...targetPorts: (string | number)[]) => ({ ports: targetPorts.map((targetPort) => ({ targetPort })) });
  const web = pod([{ name: 'web', containerPort: 8080 }]);

  it.each([
    ['refuse', 'canary', at('http')],
    ['warn', 'rolling', at('http')],
    ['warn', 'canary', at('http', 'web')],
    [null, 'canary', at('web')],
    [null, 'canary', at('web', 9999)],
  ] as const)('%s for %s with %j', (severity, strategy, service) => {
    const findings = found(sceneWith({ pod: web, service, strategy }));
    expect(findings.map((each) => each.split(':')[0])).toEqual(severity === null ? [] : [severity]);
    if (severity !== null) expect(findings[0]).toMatch(/port http, (?:and|but) no container of Deployment checkout/);
  });

  it('may be of a container that admission has put into the pods', () => {
    const injected = {
      kind: 'Pod',
      metadata: {
        name: 'checkout-1-a',
        labels: { app: 'checkout', 'pod-template-hash': '1' },
        ownerReferences: [{ kind: 'ReplicaSet', name: 'checkout-1', controller: true }],
      },
      spec: { containers: [{ name: 'proxy', image: 'p:1', ports: [{ name: 'http', containerPort: 15001 }] }] },
    };
    const deployment = {
      kind: 'Deployment',
      metadata: { name: 'checkout' },
      spec: { template: { metadata: { labels: { app: 'checkout' } }, spec: web } },
    };
    expect(found(sceneWith({ pod: web, service: at('http') }), [injected, deployment])).toEqual([]);
  });
});
