import { z } from 'zod';
import type { Where } from './find.ts';

const caller = z.object({ tokenId: z.string().nullish() });
const token = z.object({
  role: z.string().nullish(),
  customRoleIds: z.array(z.string()).nullish(),
  inlineRole: z.array(z.unknown()).nullish(),
});

/**
 * What the token may not do that moving a flag takes; null where it may, or nobody can tell: what a role of somebody's own
 * making allows is not asked.
 */
export async function lackedRights({ ask }: Pick<Where, 'ask'>): Promise<string | null> {
  const asked = await ask({ path: ['api', 'v2', 'caller-identity'] });
  const id = asked.kind === 'answer' ? caller.safeParse(asked.body).data?.tokenId : null;
  if (!id) return null;
  const found = await ask({ path: ['api', 'v2', 'tokens', id] });
  const read = found.kind === 'answer' && found.status === 200 ? token.safeParse(found.body).data : undefined;
  if (!read || (read.customRoleIds ?? []).length > 0 || (read.inlineRole ?? []).length > 0) return null;
  return read.role === 'reader' ? 'update flags (its role is reader)' : null;
}
