export { checkAttachments, checkMessageBlocks, checkView } from './blocks/check.ts';
export { completeState } from './blocks/state.ts';
export type { DeliveryMode } from './delivery/deliver.ts';
export { sign } from './delivery/sign.ts';
export type { ActListener } from './people/acts.ts';
export type { Choice } from './people/choices.ts';
export type { ClickOptions, MessageRef, PersonDriver, ViewRef } from './people/driver.ts';
export type { ActResult } from './people/result.ts';
export type * from './protocol.ts';
export { createSlackSandbox } from './sandbox.ts';
export type { Fault, FaultHandle, FaultScope, Faults } from './server/faults.ts';
export type { PageBundle, PageProvider } from './server/page-routes.ts';
export type { SlackSandbox, SlackSandboxOptions } from './types.ts';
export type {
  Clock,
  DeliveryEntry,
  JournalEntry,
  Message,
  SeedBot,
  SeedChannel,
  SeedCommand,
  SeedGroup,
  SeedUser,
  SlackSeed,
  StateValues,
  User,
  View,
} from './world/model.ts';
