import { z } from 'zod';
import type { Where } from './find.ts';

/** Only the Enterprise edition has change requests: others answer with a 404. */
const requestsSchema = z.array(
  z.object({
    id: z.number(),
    environment: z.string(),
    createdBy: z.object({ username: z.string().nullish() }).nullish(),
  }),
);

/** The change requests for a flag that nobody has applied or closed yet, as a clause; null where there are none. */
export async function pendingIn({ ask, project, environment }: Where, flag: string): Promise<string | null> {
  const asked = await ask({ path: ['api', 'admin', 'projects', project, 'change-requests', 'pending', flag] });
  const read = asked.kind === 'answer' && asked.status === 200 ? requestsSchema.safeParse(asked.body).data : undefined;
  const here = (read ?? []).filter((each) => each.environment === environment);
  if (here.length === 0) return null;
  const named = here
    .slice(0, 5)
    .map(({ id, createdBy }) => `#${id}${createdBy?.username ? ` by ${createdBy.username}` : ''}`);
  return `has open change requests in Unleash (${named.join(', ')})`;
}
