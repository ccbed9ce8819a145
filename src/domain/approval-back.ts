import { z } from 'zod';

/** Who must agree that a version comes back, as far as that is not as for any release. */
export const approvalBackSchema = z.object({
  required: z.number().int().nonnegative(),
  groups: z.array(z.string()).optional(),
  users: z.array(z.string()).optional(),
  selfApproval: z.boolean().optional(),
});
