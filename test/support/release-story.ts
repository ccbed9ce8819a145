import type { Cause } from '../../src/domain/cause.ts';
import type { ReleaseEvent } from '../../src/domain/events.ts';
import { foldLog } from '../../src/domain/fold.ts';
import { type Plan, undoOf } from '../../src/domain/plan.ts';
import type { CauseCode, HoldCode, Outcome } from '../../src/domain/reasons.ts';
import type { Release } from '../../src/domain/release.ts';
import type { Person } from '../../src/domain/request.ts';
import type { Trouble, Verdict } from '../../src/domain/verdict.ts';
import { figures, finding } from './figures.ts';
import { mika } from './people.ts';
import { asked, digest, type StoryOptions } from './release-ask.ts';
import { examplePlan } from './release-plan.ts';

type Without<T> = T extends unknown ? Omit<T, 'at'> : never;

/**
 * Tells the log of a release, event by event, on a clock of its own: `releaseStory().approve().start().steps(4)`.
 * Every method returns the story; `events` and `release` are what has been told so far.
 */
export class ReleaseStory {
  now: number;
  readonly events: ReleaseEvent[];
  readonly plan: Plan;

  constructor(options: StoryOptions = {}) {
    this.plan = options.plan ?? examplePlan(options);
    this.now = options.startsAt ?? Date.UTC(2026, 10, 20, 14, 5);
    this.events = [asked(this.plan, this.now, options)];
  }

  get release(): Release {
    return foldLog(this.events);
  }

  /** Any event, at the story's time. */
  tell(event: Without<ReleaseEvent>): this {
    this.events.push({ ...event, at: this.now } as ReleaseEvent);
    return this;
  }

  after(ms: number): this {
    this.now += ms;
    return this;
  }

  approve(by: Person = mika): this {
    return this.tell({ type: 'approved', by, digest });
  }

  start(): this {
    return this.tell({ type: 'started' });
  }

  /** Begins the next step and leaves it running. */
  begin(): this {
    return this.tell({ type: 'step.started', index: this.release.done.length });
  }

  /** Does the next `howMany` steps; bakes take their time and find the candidate healthy. */
  steps(howMany: number): this {
    for (let done = 0; done < howMany; done++) {
      const index = this.release.done.length;
      const action = this.plan.steps[index]?.action;
      if (!action) break;
      this.begin();
      if (action.kind === 'bake') this.after(action.forMs).measure(10 * action.percent, 0);
      else this.after(1500);
      this.tell({ type: 'step.done', index, note: action.kind === 'bake' ? 'healthy' : '' });
    }
    return this;
  }

  /** All steps up to and with the bake at this share. */
  until(percent: number): this {
    const last = this.plan.steps.findIndex(({ action }) => action.kind === 'bake' && action.percent === percent);
    return this.steps(last + 1 - this.release.done.length);
  }

  /** One interval: requests and errors of the candidate, next to a stable that serves 1,000 with 1 error. */
  measure(requests: number, errors: number, p99Ms = 182): this {
    const candidate = figures(requests, errors, p99Ms);
    const stable = figures(1000, 1, 176, 4);
    const bad = requests > 0 && errors / requests > 0.01;
    const found = finding(candidate, stable, bad ? 'bad' : 'good');
    const verdict: Verdict = bad
      ? { kind: 'unhealthy', findings: [found], culprit: found }
      : { kind: 'healthy', findings: [found] };
    return this.tell({ type: 'measured', sample: { from: this.now - 2000, to: this.now, candidate, stable }, verdict });
  }

  /** A look that found too little, or nothing. */
  inconclusive(why: Extract<Verdict, { kind: 'inconclusive' }>['why'], seen = 14, detail = ''): this {
    const verdict: Verdict = { kind: 'inconclusive', why, findings: [], seen, wanted: 300, detail };
    return this.tell({ type: 'measured', sample: null, verdict });
  }

  hold(code: HoldCode, detail = ''): this {
    const expiresAt = this.now + this.plan.target.limits.holdMs;
    return this.tell({ type: 'hold.opened', code, detail, expiresAt });
  }

  rollBack(code: CauseCode, cause: Partial<Cause> = {}): this {
    const { verdict, done, step } = this.release;
    return this.tell({
      type: 'rollback.started',
      cause: { code, detail: '', by: null, trouble: null, verdict: code === 'unhealthy' ? verdict : null, ...cause },
      undo: undoOf(this.plan, done.length + (step ? 1 : 0), done.length),
    });
  }

  /** A pod of the candidate is in trouble, and the release goes back for it. */
  trouble(code: Trouble['code'], detail = 'back-off restarting failed container'): this {
    const trouble: Trouble = { code, pod: 'checkout-candidate-7d9f-x2x4', detail };
    return this.tell({ type: 'trouble.seen', trouble }).rollBack('trouble', { trouble, detail });
  }

  /** Undoes everything, 0.4 s for each action, and ends. */
  undone(): this {
    const { phase } = this.release;
    if (phase.kind !== 'rolling-back') throw new Error('the story is not rolling back');
    for (let index = phase.next; index < phase.undo.length; index++) {
      this.after(400).tell({ type: 'undo.done', index, note: '' });
    }
    return this.finish('rolled-back', phase.cause.by, phase.cause.detail);
  }

  finish(outcome: Outcome, by: Person | null = null, reason: string | null = null): this {
    return this.tell({ type: 'finished', outcome, by, reason });
  }
}

export function releaseStory(options: StoryOptions = {}): ReleaseStory {
  return new ReleaseStory(options);
}

/** A release that went through to the end. */
export function successStory(options: StoryOptions = {}): ReleaseStory {
  const told = releaseStory(options).after(1000).approve().start();
  return told.steps(told.plan.steps.length).finish('succeeded');
}

/** 2.5.0 fails 2.1 % of its requests at a quarter of the traffic and is taken back. */
export function rollbackStory(options: StoryOptions = {}): ReleaseStory {
  const told = releaseStory({ from: '2.4.1', to: '2.5.0', ...options })
    .after(1000)
    .approve()
    .start();
  return told.until(5).steps(2).begin().after(4000).measure(3420, 72).rollBack('unhealthy').undone();
}
