import type { ProviderKind, SettingsSchema } from '../kind.ts';

export type IncidentKind<S extends SettingsSchema = SettingsSchema> = ProviderKind<S>;
