import type { ProviderKind, SettingsSchema } from '../kind.ts';

export interface SourceKind<S extends SettingsSchema = SettingsSchema> extends ProviderKind<S> {
  /** Whether somebody is asked, so that it can be looked at whether they answer. */
  asks: boolean;
}
