import { z } from 'zod';
import type { Where } from './find.ts';

const requestsSchema = z.object({
  items: z.array(z.object({ status: z.string(), description: z.string().nullish() })),
});
const longest = 80;

/** The approval requests for a flag that are still to be applied, as a clause; null where there are none. */
export async function pendingIn(where: Where, flag: string): Promise<string | null> {
  const path = [...flagPathIn(where, flag), 'environments', where.environment, 'approval-requests'];
  const asked = await where.ask({ path });
  const read = asked.kind === 'answer' && asked.status === 200 ? requestsSchema.safeParse(asked.body).data : undefined;
  const open = (read?.items ?? []).filter(({ status }) => status === 'pending' || status === 'scheduled');
  if (open.length === 0) return null;
  const said = open
    .slice(0, 5)
    .map(({ status, description }) => [status, description?.slice(0, longest) || []].flat().join(': '));
  return `has open approval requests in LaunchDarkly (${said.join(', ')})`;
}

/** Approvals stand below the project, and flags themselves do not. */
function flagPathIn({ project }: Where, flag: string): string[] {
  return ['api', 'v2', 'projects', project, 'flags', flag];
}
