import { artifactory } from './artifactory.ts';
import { azure } from './azure.ts';
import { behindTls } from './behind-tls.ts';
import type { RegistryHabit } from './habit.ts';
import { harbor } from './harbor.ts';
import { nexus } from './nexus.ts';
import { quay } from './quay.ts';
import { strictPages } from './strict-pages.ts';

/** Registries that are unlike the specification, each in its own way. */
export const registryHabits = { harbor, nexus, quay, artifactory, azure, behindTls, strictPages } satisfies Record<
  string,
  RegistryHabit
>;
