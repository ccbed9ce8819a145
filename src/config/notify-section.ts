import { z } from 'zod';
import { field } from './fields.ts';

/** Merged member by member with the levels above. */
export const notifySection = z.strictObject({
  deliberateRollback: field(
    z.enum(['quietly', 'alert'], { error: 'expected quietly or alert' }),
    '`quietly`: that a person has stopped a release, or taken it back for a newer one, calls nobody but whoever asked for it. `alert`: it is told in red, and calls those who must know of any other rollback.',
    'quietly',
  ),
});
