import type { FlagState } from '../../../domain/flag.ts';
import type { Parent } from '../flags.ts';
import { featurePath, find, type Where } from './find.ts';
import { parentsSchema } from './shapes.ts';

/** A feature that depends on another serves nobody for whom that one is not as it wants it. */
export async function parentsOf(where: Where, flag: string): Promise<Parent[]> {
  const asked = await where.ask({ path: featurePath(where, flag) });
  const read = asked.kind === 'answer' ? parentsSchema.safeParse(asked.body).data : undefined;
  return Promise.all(
    (read?.dependencies ?? []).map(async ({ feature, enabled, variants }) => {
      const found = await find(where, feature);
      const state = found.kind === 'found' ? found.state : null;
      if (!enabled) return { wants: `${feature} is off`, share: state && shareOff(state) };
      const given = variants ?? [];
      const wants = given.length > 0 ? `${feature} gives ${given.join(' or ')}` : `${feature} is on`;
      return { wants, share: state && shareOf(state, given.length > 0) };
    }),
  );
}

/** While it is on, its rules may single somebody out. */
function shareOf({ stands, enabled, percentage, segments }: FlagState, byVariant: boolean): number | null {
  if (stands !== 'present' || !enabled) return 0;
  return byVariant || percentage === 0 || segments.length > 0 ? null : percentage;
}

function shareOff({ stands, enabled, percentage, segments }: FlagState): number | null {
  if (stands !== 'present' || !enabled) return 100;
  return percentage === 100 && segments.length === 0 ? 0 : null;
}
