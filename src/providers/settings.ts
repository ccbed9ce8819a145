import { z } from 'zod';

/** The root of a service: path and port may stand in it, but nothing that is secret or is lost when a path is added. */
export const address = z
  .url({ protocol: /^https?$/, error: 'expected an address such as https://unleash.example' })
  .refine(
    (text) => {
      const url = URL.parse(text);
      return url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    },
    { error: 'must have no user, password, query or fragment: tokens stand in environment variables' },
  );

/** The name of an environment variable that holds a token. */
export const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of an environment variable');

export const timeoutMs = z.number().int().positive().max(30_000).default(5000).meta({
  description: 'For each question to the service, in ms.',
});
