import { z } from 'zod';

export { address, timeoutMs, variable } from '../settings.ts';

/** What stands in addresses as it is: begins with a letter, a digit or `_`, so that it is never `..`, nor an option. */
export const plainName = /^[A-Za-z0-9_][A-Za-z0-9._~-]{0,254}$/;

/** The name of a project, an environment and the like. */
export const name = z.string().regex(plainName, 'is not a name: letters, digits, and . _ ~ - after the first');
