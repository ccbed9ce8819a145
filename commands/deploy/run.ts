import { serviceNames } from '../../src/config/catalogue.ts';
import type { Person } from '../../src/domain/request.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import type { AskJob } from '../../src/queue/names.ts';
import { type Asker, answering } from '../answer.ts';
import type { BotDeps } from '../deps.ts';
import { openDeployForm } from '../forms/open.ts';
import type { Parsed } from './grammar.ts';
import { answerQuery } from './look.ts';
import { parseDeploy } from './parse.ts';
import { steer } from './steer.ts';

/** A text after `/deploy`, typed or from a button. */
export interface DeployText {
  text: string;
  by: Person;
  /** The same for the same delivery: what is asked twice is done once. */
  key: string;
  channel: string | null;
  responseUrl: string | null;
  triggerId: string | null;
  /** Tells Slack that it was heard; called once what was asked cannot get lost any more. */
  ack(): Promise<void>;
}

/** Does what the text says. Throws before the acknowledgement where nothing could be kept; answers after it. */
export async function runDeploy(deps: BotDeps, typed: DeployText): Promise<void> {
  const parsed = parseDeploy(typed.text, serviceNames(deps.catalogue()));
  const asker: Asker = { user: typed.by.id, channel: typed.channel, responseUrl: typed.responseUrl };
  switch (parsed.kind) {
    case 'deploy':
    case 'plan':
      await deps.requests.queue.ask({ ...askJob(typed, parsed), at: deps.requests.clock.now() });
      return typed.ack();
    case 'form':
      await typed.ack();
      return answering(deps, asker, () => openDeployForm(deps, typed, parsed.service));
    case 'control':
      await typed.ack();
      return answering(deps, asker, () => steer(deps, typed, parsed));
    case 'syntax': {
      await typed.ack();
      const { problem, suggestion, known } = parsed;
      const refused = { detail: problem.replace(/\.$/, ''), known, suggestions: suggestion ? [suggestion] : [] };
      return answering(deps, asker, async () =>
        refusal({ code: 'syntax', ...refused }, { directory: deps.requests.people }),
      );
    }
    case 'status':
    case 'history':
    case 'report':
    case 'help':
      await typed.ack();
      return answering(deps, asker, () => answerQuery(deps, typed.by, parsed));
  }
  // A kind that nobody answers must not compile: Slack would wait for it in vain.
  parsed satisfies never;
}

function askJob(typed: DeployText, parsed: Extract<Parsed, { kind: 'deploy' | 'plan' }>): AskJob {
  const { by, key, channel, responseUrl } = typed;
  return { ...parsed, by, key, channel, responseUrl };
}
