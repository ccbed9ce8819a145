import { type Changes, changesSchema } from './changes.ts';
import { type FiguresBefore, figuresBeforeSchema } from './figures-before.ts';

/** What was seen beside the plan when it was made, as an event keeps it. */
export const besidePlan = {
  /** Absent where its source of figures lacked nothing, or did not say. */
  figures: figuresBeforeSchema.optional(),
  /** What is in the version; absent where no source is set, or none is to be told. */
  changes: changesSchema.optional(),
};

/** Not of the plan, so that a page that is slow changes no digest. */
export interface BesidePlan {
  /** What its source of figures lacked when it was asked for; absent where nothing, or nobody knows. */
  figures?: FiguresBefore;
  /** What is in the version; absent where no source is set. */
  changes?: Changes;
}

type Seen = { [K in keyof BesidePlan]: BesidePlan[K] | null | undefined };

/** Only what there is of it. */
export function seenBeside({ figures, changes }: Seen): BesidePlan {
  return { ...(figures ? { figures } : {}), ...(changes ? { changes } : {}) };
}
