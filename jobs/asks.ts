import type { Job } from 'bullmq';
import { type Message, toPayload } from '../src/messages/blocks/blocks.ts';
import { askCreated, brokenMessage, planPreview } from '../src/messages/refusals/answers.ts';
import { askAgainMessage } from '../src/messages/refusals/ask-again.ts';
import { refusal } from '../src/messages/refusals/refusals.ts';
import type { RedisConnection } from '../src/platform/redis.ts';
import { answerPerson } from '../src/platform/slack/answer.ts';
import type { SlackPort } from '../src/platform/slack/port.ts';
import type { UrgentWork } from '../src/platform/urgent-work.ts';
import type { AskJob, ReleaseAsk } from '../src/queue/asks.ts';
import { queues } from '../src/queue/names.ts';
import { ask } from '../src/requests/ask.ts';
import type { RequestDeps } from '../src/requests/deps.ts';
import { draft } from '../src/requests/draft.ts';
import type { Ask } from '../src/requests/place.ts';
import { type RolledBack, rollBack } from '../src/requests/roll-back.ts';
import { type Admission, createAdmission } from './admission.ts';
import { askOfJob } from './quarantine.ts';
import { workerSettings } from './step-job.ts';
import { YieldingWorker } from './yielding-worker.ts';

export interface AskDeps {
  requests: RequestDeps;
  slack: Pick<SlackPort, 'respond' | 'ephemeral' | 'openDirect'>;
  whenIdle: UrgentWork['whenIdle'];
}

/**
 * Answers what people asked by command or form. The ask is a job, so that a process that dies in the middle answers
 * late, not never; its key keeps one ask from making two releases.
 */
export function startAskWorker(
  deps: AskDeps,
  options: { connection: RedisConnection; prefix: string; concurrency: number },
): YieldingWorker<AskJob> {
  const admission = createAdmission(deps.requests.clock, () => options.connection.llen(worker.toKey('wait')));
  const worker: YieldingWorker<AskJob> = new YieldingWorker(
    queues.asks,
    (job, token) => process({ ...deps, admission, worker }, job, token ?? ''),
    { ...workerSettings, ...options },
  );
  worker.on('error', (error) => deps.requests.log.warn({ queue: queues.asks, error: error.message }, 'worker'));
  worker.on('failed', (job, error) =>
    deps.requests.log.error({ ask: job?.id, err: error }, 'an ask could not be answered'),
  );
  return worker;
}

type Answering = AskDeps & { admission: Admission; worker: YieldingWorker<AskJob> };

async function process(deps: Answering, job: Job<AskJob>, token: string): Promise<void> {
  const { log, clock } = deps.requests;
  const asked = askOfJob(log, clock, job);
  if (asked.kind === 'unknown') return;
  if (asked.kind === 'later') {
    return deps.worker.leave(job, token, { clock, until: asked.until, changed: async () => false });
  }
  await deps.whenIdle();
  await deps.admission.passed(asked.ask.at);
  await answer(deps, job, asked.ask);
}

async function answer(deps: AskDeps, job: Job<AskJob>, asked: AskJob): Promise<void> {
  const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  const message = await answerTo(deps.requests, asked).catch((error: unknown) => {
    if (!last) throw error;
    deps.requests.log.error({ ask: job.id, err: error }, 'an ask failed for good');
    return brokenMessage('something went wrong inside Sluice');
  });
  const { by, channel, responseUrl } = asked;
  await answerPerson(deps.slack, { user: by.id, channel, responseUrl }, toPayload(message));
}

async function answerTo(deps: RequestDeps, asked: AskJob): Promise<Message> {
  const view = { directory: deps.people };
  await deps.people.refresh();
  switch (asked.kind) {
    case 'plan': {
      const drafted = await draft(deps, wantedBy(asked));
      return drafted.kind === 'refused' ? refusal(drafted.refusal, view) : planPreview(drafted, view);
    }
    case 'deploy':
      return outcome(await ask(deps, wantedBy(asked), asked.at));
    case 'rollback': {
      const { kind: _, responseUrl: _url, ...back } = asked;
      return rolledBack(await rollBack(deps, back));
    }
  }

  function rolledBack(result: RolledBack): Message {
    if (result.kind !== 'ask-again') return outcome(result);
    return askAgainMessage(result.release, 'abort', asked.reason, deps.clock.now());
  }

  function outcome(result: Exclude<RolledBack, { kind: 'ask-again' }>): Message {
    return result.kind === 'refused' ? refusal(result.refusal, view) : askCreated(result, asked.channel);
  }
}

function wantedBy({ kind: _, responseUrl: _url, at: _at, ...wanted }: ReleaseAsk): Ask {
  return { ...wanted, backwards: false };
}
