import { z } from 'zod';
import { candidateService } from '../../../domain/names.ts';
import type { ObjectRef } from '../../../domain/object-ref.ts';
import type { Target } from '../../../domain/target.ts';
import type { RouterKind } from '../kind.ts';

const name = z.string().min(1);

const schema = z
  .strictObject({
    kind: z.literal('istio'),
    /** The VirtualService in front of the workload, in the workload's namespace. */
    virtualService: name,
    /** Names of the http routes to divide; by default all that lead to the service and nowhere else. */
    routes: z.array(name).min(1).optional(),
    /**
     * `hosts`: the candidate has a Service of its own, and its pods are not behind the user's.
     * `subsets`: both are behind the user's Service and a DestinationRule tells them apart by label. All traffic that
     * does not pass by the VirtualService then reaches the candidate as well.
     */
    mode: z.enum(['hosts', 'subsets']).default('hosts'),
    /** The DestinationRule that gets the subsets. */
    destinationRule: name.optional(),
    /** The destination host of stable where it is not the workload's Service. */
    stableHost: name.optional(),
    /** Istio before 1.22 serves only v1beta1. */
    apiVersion: z.enum(['networking.istio.io/v1', 'networking.istio.io/v1beta1']).default('networking.istio.io/v1'),
  })
  .refine((config) => config.mode === 'hosts' || config.destinationRule !== undefined, {
    path: ['destinationRule'],
    message: 'mode "subsets" needs the name of a DestinationRule',
  });
export type IstioConfig = z.infer<typeof schema>;

const group = 'networking.istio.io';
const verbs = ['get', 'update'];

/** Through which waypoint requests for a Service go, which has its policies; and who may call it. */
const serviceMarks = {
  labels: ['istio.io/use-waypoint', 'istio.io/use-waypoint-namespace', 'istio.io/ingress-use-waypoint'],
  annotations: ['networking.istio.io/exportTo'],
};

/** The http routes of a VirtualService; with `subsets`, a DestinationRule tells the tracks apart. */
export const istio: RouterKind<typeof schema> = {
  schema,
  permissions: [
    { group, resource: 'virtualservices', verbs },
    { group, resource: 'destinationrules', verbs, when: ({ mode }) => mode === 'subsets' },
    {
      group,
      resource: 'destinationrules',
      verbs: ['get', 'list', 'create', 'delete'],
      when: ({ mode }) => mode === 'hosts',
    },
  ],
  /** The rule is looked at in either mode: the catalogue may have been edited since the release. */
  objects(config, target) {
    const { apiVersion, destinationRule: name } = config;
    const rule = { apiVersion, kind: 'DestinationRule', namespace: target.namespace };
    const made = hostRuleRef(config, target);
    return [routesRef(config, target), ...(name === undefined ? [] : [{ ...rule, name }]), ...(made ? [made] : [])];
  },
  writes(config, target) {
    const rule = ruleRef(config, target);
    const routes = { ref: routesRef(config, target), field: ['f:spec', 'f:http'] };
    return [routes, ...(rule ? [{ ref: rule, field: ['f:spec', 'f:subsets'] }] : [])];
  },
  /** The candidate is behind the user's own Service only where subsets tell the tracks apart. */
  traits: ({ mode }) => ({
    precision: 'exact',
    candidateBehindService: mode === 'subsets',
    routes: ['weight', 'match', 'mirror'],
    sticky: true,
    marks: ['header', 'cookie', 'query'],
    ...(mode === 'hosts' ? { serviceMarks } : {}),
  }),
  isRouted: () => true,
  byHand: ({ virtualService }, { version }) => ({
    kubectl: ['edit', 'virtualservice', virtualService],
    hint: `set the weight of ${version} to 100 and that of the candidate to 0; where routes named sluice-candidate or \`mirrors\` lead to it, remove these`,
  }),
};

/** The VirtualService whose routes are divided. */
export function routesRef({ apiVersion, virtualService }: IstioConfig, { namespace }: Target): ObjectRef {
  return { apiVersion, kind: 'VirtualService', namespace, name: virtualService };
}

/** The DestinationRule that gets the subsets; null where hosts tell the tracks apart. */
export function ruleRef({ apiVersion, mode, destinationRule }: IstioConfig, { namespace }: Target): ObjectRef | null {
  if (mode !== 'subsets' || destinationRule === undefined) return null;
  return { apiVersion, kind: 'DestinationRule', namespace, name: destinationRule };
}

/** The rule that the candidate's host gets, named after it; null where the candidate has none. */
export function hostRuleRef({ apiVersion, mode }: IstioConfig, target: Target): ObjectRef | null {
  const name = candidateService(target);
  if (mode !== 'hosts' || name === null) return null;
  return { apiVersion, kind: 'DestinationRule', namespace: target.namespace, name };
}
