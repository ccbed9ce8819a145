import { type SwitchName, switchKinds, switchNames } from '../../src/switches/index.ts';
import type { SwitchPlace, SwitchReading } from '../../src/switches/switch.ts';
import { placeOf, type SwitchBoard, type Switches } from '../../src/switches/switches.ts';

/** What a switch that is on says; with what is said otherwise. */
export function readingOf(name: SwitchName, change: Partial<SwitchReading> = {}): SwitchReading {
  return { flag: switchKinds[name].flag, on: true, from: 'server', since: null, page: null, ...change };
}

/** Switches in memory, as people would turn them, for all places or for some. */
export function fakeSwitches(now: () => number = () => 0) {
  const off = new Map<SwitchName, { since: number; where: (place: SwitchPlace) => boolean }>();
  const listeners = new Set<() => void>();
  const state: Pick<SwitchBoard, 'from' | 'answeredAt' | 'unreached' | 'troubles'> & { configured: boolean } = {
    configured: true,
    from: 'server',
    answeredAt: now(),
    unreached: null,
    troubles: [],
  };
  const heard = () => {
    for (const listener of listeners) listener();
  };
  const switches: Switches = {
    configured: () => state.configured,
    async read(name, place) {
      const said = off.get(name);
      return said?.where(place) ? readingOf(name, { on: false, since: said.since, from: state.from }) : readingOf(name);
    },
    async board(places) {
      if (!state.configured) return null;
      const { configured: _, ...rest } = state;
      const switches = switchNames.map((name) => ({
        name,
        flag: switchKinds[name].flag,
        exists: true,
        page: null,
        since: off.get(name)?.since ?? null,
        off: places.filter((place) => off.get(name)?.where(place)).map(placeOf),
      }));
      return { ...rest, switches };
    },
    onChange: (listener) => void listeners.add(listener),
    close: async () => undefined,
  };
  return {
    ...switches,
    state,
    turnOff(name: SwitchName, where: (place: SwitchPlace) => boolean = () => true) {
      off.set(name, { since: now(), where });
      heard();
    },
    turnOn(name: SwitchName) {
      off.delete(name);
      heard();
    },
  };
}
