import { z } from 'zod';

const whoReverted = {
  /** Who did it, as far as the cluster tells. */
  by: z.string().nullable(),
  /** What can be done so that they leave it alone, as an imperative. */
  remedy: z.string().nullable(),
};

/** What somebody else has undone. Texts are plain, from the cluster. */
export const revertedSchema = z.discriminatedUnion('what', [
  /** Percent of the traffic (0 to 100): as it was found, and as it was wanted. */
  z.object({ what: z.literal('share'), found: z.number(), wanted: z.number(), ...whoReverted }),
  /** What the candidate was to get, where that is no share of the traffic: `copies of 25 % of requests`. */
  z.object({ what: z.literal('route'), wanted: z.string(), ...whoReverted }),
  /** Image references. */
  z.object({ what: z.literal('image'), found: z.string(), wanted: z.string(), ...whoReverted }),
  /** ConfigMaps and Secrets that the pod template names: `ConfigMap checkout-config and Secret checkout-keys`. */
  z.object({ what: z.literal('configuration'), found: z.string(), wanted: z.string(), ...whoReverted }),
]);
export type Reverted = z.infer<typeof revertedSchema>;
export type RevertedOf<W extends Reverted['what']> = Extract<Reverted, { what: W }>;

/** Somebody else's marks: on which object (`VirtualService checkout`), and what they said. */
export const ignoredMarksSchema = z.array(z.object({ object: z.string(), mark: z.string() }));
