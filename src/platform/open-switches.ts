import { environmentOf, placeIn } from '../domain/place.ts';
import { type SwitchName, switchKinds, switchNames } from '../switches/index.ts';
import type { SwitchPlace } from '../switches/switch.ts';
import type { SwitchSettings } from '../switches/switches.ts';
import type { Clock } from './clock.ts';
import { createKnownFlags, type KnownFlags } from './known-flags.ts';
import { startUnleashClient, type UnleashClient, type UnleashNews } from './unleash.ts';

const timeoutMs = 3000;
/** Nobody who asks for a release waits longer (ms) for a server that has never answered. */
const readyMs = 5000;
/** The client gives up on a token that is refused; it may be put right there (ms). */
const afterRefusalMs = 60_000;

interface OpenDeps {
  /** Null where the environment variable is not set. */
  token: string | null;
  clock: Clock;
  /** Called after an answer that changes something. */
  changed(): void;
}

/** The switches of one Unleash. */
export interface OpenSwitches {
  known: KnownFlags;
  /** Resolves when the server has answered, or could not for now; never rejects. */
  ready(): Promise<void>;
  isOn(name: SwitchName, place: SwitchPlace): boolean;
  exists(flag: string): boolean;
  /** Why the server does not answer, without a full stop; null where it does. */
  unreached(): string | null;
  pageOf(flag: string): string;
  close(): void;
}

export async function openSwitches(
  settings: SwitchSettings,
  { token, clock, changed }: OpenDeps,
): Promise<OpenSwitches> {
  const { url, project, tokenEnv, intervalMs } = settings;
  const flags = switchNames.map((name) => switchKinds[name].flag);
  const known = createKnownFlags({ settings, flags, now: clock.now });
  const closed = new AbortController();
  let why: string | null = null;

  function heard(news: UnleashNews): void {
    if (news.kind === 'failed') {
      why = token === null ? `environment variable ${tokenEnv} is not set` : plainly(news.why, tokenEnv);
      if (news.refuses) void tryAgain();
      return;
    }
    why = null;
    known.answered();
    if (news.changed) changed();
  }

  const start = () =>
    startUnleashClient({
      url,
      token: token ?? '',
      refreshMs: intervalMs,
      timeoutMs,
      readyMs,
      storage: known,
      onNews: heard,
    });
  let client: UnleashClient = await start();

  async function tryAgain(): Promise<void> {
    const waited = await clock.sleep(Math.max(afterRefusalMs, intervalMs), closed.signal).then(
      () => true,
      () => false,
    );
    if (!waited) return;
    const next = await start();
    // Until then the old one goes by what was last known.
    await next.ready();
    client.close();
    client = next;
    if (closed.signal.aborted) client.close();
  }

  return {
    known,
    ready: async () => void (await client.ready()),
    isOn: (name, place) =>
      client.isEnabled(switchKinds[name].flag, contextOf(place), switchKinds[name].unknown === 'on'),
    exists: (flag) => client.definition(flag) !== undefined,
    unreached: () => why,
    pageOf: (flag) =>
      `${url.replace(/\/+$/, '')}/projects/${encodeURIComponent(project)}/features/${encodeURIComponent(flag)}`,
    close() {
      closed.abort();
      client.close();
    },
  };
}

/** A rollout by percentage goes by the service: so it is on or off for all of it, and stays so. */
function contextOf({ service, environment: named, team }: SwitchPlace) {
  const environment = environmentOf(named);
  const place = placeIn(named);
  const beside = { ...(place === null ? {} : { place }), ...(team === undefined ? {} : { team }) };
  return { userId: service, environment, properties: { service, environment, ...beside } };
}

/** What its client says, in words for people. */
function plainly(said: string, tokenEnv: string): string {
  const status = /responded \D*(\d{3})|statusCode 2XX, but was (\d{3})/.exec(said);
  const code = status?.[1] ?? status?.[2];
  if (code === '401' || code === '403') return `Unleash does not accept the token in ${tokenEnv} (HTTP ${code})`;
  if (code !== undefined) return `Unleash answers with HTTP ${code}`;
  const network = /\b(E[A-Z]{3,})\b/.exec(said)?.[1];
  if (network !== undefined) return `Unleash can't be reached (${network})`;
  if (/timeout/i.test(said)) return 'Unleash does not answer in time';
  return `Unleash's answer can't be used: ${said.split('\n')[0]?.slice(0, 200)}`;
}
