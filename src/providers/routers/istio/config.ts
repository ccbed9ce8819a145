import { z } from 'zod';

const name = z.string().min(1);

export const istioSchema = z
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
export type IstioConfig = z.infer<typeof istioSchema>;
