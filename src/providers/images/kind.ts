import type { ProviderKind, SettingsSchema } from '../kind.ts';

export interface ImageKind<S extends SettingsSchema = SettingsSchema> extends ProviderKind<S> {
  /** What is done instead of asking anybody for versions; null where somebody is asked. */
  insteadOfAsking: string | null;
}
