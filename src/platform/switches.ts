import { canonicalJson } from '../domain/json.ts';
import { type SwitchName, switchKinds, switchNames } from '../switches/index.ts';
import type { SwitchPlace, SwitchReading } from '../switches/switch.ts';
import { placeOf, type SwitchBoard, type Switches, type SwitchSettings } from '../switches/switches.ts';
import type { Clock } from './clock.ts';
import { type OpenSwitches, openSwitches } from './open-switches.ts';

export interface SwitchesDeps {
  /** As the catalogue says now; null where it names none. */
  settings(): SwitchSettings | null;
  /** The value of an environment variable that the settings name. */
  secret(name: string): string | undefined;
  clock: Clock;
}

/** Sluice's own switches. Unleash's client is loaded only once the catalogue names one, and follows the catalogue. */
export function createSwitches({ settings, secret, clock }: SwitchesDeps): Switches {
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  let open: { key: string; switches: Promise<OpenSwitches> } | null = null;

  function current(): Promise<OpenSwitches> | null {
    const said = settings();
    const key = canonicalJson(said);
    if (open !== null && open.key !== key) void close();
    if (said === null) return null;
    open ??= { key, switches: openSwitches(said, { token: secret(said.tokenEnv) ?? null, clock, changed }) };
    return open.switches;
  }

  function close(): Promise<void> | undefined {
    const closing = open?.switches.then((each) => each.close());
    open = null;
    return closing;
  }

  return {
    configured: () => settings() !== null,
    async read(name, place) {
      const now = current();
      return now === null ? unset(name) : read(await ready(now), name, place);
    },
    async board(places) {
      const now = current();
      return now === null ? null : boardOf(await ready(now), places);
    },
    onChange(listener) {
      listeners.add(listener);
      // Whoever listens wants to hear of the first answer.
      void current();
    },
    close: async () => close(),
  };
}

async function ready(opened: Promise<OpenSwitches>): Promise<OpenSwitches> {
  const switches = await opened;
  await switches.ready();
  return switches;
}

function unset(name: SwitchName): SwitchReading {
  const { flag, unknown } = switchKinds[name];
  return { flag, on: unknown === 'on', from: 'nobody', since: null, page: null };
}

function read({ isOn, known, pageOf }: OpenSwitches, name: SwitchName, place: SwitchPlace): SwitchReading {
  const { flag } = switchKinds[name];
  return { flag, on: isOn(name, place), from: known.from(), since: known.since(flag), page: pageOf(flag) };
}

function boardOf(opened: OpenSwitches, places: readonly SwitchPlace[]): SwitchBoard {
  const { known, unreached, exists, isOn, pageOf } = opened;
  return {
    from: known.from(),
    answeredAt: known.answeredAt(),
    unreached: unreached(),
    troubles: known.troubles(),
    switches: switchNames.map((name) => {
      const { flag } = switchKinds[name];
      const off = places.filter((place) => !isOn(name, place)).map(placeOf);
      return { name, flag, exists: exists(flag), off, since: known.since(flag), page: pageOf(flag) };
    }),
  };
}
