import type { App } from '@slack/bolt';
import { mayApprove, waitsForApproval } from '../src/domain/approval.ts';
import type { JsonObject } from '../src/domain/json.ts';
import type { Refusal } from '../src/domain/reasons.ts';
import type { Release } from '../src/domain/release.ts';
import { section } from '../src/messages/blocks/blocks.ts';
import type { HomeView } from '../src/messages/blocks/views.ts';
import { closedHome } from '../src/messages/home/closed.ts';
import { homeView } from '../src/messages/home/home.ts';
import { groupsOf } from '../src/requests/groups.ts';
import { liveReleases, pastReleases } from '../src/requests/queries.ts';
import { placeOf } from '../src/switches/switches.ts';
import { say } from '../src/words/words.ts';
import { reasonOf } from './answer.ts';
import type { BotDeps } from './deps.ts';
import { createVersionTable } from './home-versions.ts';
import type { Doorkeeper } from './own-people.ts';

const recent = 8;
const lookedMs = 5000;
/** Live ones are among the last, and are listed on their own. */
const lookedThrough = 16;
const liveLookedThrough = 200;

/** App Home of everybody. */
export interface Homes {
  /** Draws one person's Home as things are now. Never throws: a Home that cannot be drawn says so, or stays as it is. */
  publish(user: string): Promise<void>;
  /** Says why there is nothing to see. Never throws. */
  refuse(user: string, refused: Refusal): Promise<void>;
}

export function createHomes(deps: BotDeps): Homes {
  const versions = createVersionTable(deps);
  const turns = new Map<string, number>();

  async function draw(user: string): Promise<HomeView> {
    const { store, people, clock, switches } = deps.requests;
    await people.refresh();
    const [live, past, services, board, warnings] = await Promise.all([
      liveReleases(store, liveLookedThrough),
      pastReleases(store, { limit: lookedThrough }),
      versions(),
      switches.board(deps.catalogue().services.flatMap(({ targets }) => targets.map(placeOf))),
      deps.warnings(),
    ]);
    const may = await Promise.all(live.map((release) => waitsFor(deps, release, user)));
    return homeView({
      directory: people,
      now: clock.now(),
      waiting: live.filter((_, index) => may[index]),
      live,
      recent: past.filter(({ phase }) => phase.kind === 'ended').slice(0, recent),
      services,
      switches: board,
      warnings,
    });
  }

  async function show(user: string, drawn: () => Promise<HomeView>): Promise<void> {
    const turn = (turns.get(user) ?? 0) + 1;
    turns.set(user, turn);
    try {
      const view = await drawn().catch((error: unknown) => {
        deps.requests.log.warn({ user, err: error }, 'App Home could not be read');
        return brokenHome(error);
      });
      // What was asked for later is drawn by then, and newer.
      if (turns.get(user) === turn) await deps.slack.publishHome(user, view as unknown as JsonObject);
    } catch (error) {
      deps.requests.log.warn({ user, err: error }, 'App Home could not be drawn');
    } finally {
      if (turns.get(user) === turn) turns.delete(user);
    }
  }

  return {
    publish: (user) => show(user, () => draw(user)),
    refuse: (user, refused) => show(user, async () => closedHome(refused, { directory: deps.requests.people })),
  };
}

/** App Home is drawn each time somebody opens it; it is acknowledged before. */
export function registerHome(app: App, homes: Homes, doorkeeper: Doorkeeper): void {
  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home') return;
    const refused = await doorkeeper(body, lookedMs);
    await (refused ? homes.refuse(event.user, refused) : homes.publish(event.user));
  });
}

function brokenHome(error: unknown): HomeView {
  return {
    type: 'home',
    blocks: [section(say`⚠️ I can't tell where things stand: ${reasonOf(error)}. Open me again.`)],
  };
}

async function waitsFor(deps: BotDeps, release: Release, user: string): Promise<boolean> {
  const { approval } = release.plan.target;
  const by = { id: user, name: '' };
  if (!waitsForApproval(release) || release.approvals.some((approved) => approved.by.id === user)) return false;
  if (!approval.selfApproval && release.request.by.id === user) return false;
  const groups = await groupsOf(deps.requests, release.plan.target, by).catch(() => []);
  return mayApprove(approval, by, groups);
}
