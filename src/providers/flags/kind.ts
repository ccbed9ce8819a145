import type { ProviderKind, SettingsSchema } from '../kind.ts';

/** The smallest difference (percent) that a service can keep. */
export interface Finest {
  percentage: number;
  /** Of a variant's percentage. */
  variants: number;
}

export interface FlagKind<S extends SettingsSchema = SettingsSchema> extends ProviderKind<S> {
  /** Null where no flag can be changed. */
  finest: Finest | null;
  /** Flags can be read through it, and not changed. */
  readsOnly?: true;
}
