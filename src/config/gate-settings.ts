import { z } from 'zod';
import type { Target } from '../domain/target.ts';
import type { GateSetting } from '../gates/gate.ts';
import { gateKinds } from '../gates/index.ts';
import { field } from './fields.ts';

/** How a lower level asks a gate no more. */
const off = 'none';

/** What may be said under `gates`, by the name of the gate; merged gate by gate with the levels above. */
export const gatesSection = z.strictObject(
  Object.fromEntries(
    gateKinds.flatMap(({ name, setting }) => (setting === null ? [] : [[name, settingField(setting)]])),
  ),
);

function settingField({ schema, description, example }: GateSetting) {
  return field(z.union([schema, z.literal(off)]).meta({ examples: [example] }), description);
}

/** As a target keeps them: nothing where none is set, so that such targets stay what they always were. */
export function gatesOf(said: z.output<typeof gatesSection>): Pick<Target, 'gates'> {
  const set = Object.entries(said).filter(([, settings]) => settings !== undefined && settings !== off);
  return set.length === 0 ? {} : { gates: Object.fromEntries(set) as NonNullable<Target['gates']> };
}
