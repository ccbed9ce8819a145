import type { SwitchName } from './index.ts';
import type { SwitchPlace, SwitchReading, SwitchSource } from './switch.ts';

/** Where Sluice's own switches are kept: on an Unleash. */
export interface SwitchSettings {
  /** The server's address, without `/api`. */
  url: string;
  /** Environment variable with a backend (client) token, which is for one project and one environment. */
  tokenEnv: string;
  /** The project, for links to its pages. */
  project: string;
  /** How often the server is asked for changes. */
  intervalMs: number;
  /** A file that says how things stand where the server was never reached. */
  bootstrap?: string;
  /** A folder in which the server's last answer is kept over a restart. */
  backup?: string;
}

/** One switch over all places of the catalogue. */
export interface SwitchSeen extends Pick<SwitchReading, 'flag' | 'since' | 'page'> {
  name: SwitchName;
  /** Whether there is such a flag, as far as anybody knows. */
  exists: boolean;
  /** Where it is off. */
  off: SwitchPlace[];
}

/** How all switches stand. */
export interface SwitchBoard {
  from: SwitchSource;
  /** When the server last answered (ms since the epoch), also before a restart; null where it never has. */
  answeredAt: number | null;
  /** Why it does not answer now: plain text without secrets and without a full stop; null where it does. */
  unreached: string | null;
  /** What is wrong with the files beside it, in the same manner. */
  troubles: string[];
  switches: SwitchSeen[];
}

/** Sluice's own switches, as they stand now. No method throws, and none waits longer than a few seconds. */
export interface Switches {
  /** Whether there are any now; where there are none, all count as their kind says of what is unknown. */
  configured(): boolean;
  read(name: SwitchName, place: SwitchPlace): Promise<SwitchReading>;
  /** Null where none are configured. */
  board(places: readonly SwitchPlace[]): Promise<SwitchBoard | null>;
  /** Called after each answer that changes something, and after the first one. */
  onChange(listener: () => void): void;
  close(): Promise<void>;
}

/** The place of a target. */
export function placeOf({
  service,
  environment,
  team,
}: Omit<SwitchPlace, 'team'> & { team?: string | undefined }): SwitchPlace {
  return { service, environment, ...(team === undefined ? {} : { team }) };
}
