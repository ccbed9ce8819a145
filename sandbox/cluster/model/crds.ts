import { httpRouteSchema } from './http-route-schema.ts';
import { asArray, asDict, dig, isDict } from './json.ts';
import type { Dict, KubeObject, ResourceType } from './types.ts';

/** What is needed to serve a custom resource. */
export interface CrdOptions {
  group: string;
  version: string;
  kind: string;
  plural: string;
  scope: 'Namespaced' | 'Cluster';
  subresources?: readonly ('status' | 'scale')[];
  shortNames?: readonly string[];
  schema?: Dict;
}

export const ISTIO_CRDS: readonly CrdOptions[] = [
  istio('networking.istio.io', 'VirtualService', 'virtualservices', 'vs'),
  istio('networking.istio.io', 'DestinationRule', 'destinationrules', 'dr'),
  istio('security.istio.io', 'AuthorizationPolicy', 'authorizationpolicies', 'ap'),
  istio('security.istio.io', 'PeerAuthentication', 'peerauthentications', 'pa'),
];

export const GATEWAY_CRDS: readonly CrdOptions[] = [
  gateway('HTTPRoute', 'httproutes', { schema: httpRouteSchema }),
  gateway('GRPCRoute', 'grpcroutes'),
  gateway('TLSRoute', 'tlsroutes'),
  gateway('TCPRoute', 'tcproutes'),
  gateway('Gateway', 'gateways', { shortNames: ['gtw'] }),
  gateway('GatewayClass', 'gatewayclasses', { shortNames: ['gc'], scope: 'Cluster' }),
  gateway('BackendTLSPolicy', 'backendtlspolicies'),
  gateway('ReferenceGrant', 'referencegrants', { version: 'v1beta1' }),
];

function gateway(kind: string, plural: string, more: Partial<CrdOptions> = {}): CrdOptions {
  const group = 'gateway.networking.k8s.io';
  return { group, version: 'v1', kind, plural, scope: 'Namespaced', subresources: ['status'], ...more };
}

function istio(group: string, kind: string, plural: string, shortName: string): CrdOptions {
  return {
    group,
    version: 'v1',
    kind,
    plural,
    scope: 'Namespaced',
    subresources: ['status'],
    shortNames: [shortName],
  };
}

/** The CustomResourceDefinition object that a user would apply for these options. */
export function crdObject(options: CrdOptions): KubeObject {
  const subresources: Dict = {};
  for (const name of options.subresources ?? []) {
    subresources[name] =
      name === 'status' ? {} : { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' };
  }
  const schema = options.schema ?? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${options.plural}.${options.group}` },
    spec: {
      group: options.group,
      scope: options.scope,
      names: {
        kind: options.kind,
        listKind: `${options.kind}List`,
        plural: options.plural,
        singular: options.kind.toLowerCase(),
        shortNames: [...(options.shortNames ?? [])],
      },
      versions: [
        { name: options.version, served: true, storage: true, schema: { openAPIV3Schema: schema }, subresources },
      ],
    },
  };
}

/** The kinds that a CustomResourceDefinition makes available: one for each served version. */
export function typesOfCrd(crd: KubeObject): ResourceType[] {
  const spec = asDict(crd['spec']);
  const names = asDict(spec['names']);
  const kind = String(names['kind']);
  return asArray(spec['versions'])
    .filter(isDict)
    .filter((version) => version['served'] !== false)
    .map((version) => ({
      group: String(spec['group']),
      version: String(version['name']),
      kind,
      plural: String(names['plural']),
      singular: String(names['singular'] ?? kind.toLowerCase()),
      shortNames: asArray(names['shortNames']).map(String),
      namespaced: spec['scope'] !== 'Cluster',
      subresources: Object.keys(asDict(version['subresources'])),
      custom: true,
      generation: true,
      schema: asDict(dig(version, 'schema', 'openAPIV3Schema')),
    }));
}
