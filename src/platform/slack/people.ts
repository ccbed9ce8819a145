import type { Clock } from '../clock.ts';
import { latest } from '../latest.ts';
import type { SlackGroup, SlackPort } from './port.ts';

/** Groups change rarely and are asked for at every click: one minute of staleness is the price. */
const groupsLifeMs = 60_000;
const namesLifeMs = 3_600_000;
const namesKept = 10_000;
/** Nobody waits for a Slack that has not answered this a moment ago. */
const afterFailureMs = 10_000;

/** Who belongs to which group and what people are called, remembered for a while. */
export function createPeople(slack: Pick<SlackPort, 'groups' | 'userName'>, clock: Clock) {
  let groups: SlackGroup[] = [];
  let groupsAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | null = null;
  let failedAt = Number.NEGATIVE_INFINITY;
  const names = latest<{ name: string; at: number }>(namesKept);

  async function fresh(): Promise<SlackGroup[]> {
    if (clock.now() - groupsAt > groupsLifeMs) {
      loading ??= load().finally(() => {
        loading = null;
      });
      await loading;
    }
    return groups;
  }

  async function load(): Promise<void> {
    groups = await slack.groups();
    groupsAt = clock.now();
  }

  return {
    async membersOf(handle: string): Promise<readonly string[] | null> {
      return (await fresh()).find((group) => group.handle === handle)?.members ?? null;
    },
    /** By what is remembered: call `refresh` first where it must be right. */
    groupId: (handle: string): string | null => groups.find((group) => group.handle === handle)?.id ?? null,
    /** Looks the groups up where they are old; keeps the old ones where Slack does not answer. */
    async refresh(): Promise<void> {
      if (clock.now() - failedAt < afterFailureMs) return;
      await fresh().catch(() => {
        failedAt = clock.now();
      });
    },
    async nameOf(userId: string): Promise<string> {
      const known = names.get(userId);
      if (known && clock.now() - known.at < namesLifeMs) return known.name;
      const name = await slack.userName(userId).catch(() => known?.name ?? userId);
      names.set(userId, { name, at: clock.now() });
      return name;
    },
  };
}
