import type { ActionOf } from '../actions/index.ts';
import { stageOf } from '../actions/stage.ts';
import { type Child, hasBrought } from '../domain/train.ts';
import { lookAgainMs, waitFor } from './children.ts';
import { done, type StepContext, type StepOutcome, type StepRunner } from './step.ts';

/**
 * A release of the train is asked for, once, and waited for. What is asked there, and who must agree, is its own matter; it
 * has deadlines of its own.
 */
export const runRelease: StepRunner<ActionOf<'release.run'>> = async (context, action) => {
  const { service, environment, version, approvedBefore, backwards = false } = action;
  const wanted = { service, environment, version, backwards, approvedBefore };
  const stage = stageOf(action);
  const child = await context.children.find(wanted);
  if (child) return standing(child, stage);
  if (context.paused) return { kind: 'wait', ms: lookAgainMs, what: `the train to be resumed before ${stage}` };
  const asked = await context.children.ask(wanted, context.since);
  switch (asked.kind) {
    case 'there':
      return standing(asked.child, stage);
    case 'needless':
      return done('it was there already');
    case 'left':
      return done(`left alone, as ${asked.detail}`);
    case 'later':
      return { kind: 'retry', error: asked.detail, ms: lookAgainMs };
    case 'refused':
      return { kind: 'fail', detail: `${stage} was not begun: ${asked.detail}` };
  }
};

function standing(child: Child, stage: string): StepOutcome {
  const { number } = child;
  if (hasBrought(child)) return { ...done(`#${number}`), children: [child] };
  if (child.state !== 'ended') return waitFor(child, `#${number} (${stage})`);
  return { kind: 'fail', detail: `${stage} (#${number}) ${child.reason ?? 'has ended'}`, children: [child] };
}

/**
 * Lets time pass, as long as the version is in: somebody who has taken it out again did not do so for nothing. It is over once
 * the version is well too, or a person says that it may go on.
 */
export const soakRelease: StepRunner<ActionOf<'release.soak'>> = async (context, action) => {
  const { service, environment, version, forMs, beside = [] } = action;
  const unsure: string[] = [];
  for (const place of [environment, ...beside]) {
    const standing = await context.children.standing({ service, environment: place, version, backwards: false });
    if (standing.kind === 'replaced') return { kind: 'fail', detail: standing.detail };
    if (standing.kind === 'unsure') unsure.push(standing.detail);
  }
  const left = context.since + forMs - context.now;
  if (context.promoted || (left <= 0 && unsure.length === 0)) return done('');
  if (left <= 0) return { kind: 'retry', error: unsure.join('; '), ms: lookAgainMs };
  const ms = Math.min(left, soakLookMs, Math.max(1000, forMs / looksPerSoak));
  return { kind: 'wait', ms, what: `${environment} to soak` };
};

/** Between two looks at what runs (ms), or more often in a short soak. */
const soakLookMs = 30_000;
const looksPerSoak = 20;

function outcomeOf({ outcome }: Child): string {
  return outcome === null ? 'is over' : outcome.replace('-', ' ');
}

type Back = Omit<ActionOf<'release.back'>, 'kind'>;

/** What of the train is under way in the place is stopped; what is in stays, or the version before it is released again. */
export async function takeReleaseBack(context: StepContext, action: Back): Promise<StepOutcome> {
  const { service, environment, version, stays, backwards = false } = action;
  const child = await context.children.find({ service, environment, version, backwards });
  if (!child) return done('nothing was begun there');
  const isOver = child.state === 'ended' || (child.state === 'in' && stays);
  if (!isOver) {
    await context.children.abort(child.id);
    return waitFor(child, `#${child.number} to go back`);
  }
  // Why is said where the train stops.
  if (!hasBrought(child)) return { ...done(`#${child.number} ${outcomeOf(child)}`), children: [child] };
  if (stays) return { ...done(`it keeps ${version}`), children: [child] };
  const back = await releasedBack(context, action);
  return { ...back, children: [child, ...(back.children ?? [])] };
}

async function releasedBack(context: StepContext, action: Back): Promise<StepOutcome> {
  const { service, environment, version } = action;
  const wanted = { service, environment, version, backwards: true };
  const found = await context.children.find(wanted);
  const asked = found ? ({ kind: 'there', child: found } as const) : await context.children.ask(wanted, context.since);
  switch (asked.kind) {
    case 'later':
      return { kind: 'retry', error: asked.detail, ms: lookAgainMs };
    case 'needless':
      return done('it is as it was before');
    case 'left':
    case 'refused':
      // Whoever has released there since, or stands against it, has the last word.
      return done(`it keeps what it has: ${asked.detail}`);
    case 'there': {
      const { child } = asked;
      if (child.state !== 'ended') return waitFor(child, `#${child.number} in ${environment}`);
      const note = hasBrought(child)
        ? `rolled back by #${child.number}`
        : `#${child.number} ${child.reason ?? 'is over'}`;
      return { ...done(note), children: [child] };
    }
  }
}
