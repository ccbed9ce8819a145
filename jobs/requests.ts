import type { Job } from 'bullmq';
import { type Message, toPayload } from '../src/messages/blocks/blocks.ts';
import { askingOf, brokenMessage, planPreview, requestAnswer } from '../src/messages/refusals/answers.ts';
import { askAgainMessage } from '../src/messages/refusals/ask-again.ts';
import { refusal } from '../src/messages/refusals/refusals.ts';
import type { Asking } from '../src/messages/refusals/telling.ts';
import type { RedisConnection } from '../src/platform/redis.ts';
import { answerPerson } from '../src/platform/slack/answer.ts';
import type { SlackPort } from '../src/platform/slack/port.ts';
import type { UrgentWork } from '../src/platform/urgent-work.ts';
import { queues } from '../src/queue/names.ts';
import type { ReleaseRequestJob, RequestJob } from '../src/queue/requests.ts';
import { ask } from '../src/requests/ask.ts';
import type { RequestDeps } from '../src/requests/deps.ts';
import { draft } from '../src/requests/draft.ts';
import type { NewRequest } from '../src/requests/place.ts';
import { type RolledBack, rollBack } from '../src/requests/roll-back.ts';
import { type Admission, createAdmission } from './admission.ts';
import { requestOfJob } from './quarantine.ts';
import { workerSettings } from './step-job.ts';
import { YieldingWorker } from './yielding-worker.ts';

export interface RequestWorkerDeps {
  requests: RequestDeps;
  slack: Pick<SlackPort, 'respond' | 'ephemeral' | 'openDirect'>;
  whenIdle: UrgentWork['whenIdle'];
}

/**
 * Answers what people asked by command or form. The request is a job, so that a process that dies in the middle answers
 * late, not never; its key keeps one request from making two releases.
 */
export function startRequestWorker(
  deps: RequestWorkerDeps,
  options: { connection: RedisConnection; prefix: string; concurrency: number },
): YieldingWorker<RequestJob> {
  const admission = createAdmission(deps.requests.clock, () => options.connection.llen(worker.toKey('wait')));
  const worker: YieldingWorker<RequestJob> = new YieldingWorker(
    queues.requests,
    (job, token) => process({ ...deps, admission, worker }, job, token ?? ''),
    { ...workerSettings, ...options },
  );
  worker.on('error', (error) => deps.requests.log.warn({ queue: queues.requests, error: error.message }, 'worker'));
  worker.on('failed', (job, error) =>
    deps.requests.log.error({ request: job?.id, err: error }, 'a request could not be answered'),
  );
  return worker;
}

type Answering = RequestWorkerDeps & { admission: Admission; worker: YieldingWorker<RequestJob> };

async function process(deps: Answering, job: Job<RequestJob>, token: string): Promise<void> {
  const { log, clock } = deps.requests;
  const asked = requestOfJob(log, clock, job);
  if (asked.kind === 'unknown') return;
  if (asked.kind === 'later') {
    return deps.worker.leave(job, token, { clock, until: asked.until, changed: async () => false });
  }
  await deps.whenIdle();
  await deps.admission.passed(asked.request.at);
  await answer(deps, job, asked.request);
}

async function answer(deps: RequestWorkerDeps, job: Job<RequestJob>, asked: RequestJob): Promise<void> {
  const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  const message = await answerTo(deps.requests, asked).catch((error: unknown) => {
    if (!last) throw error;
    deps.requests.log.error({ request: job.id, err: error }, 'a request failed for good');
    return brokenMessage('something went wrong inside Sluice');
  });
  const { by, channel, responseUrl } = asked;
  await answerPerson(deps.slack, { user: by.id, channel, responseUrl }, toPayload(message));
}

async function answerTo(deps: RequestDeps, asked: RequestJob): Promise<Message> {
  const view = { directory: deps.people };
  await deps.people.refresh();
  switch (asked.kind) {
    case 'plan':
      return preview(asked);
    case 'train':
      return asked.word === 'plan' ? preview(asked) : outcome(await ask(deps, wantedBy(asked), asked.at));
    case 'deploy':
      return outcome(await ask(deps, wantedBy(asked), asked.at));
    case 'rollback':
    case 'rollback-to': {
      const { kind: _, responseUrl: _url, ...back } = asked;
      return rolledBack(await rollBack(deps, back));
    }
  }

  async function preview(wanted: ReleaseRequestJob): Promise<Message> {
    const drafted = await draft(deps, wantedBy(wanted));
    return drafted.kind === 'refused' ? refusal(drafted.refusal, view, askingFor(wanted)) : planPreview(drafted, view);
  }

  function rolledBack(result: RolledBack): Message {
    if (result.kind !== 'ask-again') return outcome(result);
    return askAgainMessage(result.release, 'abort', asked.reason, deps.clock.now());
  }

  function outcome(result: Exclude<RolledBack, { kind: 'ask-again' }>): Message {
    return result.kind === 'refused'
      ? refusal(result.refusal, view, askingFor(asked))
      : requestAnswer(result, asked.channel);
  }
}

/** So that a button under a refusal asks for the same thing again. */
function askingFor(asked: RequestJob): Asking {
  if (asked.kind === 'rollback' || asked.kind === 'rollback-to') {
    const back = { to: asked.kind === 'rollback' ? undefined : asked.to, pace: asked.pace };
    return { word: 'rollback', strategy: null, back, reason: asked.reason };
  }
  return askingOf(asked.kind === 'train' ? asked.word : asked.kind, asked.service, asked);
}

function wantedBy({ responseUrl: _url, at: _at, ...asked }: ReleaseRequestJob): NewRequest {
  if (asked.kind === 'train') {
    const { kind: _, word: _word, ...wanted } = asked;
    return { ...wanted, backwards: asked.train.kind === 'set' && asked.train.back !== undefined };
  }
  const { kind: _, ...wanted } = asked;
  return { ...wanted, backwards: false };
}
