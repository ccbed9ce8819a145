/** One switch by which the people who run Sluice turn a part of it off, with all that is known of it. */
export interface SwitchKind {
  /** The feature flag that it is read from. */
  flag: string;
  /** What happens while it is on, for people: goes on from its name. */
  on: string;
  /** What happens while it is off. */
  off: string;
  /** What holds where nobody has ever told: a flag that is not there, or a server that was never reached. */
  unknown: 'on' | 'off';
}

/** Where a switch is read: what its rules may be limited to. */
export interface SwitchPlace {
  service: string;
  environment: string;
  /** Who owns the service, where the catalogue says so. */
  team?: string;
}

/** What the state of a switch goes by. `kept`: what the server last said, from the backup; `nobody`: what is safe. */
export type SwitchSource = 'server' | 'kept' | 'bootstrap' | 'nobody';

/** A switch at one place. */
export interface SwitchReading {
  flag: string;
  on: boolean;
  from: SwitchSource;
  /** When Sluice saw its rules become what they are (ms since the epoch); null where they have always been so. */
  since: number | null;
  /** Its page in the flag service, where people change it; null where there is none. */
  page: string | null;
}
