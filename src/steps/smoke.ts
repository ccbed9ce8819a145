import { z } from 'zod';
import type { ActionOf } from '../actions/index.ts';
import type { SmokeCheck } from '../actions/smoke-run.ts';
import { readJson } from '../domain/json.ts';
import { type HttpAnswer, KubeError } from '../platform/kube.ts';
import { isLeaving, isReady, podSchema } from '../workloads/objects/pod.ts';
import { done, lookAgainMs, type StepContext, type StepOutcome, type StepRunner, wait } from './step.ts';
import { candidatePods } from './trouble.ts';

/** No answer is waited for longer (ms), and no more of it is read (bytes). */
const limits = { timeoutMs: 5000, maxBytes: 1024 * 1024 };

/** What the API server answers by itself, in the pod's place. */
const statusSchema = z.object({
  kind: z.literal('Status'),
  apiVersion: z.literal('v1'),
  message: z.string().catch(''),
});

/** Asks one pod of the candidate after the other thing, by the API server. Nothing of an answer is told: it may be secret. */
export const runSmoke: StepRunner<ActionOf<'smoke.run'>> = async (context, { checks }) => {
  const [pod] = await readyCandidatePods(context);
  if (pod === undefined) return wait('a candidate pod to be ready');
  for (const check of checks) {
    const wrong = await triedCheck(context, pod, check);
    if (wrong) return wrong;
  }
  return done('');
};

/** The names of the candidate's pods that can be asked. */
export async function readyCandidatePods(context: StepContext): Promise<string[]> {
  const pods = (await candidatePods(context)).map((pod) => podSchema.parse(pod));
  return pods.filter((each) => isReady(each) && !isLeaving(each)).map(({ metadata }) => metadata.name);
}

/** @returns what the step comes to where the answer is not the one that was expected; null where it is */
export async function triedCheck(
  { kube, target, plan }: StepContext,
  pod: string,
  check: SmokeCheck,
): Promise<StepOutcome | null> {
  const asked = `GET ${check.path} of ${target.service} ${plan.to.version}`;
  try {
    const options = { ...limits, headers: { 'accept-encoding': 'identity' } };
    const answer = await kube.podGet(target.namespace, pod, target.workload.port, check.path, options);
    return unasked(asked, answer) ?? unexpected(asked, answer, check);
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return { kind: 'retry', error: `${asked}: ${error.message}`, ms: lookAgainMs };
  }
}

/** The pod was never asked, or could not be reached, which may pass. */
function unasked(asked: string, { status, body }: HttpAnswer): StepOutcome | null {
  const own = status >= 400 ? readJson(statusSchema, body) : null;
  if (own === null) return null;
  const refused = status === 403;
  const error = refused
    ? `${asked}: Sluice may not ask pods by the API server (get pods/proxy)`
    : `${asked}: ${own.message.slice(0, 200)}`;
  return { kind: 'retry', error, ms: lookAgainMs, ...(refused && { refused }) };
}

function unexpected(asked: string, { status, body }: HttpAnswer, wanted: SmokeCheck): StepOutcome | null {
  if (status !== wanted.status)
    return { kind: 'fail', detail: `${asked} answered ${status}, ${wanted.status} was expected` };
  const { contains } = wanted;
  if (contains === null || body.includes(contains)) return null;
  return { kind: 'fail', detail: `${asked} answered ${status} without “${contains}”, which was expected` };
}
