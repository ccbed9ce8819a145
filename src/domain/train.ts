import { z } from 'zod';
import { outcomes } from './reasons.ts';

/**
 * The strategy of a train: a release whose steps are releases. No catalogue can name it, since it brings no version in by
 * itself: `src/strategies/train-plan.ts` makes its plans.
 */
export const trainKind = 'train';

/** What becomes of the places that have the version already when a later one fails. */
export const onFailure = ['stop', 'rollback'] as const;

/** How the catalogue has it that a version goes through an environment. */
export const trainSettingsSchema = z.object({
  /** How long the version must have been in before the next environment gets it (ms). */
  soakMs: z.number().int().nonnegative(),
  onFailure: z.enum(onFailure),
});
export type TrainSettings = z.infer<typeof trainSettingsSchema>;

/** Where the catalogue says nothing. */
export const usualTrain: TrainSettings = { soakMs: 15 * 60_000, onFailure: 'stop' };

/** That a train is asked for: through the environments before the one that is named, in promotion order, to that one. */
export const trainAskedSchema = z.object({ kind: z.literal('environments') });
export type TrainAsked = z.infer<typeof trainAskedSchema>;

/** The train that a release is part of: its id, its number, and the channel of its card, as the catalogue has it. */
export const partOfSchema = z.object({ train: z.string(), number: z.number(), channel: z.string() });

/** What a plan is about where its steps are releases: the environments that get the version, in this order. */
export const trainSubjectSchema = z.object({
  kind: z.literal('environments'),
  stages: z.array(z.string()).min(1),
  onFailure: z.enum(onFailure),
});
export type TrainSubject = z.infer<typeof trainSubjectSchema>;

/** `in`: its version is in, and only the contract of its migration is still to come. */
export const childStates = ['waiting', 'running', 'held', 'paused', 'rolling-back', 'in', 'ended'] as const;

/** A release of a train, as the train has last seen it. */
export const childSchema = z.object({
  id: z.string(),
  number: z.number(),
  service: z.string(),
  environment: z.string(),
  /** It takes another one of the train back. */
  backwards: z.boolean(),
  state: z.enum(childStates),
  /** How it has ended; null before that. */
  outcome: z.enum(outcomes).nullable(),
  /** Why it has not succeeded, as a sentence without full stop; null where it has, or is not over. */
  reason: z.string().nullable(),
});
export type Child = z.infer<typeof childSchema>;

/** Its version has come in and is to stay. */
export function hasBrought({ state, outcome }: Child): boolean {
  return state === 'in' || outcome === 'succeeded' || outcome === 'kept';
}

/** In place of an environment, for what a train holds: no environment can have this name. */
export const trainPlace = '(train)';

interface Placed {
  environment: string;
  train?: TrainAsked | undefined;
}

/** Where of a service a release excludes others, and is listed: its environment, or for a train none of them. */
export function placeOf({ environment, train }: Placed): string {
  return train ? trainPlace : environment;
}
