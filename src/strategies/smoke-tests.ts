import { z } from 'zod';
import { type SmokeCheck, smokeCheckSchema, staysBelow } from '../actions/smoke-run.ts';
import { field, label, objectName, someTime } from '../config/fields.ts';
import { webhook, webhookOf } from '../config/webhook-section.ts';
import { type JobWork, workSchema } from '../domain/job-work.ts';
import type { Step } from '../domain/plan.ts';
import { type Hook, hookSchema } from '../domain/webhook.ts';
import { commandWords, imageReference } from '../migrations/written.ts';
import { type PlanInput, step } from './planner.ts';

const usual = { job: '5m', webhook: '15m' } as const;

/** A Job that its deadline has ended is seen as ended within this time (ms); and its pod needs some time to come up. */
const slackMs = 120_000;

const mostChecks = 20;

const { path, status, contains } = smokeCheckSchema.shape;

const check = z.strictObject({
  path: path.refine(staysBelow.holds, staysBelow).meta({
    description: 'What a pod of the new version is asked for, by GET at `workload.port`.',
    examples: ['/health'],
  }),
  status: field(status, 'The status that is expected. Redirects are not followed.', 200),
  contains: field(contains.unwrap(), 'A text that the body must have.'),
});

/** Requests that a pod of the new version is tried with, as the catalogue has them. */
export const writtenRequests = z
  .array(check, { error: 'expected a list of requests such as {path: /health}' })
  .min(1, { error: 'name at least one request, or leave it out' })
  .max(mostChecks, { error: `name ${mostChecks} requests at most` });

export const keptRequests = z.array(smokeCheckSchema);

/** As written → as kept. */
export function requestsOf(written: z.output<typeof writtenRequests>): SmokeCheck[] {
  return written.map(({ path, status = 200, contains = null }) => ({ path, status, contains }));
}

/** A Job that tests the new version, as the catalogue has it. */
export const writtenJob = z
  .strictObject({
    command: field(commandWords, 'What runs, word by word: no shell reads it. Default: what the Job or CronJob runs.'),
    job: field(
      objectName,
      "A suspended Job, or a CronJob, in the service's namespace whose pod template is used. Default: the service's own container, with its environment, volumes and service account.",
    ),
    image: field(imageReference, "The image. Default: the release's own."),
    container: field(label, 'The container of the `job` that runs the command. Default: its only one.'),
    deadline: field(someTime, 'The test is ended after this time, and has failed.', usual.job),
  })
  .superRefine(({ command, job }, context) => {
    if (command !== undefined || job !== undefined) return;
    const message = "name its command, or a job: the release's own image would run as the service does";
    context.addIssue({ code: 'custom', message });
  });

/** Another service that tests the new version, as the catalogue has it. */
export const writtenHook = webhook.extend({
  deadline: field(someTime, 'What has not passed after this time has failed.', usual.webhook),
});

/** As settings keep it: all of it is said. */
export const keptJob = workSchema.omit({ repeatable: true }).extend({ container: z.string().nullable() });
export const keptHook = hookSchema;

/** Settings → what a Job runs. */
export function workOf({ container, ...work }: z.infer<typeof keptJob>): JobWork {
  return container === null ? work : { ...work, container };
}

/** As written → as kept. */
export function jobOf({ command = [], job, image, container, deadline }: z.output<typeof writtenJob>) {
  return {
    job: job ?? null,
    image: image ?? null,
    container: container ?? null,
    command,
    deadlineMs: deadline ?? someTime.parse(usual.job),
  };
}

/** As written → as kept. */
export function hookOf({ deadline, ...called }: z.output<typeof writtenHook>): Hook {
  return { webhook: webhookOf(called), deadlineMs: deadline ?? someTime.parse(usual.webhook) };
}

/** The candidate is tested by a Job, then by another service; by neither where that is null. */
export function testSteps(job: JobWork | null, hook: Hook | null, { limits }: PlanInput['target']): Step[] {
  const undo: Step['undo'] = [{ kind: 'verify.clean' }];
  return [
    ...(job === null
      ? []
      : [step({ kind: 'smoke.job', work: job }, { undo, deadlineMs: job.deadlineMs + slackMs, watched: true })]),
    ...(hook === null
      ? []
      : [step({ kind: 'smoke.webhook', hook }, { deadlineMs: hook.deadlineMs + limits.readyMs, watched: true })]),
  ];
}
