import { environmentsOf } from '../../src/config/catalogue.ts';
import type { Release } from '../../src/domain/release.ts';
import { type Done, doneMessage } from '../../src/report/answers.ts';
import type { Message } from '../../src/report/blocks.ts';
import { refusal } from '../../src/report/refusals.ts';
import { type Control, control } from '../../src/requests/control.ts';
import { findRelease } from '../../src/requests/queries.ts';
import type { BotDeps } from '../deps.ts';
import { type Parsed, releaseFacts } from './grammar.ts';
import type { DeployText } from './run.ts';

type Steering = Extract<Parsed, { kind: 'control' }>;

/** `pause`, `resume`, `promote`, `abort` and `rollback` of a release by number or service. Null where the answer comes later. */
export async function steer(
  deps: BotDeps,
  typed: DeployText,
  { what, word, environment, reason }: Steering,
): Promise<Message | null> {
  const { requests } = deps;
  const story = await findRelease(requests.store, word, environment);
  const live = story && story.release.phase.kind !== 'ended' ? story.release : null;
  if (what === 'rollback' && !live)
    return goBack(deps, typed, word, environment ?? story?.release.request.environment ?? null, reason);
  if (!story) return unknownRelease(deps, word);
  return act(deps, story.release, what === 'rollback' ? 'abort' : what, typed, reason);
}

async function act(
  deps: BotDeps,
  release: Release,
  what: Control & Done,
  { by }: DeployText,
  reason: string | null,
): Promise<Message> {
  const changed = await control(deps.requests, release.id, by, what, reason);
  if (changed.kind === 'refused') return refusal(changed.refusal, { directory: deps.requests.people });
  return doneMessage(what, changed.release);
}

/** Nothing is live: the version before the last success is asked for like any other. */
async function goBack(
  deps: BotDeps,
  typed: DeployText,
  service: string,
  environment: string | null,
  reason: string | null,
): Promise<Message | null> {
  const { by, key, channel, responseUrl } = typed;
  const known = environmentsOf(deps.catalogue(), service);
  if (known.length === 0) return unknownRelease(deps, service);
  const place = environment ?? (known.length === 1 ? known[0] : undefined);
  if (!place) {
    const suggestions = known.map((each) => `rollback ${service} ${each}`);
    return refusal(
      { code: 'syntax', facts: { detail: `where shall ${service} go back` }, suggestions },
      { directory: deps.requests.people },
    );
  }
  await deps.requests.queue.ask({
    kind: 'rollback',
    by,
    service,
    version: '',
    environment: place,
    strategy: null,
    reason,
    key,
    channel,
    responseUrl,
  });
  return null;
}

function unknownRelease(deps: BotDeps, word: string): Message {
  return refusal({ code: 'unknown-release', facts: releaseFacts(word) }, { directory: deps.requests.people });
}
