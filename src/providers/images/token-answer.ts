import { z } from 'zod';
import { readJson } from '../../domain/json.ts';

/** Registries differ in all but the token itself: what is empty, null or of another type is as if it weren't there. */
const tokenSchema = z.object({
  token: z.string().catch(''),
  access_token: z.string().catch(''),
  expires_in: z.coerce.number().positive().catch(Number.NaN),
});

/** The specification's least life of a token. */
const usualLifeSeconds = 60;
/** Credentials may be withdrawn meanwhile, whatever the token says. */
const longestLifeSeconds = 3600;
/** A token is not used in its last moments: it would expire on the way. */
const marginMs = 5000;

/**
 * The token in a token service's answer (`token` or `access_token`), and how long it may be used (ms).
 * @returns null where there is none that can stand in a header
 */
export function tokenIn(body: string): { token: string; lifeMs: number } | null {
  const answer = readJson(tokenSchema, body.replace(/^\uFEFF/, ''));
  const token = (answer?.token || answer?.access_token || '').trim();
  if (answer === null || token === '' || /[^\x21-\x7e]/.test(token)) return null;
  const seconds = Number.isNaN(answer.expires_in) ? usualLifeSeconds : answer.expires_in;
  return { token, lifeMs: Math.min(seconds, longestLifeSeconds) * 1000 - marginMs };
}
