import { z } from 'zod';
import type { Where } from './find.ts';

/** Without these a release can move no flag; what creates and deletes flags is only sometimes needed. */
const needed = ['UPDATE_FEATURE_ENVIRONMENT', 'CREATE_FEATURE_STRATEGY', 'UPDATE_FEATURE_STRATEGY'] as const;

const own = z.object({
  permissions: z.array(
    z.object({ permission: z.string(), project: z.string().nullish(), environment: z.string().nullish() }),
  ),
});

/** What the token may not do that moving a flag takes, in Unleash's own words; null where it may, or nobody can tell. */
export async function lackedRights({ ask, project, environment }: Where): Promise<string | null> {
  const asked = await ask({ path: ['api', 'admin', 'user'] });
  const read = asked.kind === 'answer' && asked.status === 200 ? own.safeParse(asked.body) : null;
  if (!read?.success) return null;
  const { permissions } = read.data;
  const here = (said: string | null | undefined, wanted: string) => !said || said === '*' || said === wanted;
  const has = (wanted: string) =>
    permissions.some(
      (each) =>
        each.permission === 'ADMIN' ||
        (each.permission === wanted && here(each.project, project) && here(each.environment, environment)),
    );
  const lacking = needed.filter((each) => !has(each));
  return lacking.length === 0 ? null : lacking.join(', ');
}
