import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { actionIds, linkActionIds, runCommandIds } from '../../src/report/actions.ts';
import { answer, type Done, doneMessage } from '../../src/report/answers.ts';
import type { Message } from '../../src/report/blocks.ts';
import { refusal } from '../../src/report/refusals.ts';
import { say } from '../../src/report/words.ts';
import type { Changed } from '../../src/requests/change.ts';
import { type Control, control } from '../../src/requests/control.ts';
import { approve } from '../../src/requests/decide.ts';
import { answering } from '../answer.ts';
import { runDeploy } from '../deploy/run.ts';
import type { BotDeps } from '../deps.ts';
import { openDeployForm } from '../forms/open.ts';
import { openRejectForm } from '../forms/reject.ts';
import { publishHome } from '../home.ts';
import { timed } from '../timed.ts';
import { type Click, clickOf } from './click.ts';
import { sendReport } from './reports.ts';
import { retryNow } from './retry.ts';

/** What a button does; gives what the person is told, or null where they see it anyway. */
type Handler = (deps: BotDeps, click: Click) => Promise<Message | null>;

/** Bolt waits for the acknowledgement; Slack does for 3 s. */
const ackWithinMs = 2000;

const handlers: Record<string, Handler> = {
  [actionIds.approve]: decide('approve', (deps, { by }, { id, digest }) => approve(deps.requests, id, by, digest)),
  [actionIds.reject]: openRejectForm,
  [actionIds.pause]: steering('pause'),
  [actionIds.resume]: steering('resume'),
  [actionIds.promote]: steering('promote'),
  [actionIds.rollback]: steering('abort'),
  [actionIds.holdWait]: steering('hold-wait'),
  [actionIds.holdGo]: steering('hold-go'),
  [actionIds.ackStuck]: steering('acknowledge'),
  [actionIds.retryNow]: retryNow,
  [actionIds.reportMarkdown]: sendReport('markdown'),
  [actionIds.reportJson]: sendReport('json'),
  [actionIds.openForm]: (deps, { by, triggerId, asker }) =>
    openDeployForm(deps, { by, triggerId, channel: asker.channel }, null),
  ...Object.fromEntries(runCommandIds.map((id) => [id, runCommand])),
  ...Object.fromEntries(linkActionIds.map((id) => [id, async () => null])),
};

/** All buttons. Each press is checked against the release as it is now, and answered. */
export function registerButtons(app: App, deps: BotDeps): void {
  for (const [id, handler] of Object.entries(handlers)) {
    app.action<BlockAction<ButtonAction>>(
      { type: 'block_actions', action_id: id },
      async ({ body, action, ack: plainAck }) => {
        const ack = timed(deps.telemetry, 'action', plainAck);
        const click = clickOf(body, action);
        // Slack waits until what was pressed is kept, but never longer than it likes to.
        const late = setTimeout(() => void ack(), ackWithinMs);
        const work = answering(deps, click.asker, () => handler(deps, click));
        await work.finally(() => clearTimeout(late));
        await ack();
        if (click.inHome) await publishHome(deps, click.by.id).catch(() => undefined);
      },
    );
  }
}

type Change = (deps: BotDeps, click: Click, value: { id: string; digest: string }) => Promise<Changed>;

function decide(done: Done, change: Change): Handler {
  return async (deps, click) => {
    if (!click.value) return answer(say`This button is none of mine any more. Nothing was changed.`);
    const changed = await change(deps, click, click.value);
    const view = { directory: deps.requests.people };
    return changed.kind === 'refused' ? refusal(changed.refusal, view) : doneMessage(done, changed.release);
  };
}

function steering(what: Control & Done): Handler {
  return decide(what, (deps, { by }, { id }) => control(deps.requests, id, by, what));
}

/** A button that types a command for the person. */
async function runCommand(deps: BotDeps, { by, text, key, asker, triggerId }: Click): Promise<Message | null> {
  await runDeploy(deps, {
    text,
    by,
    key,
    channel: asker.channel,
    responseUrl: asker.responseUrl,
    triggerId,
    ack: async () => undefined,
  });
  return null;
}
