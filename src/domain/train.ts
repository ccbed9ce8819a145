import { z } from 'zod';
import { placeIn } from './place.ts';
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
  /** How long the version must have been in before the next environment, or the next ring, gets it (ms). */
  soakMs: z.number().int().nonnegative(),
  onFailure: z.enum(onFailure),
  /** At most so many places of one ring at the same time; absent where that is as usual. */
  sideBySide: z.number().int().positive().optional(),
});
export type TrainSettings = z.infer<typeof trainSettingsSchema>;

/** Where the catalogue says nothing. */
export const usualTrain = { soakMs: 15 * 60_000, onFailure: 'stop', sideBySide: 2 } as const satisfies TrainSettings;

/**
/**
 * That a train is asked for. `environments`: through those before the one that is named, in promotion order, to that one;
 * `places`: through all places of the one that is named, in their order. `set`: the services of a set of the catalogue, whose name
 * stands for the service; `back`: the id of the set's train that is to be taken back, absent where the set is released.
 */
export const trainAskedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['environments', 'places']) }),
  z.object({ kind: z.literal('set'), back: z.string().optional() }),
]);
export type TrainAsked = z.infer<typeof trainAskedSchema>;
/** Trains by which one version of one service goes to several targets. */
export type VersionTrain = Exclude<TrainAsked['kind'], 'set'>;

/** The release of a place that was approved for others of its environment too: its number, and the image that people saw. */
export const approvedBeforeSchema = z.object({ number: z.number(), image: z.string() });
export type ApprovedBefore = z.infer<typeof approvedBeforeSchema>;

/** The train that a release is part of: its id, its number, and the channel of its card, as the catalogue has it. */
export const partOfSchema = z.object({
  train: z.string(),
  number: z.number(),
  channel: z.string(),
  /** Absent where it asks as its place has it. */
  approved: approvedBeforeSchema.optional(),
  /** Places that ask for no approval once this release has one; absent where there are none. */
  approves: z.array(z.string()).optional(),
});
export type PartOf = z.infer<typeof partOfSchema>;

const stages = { stages: z.array(z.string()).min(1), onFailure: z.enum(onFailure) };

/**
 * What a plan is about where its steps are releases, and its stages in this order: the environments, or the places, that get the
 * version. `set`: the services that are released together, or, where `back` is there, go back together.
 */
export const trainSubjectSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('environments'), ...stages }),
  z.object({ kind: z.literal('places'), environment: z.string(), ...stages }),
  z.object({ kind: z.literal('set'), ...stages, back: z.literal(true).optional() }),
]);
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
  /** It goes back, or has gone back, since its A/B test ended with A; absent where that is not so. */
  aStays: z.boolean().optional(),
});
export type Child = z.infer<typeof childSchema>;

/** Its version has come in and is to stay. */
export function hasBrought({ state, outcome }: Child): boolean {
  return state === 'in' || outcome === 'succeeded' || outcome === 'kept';
}

/** Where of which service a release of a train is. */
export interface StagePlace {
  service: string;
  environment: string;
}

/** By what people tell this stage of the train from its others. */
export function stageName({ kind }: TrainSubject, { service, environment }: StagePlace): string {
  switch (kind) {
    case 'environments':
      return environment;
    case 'places':
      return placeIn(environment) ?? environment;
    case 'set':
      return service;
  }
}

/** Its releases go back to what ran before: they take no release of its own back. */
export function goesBack(train: TrainSubject | undefined): boolean {
  return train?.kind === 'set' && train.back === true;
}

/** The train's last release in a place, one way or the other. */
export function childIn(
  children: readonly Child[] | undefined,
  { service, environment }: StagePlace,
  backwards: boolean,
): Child | undefined {
  return children?.findLast(
    (child) => child.service === service && child.environment === environment && child.backwards === backwards,
  );
}

/** In place of an environment, for what a train holds: no environment can have this name. */
export const trainPlace = '(train)';

interface Placed {
  environment: string;
  train?: TrainAsked | undefined;
}

/** Whether a train of all places of this environment is asked for: who names the environment means that train. */
export function isOfAllPlaces({ environment, train }: Placed, named: string): boolean {
  return train?.kind === 'places' && environment === named;
}

/** Where of a service a release excludes others, and is listed: its environment, or for a train none of them. */
export function placeOf({ environment, train }: Placed): string {
  return train ? trainPlace : environment;
}
