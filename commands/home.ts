import type { App } from '@slack/bolt';
import { mayApprove } from '../src/domain/approval.ts';
import type { JsonObject } from '../src/domain/json.ts';
import type { Release } from '../src/domain/release.ts';
import { homeView, type ServiceVersions } from '../src/report/home.ts';
import { groupsOf } from '../src/requests/decide.ts';
import { liveReleases, pastReleases } from '../src/requests/queries.ts';
import { runningVersions } from '../src/requests/running.ts';
import type { BotDeps } from './deps.ts';

const recent = 8;
/** A cluster that does not answer must not keep Home from opening. */
const lookWithinMs = 2500;
const most = 20;

/** App Home: drawn anew each time somebody opens it. */
export function registerHome(app: App, deps: BotDeps): void {
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab !== 'home') return;
    await publishHome(deps, event.user).catch((error: unknown) =>
      deps.requests.log.warn({ err: error }, 'App Home could not be drawn'),
    );
  });
}

/** Draws one person's Home. Throws `SlackError` where Slack does not take it. */
export async function publishHome(deps: BotDeps, user: string): Promise<void> {
  const { store, people, clock } = deps.requests;
  await people.refresh();
  const [live, past, services, warnings] = await Promise.all([
    liveReleases(store),
    pastReleases(store, { limit: recent }),
    whatRuns(deps),
    deps.warnings(),
  ]);
  const may = await Promise.all(live.map((release) => waitsFor(deps, release, user)));
  const view = homeView({
    directory: people,
    now: clock.now(),
    waiting: live.filter((_, index) => may[index]),
    live,
    recent: past.filter(({ phase }) => phase.kind === 'ended'),
    services,
    warnings,
  });
  await deps.slack.publishHome(user, view as unknown as JsonObject);
}

async function waitsFor(deps: BotDeps, release: Release, user: string): Promise<boolean> {
  const { approval } = release.plan.target;
  const by = { id: user, name: '' };
  if (release.phase.kind !== 'awaiting-approval' || release.approvals.some((approved) => approved.by.id === user))
    return false;
  if (!approval.selfApproval && release.request.by.id === user) return false;
  return mayApprove(approval, by, await groupsOf(deps.requests, release.plan.target, by));
}

async function whatRuns(deps: BotDeps): Promise<ServiceVersions[]> {
  const names = deps
    .catalogue()
    .services.slice(0, most)
    .map(({ name }) => name);
  return Promise.all(
    names.map(async (service) => {
      const unknown = (deps.catalogue().services.find(({ name }) => name === service)?.targets ?? []).map(
        ({ environment }) => ({ environment, version: null }),
      );
      const late = new Promise<typeof unknown>((resolve) => setTimeout(resolve, lookWithinMs, unknown));
      return {
        service,
        versions: await Promise.race([runningVersions(deps.requests, service).catch(() => unknown), late]),
      };
    }),
  );
}
