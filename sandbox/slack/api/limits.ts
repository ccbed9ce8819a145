import type { Method } from './context.ts';

/** Slack's tiers, in calls a minute; posting is counted by channel. */
const PER_MINUTE: Record<Method['tier'], number> = { 1: 1, 2: 20, 3: 50, 4: 100, per_channel: 60 };
/** How many calls may come at once before the pace counts. */
const BURST: Record<Method['tier'], number> = { 1: 5, 2: 10, 3: 20, 4: 40, per_channel: 3 };

export interface RateLimits {
  /** @returns seconds to wait, or 0 when the call may pass (and is counted) */
  take(method: string, tier: Method['tier'], channel: string): number;
}

export const noLimits: RateLimits = { take: () => 0 };

/** Token buckets like Slack's: one for each method, and for posts one for each channel. */
export function createRateLimits(now: () => number): RateLimits {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(method, tier, channel) {
      const key = tier === 'per_channel' ? `${method} ${channel}` : method;
      const perMs = PER_MINUTE[tier] / 60_000;
      const bucket = buckets.get(key) ?? { tokens: BURST[tier], at: now() };
      const tokens = Math.min(BURST[tier], bucket.tokens + (now() - bucket.at) * perMs);
      const pass = tokens >= 1;
      buckets.set(key, { tokens: pass ? tokens - 1 : tokens, at: now() });
      return pass ? 0 : Math.max(1, Math.ceil((1 - tokens) / perMs / 1000));
    },
  };
}
