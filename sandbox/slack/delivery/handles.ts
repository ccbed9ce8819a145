import { createHash } from 'node:crypto';
import { forget } from '../world/memory.ts';
import type { ResponseTarget, Trigger, World } from '../world/world.ts';

/** A response_url lives this long and takes this many answers. */
const RESPONSE_TTL_MS = 30 * 60_000;

/** Slack's old shared secret: sent, and to be ignored by apps, which check the signature. */
export function verificationToken(world: World): string {
  return createHash('sha256').update(world.seed.signingSecret).digest('base64url').slice(0, 24);
}

/** A new trigger id for a person, valid once within three seconds. */
export function newTrigger(world: World, user: string, viewId?: string): string {
  const id = `${Math.floor(world.clock.now())}.${world.seed.team.id.length}${world.ids.hex(3)}.${world.ids.hex(16)}`;
  // A day is far beyond its life: an old id is still told from an unknown one.
  forget(world.triggers, ({ issuedAt }) => world.clock.now() - issuedAt > 86_400_000);
  const trigger: Trigger = { user, issuedAt: world.clock.now(), used: false };
  if (viewId !== undefined) trigger.viewId = viewId;
  world.triggers.set(id, trigger);
  return id;
}

/** A new address for answers by POST. */
export function newResponseUrl(
  world: World,
  baseUrl: string,
  target: Omit<ResponseTarget, 'uses' | 'expiresAt'>,
): string {
  forget(world.responses, ({ expiresAt }) => world.clock.now() - expiresAt > 86_400_000);
  const key = world.ids.hex(16);
  world.responses.set(key, { ...target, uses: 0, expiresAt: world.clock.now() + RESPONSE_TTL_MS });
  return `${baseUrl}/response/${world.seed.team.id}/${key}`;
}
