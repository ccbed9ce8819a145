import type { ActionOf } from '../actions/index.ts';
import type { SmokeCheck } from '../actions/smoke-run.ts';
import { readyCandidatePods, triedCheck } from './smoke.ts';
import { type StepContext, type StepOutcome, type StepRunner, wait } from './step.ts';

/** How often requests are sent (ms). */
const turnMs = 1000;

/**
 * Sends the requests of one second, to all ready pods of the candidate and for all checks by turns. When there were enough
 * is not said here: a bake ends by its figures.
 */
export const repeatSmoke: StepRunner<ActionOf<'smoke.repeat'>> = async (context, action) => {
  const pods = await readyCandidatePods(context);
  if (pods.length === 0) return wait('a candidate pod to be ready');
  const answers = await Promise.all(turnOf(context, action, pods));
  // What was wrong twice is certain; an answer that did not come may still come.
  const wrong = answers.find((each) => each?.kind === 'fail') ?? answers.find((each) => each !== null);
  return wrong ?? { kind: 'wait', ms: turnMs, what: 'its own requests to be judged' };
};

function turnOf(
  context: StepContext,
  { checks, perSecond }: ActionOf<'smoke.repeat'>,
  pods: readonly string[],
): Promise<StepOutcome | null>[] {
  const first = Math.floor(context.now / turnMs) * perSecond;
  return Array.from({ length: perSecond }, (_, index) => first + index).flatMap((nth) => {
    const check = checks[nth % checks.length];
    const pod = pods[Math.floor(nth / checks.length) % pods.length];
    return check && pod !== undefined ? [triedTwice(context, pod, check)] : [];
  });
}

/** Of many requests one may fail: whether that is too many say the figures. One that fails again at once is no chance. */
async function triedTwice(context: StepContext, pod: string, check: SmokeCheck): Promise<StepOutcome | null> {
  const first = await triedCheck(context, pod, check);
  return first?.kind === 'fail' ? triedCheck(context, pod, check) : first;
}
