import type { App } from '@slack/bolt';
import type { ServiceEntry } from '../src/config/catalogue.ts';
import { mayApprove, waitsForApproval } from '../src/domain/approval.ts';
import type { JsonObject } from '../src/domain/json.ts';
import type { Refusal } from '../src/domain/reasons.ts';
import type { Release } from '../src/domain/release.ts';
import { section } from '../src/messages/blocks/blocks.ts';
import type { HomeView } from '../src/messages/blocks/views.ts';
import { closedHome } from '../src/messages/home/closed.ts';
import { homeView } from '../src/messages/home/home.ts';
import { linksOf } from '../src/requests/card-links.ts';
import { groupsOf } from '../src/requests/groups.ts';
import { liveReleases, pastReleases } from '../src/requests/queries.ts';
import { placeOf } from '../src/switches/switches.ts';
import { say } from '../src/words/words.ts';
import { reasonOf } from './answer.ts';
import type { BotDeps } from './deps.ts';
import type { Doorkeeper } from './own-people.ts';

const recent = 8;
const lookedMs = 5000;
/** Live ones are among the last, and are listed on their own. */
const lookedThrough = 16;
/** Services whose versions are looked at. */
const mostServices = 20;
const liveLookedThrough = 200;
/** As many as Home lists. */
const liveLinked = 8;

/** App Home of everybody. */
export interface Homes {
  /** Draws one person's Home as things are now. Never throws: a Home that cannot be drawn says so, or stays as it is. */
  publish(user: string): Promise<void>;
  /** Says why there is nothing to see. Never throws. */
  refuse(user: string, refused: Refusal): Promise<void>;
}

export function createHomes(deps: BotDeps): Homes {
  const turns = new Map<string, number>();

  async function draw(user: string): Promise<HomeView> {
    const { store, people, clock, switches } = deps.requests;
    await people.refresh();
    const [live, past, board, warnings] = await Promise.all([
      liveReleases(store, liveLookedThrough),
      pastReleases(store, { limit: lookedThrough }),
      switches.board(deps.catalogue().services.flatMap(({ targets }) => targets.map(placeOf))),
      deps.warnings(),
    ]);
    const may = await Promise.all(live.map((release) => waitsFor(deps, release, user)));
    const own = mineFirst(user);
    const ended = past
      .filter(({ phase }) => phase.kind === 'ended')
      .sort(own)
      .slice(0, recent);
    const { services, environments } = deps.catalogue();
    const shown = ownFirst(services, [...live, ...past], user).slice(0, mostServices);
    return homeView({
      directory: people,
      now: clock.now(),
      waiting: live.filter((_, index) => may[index]),
      live: live.sort(own),
      recent: ended,
      services: await deps.whatRuns(shown, live),
      environments: environments.map(({ name }) => name),
      left: services.length - shown.length,
      cards: await linksOf(
        deps.cardLinks,
        [...live.slice(0, liveLinked), ...ended].map(({ id }) => id),
      ),
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

/** Releases that this person asked for come first; otherwise the order stays. */
function mineFirst(user: string) {
  const rank = ({ request }: Release) => (request.by.id === user ? 0 : 1);
  return (one: Release, other: Release) => rank(one) - rank(other);
}

/** Services that this person has released lately come first; otherwise the order stays. */
function ownFirst(services: readonly ServiceEntry[], releases: readonly Release[], user: string): ServiceEntry[] {
  const own = new Set(releases.flatMap(({ request }) => (request.by.id === user ? request.service : [])));
  return [...services].sort((one, other) => Number(own.has(other.name)) - Number(own.has(one.name)));
}

async function waitsFor(deps: BotDeps, release: Release, user: string): Promise<boolean> {
  const { approval } = release.plan.target;
  const by = { id: user, name: '' };
  if (!waitsForApproval(release) || release.approvals.some((approved) => approved.by.id === user)) return false;
  if (!approval.selfApproval && release.request.by.id === user) return false;
  const groups = await groupsOf(deps.requests, release.plan.target, by).catch(() => []);
  return mayApprove(approval, by, groups);
}
