import { z } from 'zod';
import type { Parent } from '../flags.ts';
import { find, type Where } from './find.ts';
import { nameOf, weights, whole } from './rules.ts';
import type { LaunchDarklyRules } from './shapes.ts';

const prerequisiteSchema = z.object({ key: z.string(), variation: z.number() });

/** A flag gives its off variation to all for whom a prerequisite doesn't give the variation that it names. */
export async function parentsOf(where: Where, flag: string): Promise<Parent[]> {
  const found = await find(where, flag);
  const listed = found.kind === 'found' ? found.rules.prerequisites : [];
  const named = listed.flatMap((each) => prerequisiteSchema.safeParse(each).data ?? []);
  return Promise.all(
    named.map(async ({ key, variation }) => {
      const parent = await find(where, key);
      if (parent.kind === 'failed') return { wants: `${key} gives what it names`, share: null };
      const given = parent.rules.variations[variation];
      return {
        wants: `${key} gives ${given ? nameOf(given) : 'what it names'}`,
        share: shareOf(parent.rules, variation),
      };
    }),
  );
}

/** A prerequisite that is off is not met, whatever it gives while it is. */
function shareOf(rules: LaunchDarklyRules, variation: number): number | null {
  if (rules.stands !== 'present' || !rules.enabled) return 0;
  if (rules.rules.length + rules.targets.length + rules.contextTargets.length > 0) return null;
  return ((weights(rules.fallthrough).get(variation) ?? 0) / whole) * 100;
}
