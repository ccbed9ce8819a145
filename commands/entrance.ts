import type { BlockAction } from '@slack/bolt';
import type { Refusal } from '../src/domain/reasons.ts';
import { linkActionIds } from '../src/messages/blocks/action-ids.ts';
import { refusal } from '../src/messages/refusals/refusals.ts';
import { refusalWords } from '../src/messages/refusals/words.ts';
import { ackBody, answerTo } from './answer.ts';
import type { BotDeps } from './deps.ts';
import type { Entrance } from './listeners.ts';
import type { Doorkeeper } from './own-people.ts';
import { inTime, timed } from './timed.ts';

/** For a command or a click, which is acknowledged in time whatever this takes. */
const askedMs = 5000;
/** For what is answered by its acknowledgement: the form's own look must still fit into Slack's 3 s. */
const ackedMs = 700;

/** Only our own people come in; everybody else is answered here, and nothing is done. */
export function createEntrance(deps: BotDeps, doorkeeper: Doorkeeper): Entrance {
  const { telemetry, requests } = deps;
  const view = { directory: requests.people };
  return {
    async command({ command, body, ack: plain }, listener) {
      const ack = timed(telemetry, 'command', plain);
      await inTime(ack, async () => {
        const refused = await doorkeeper(body, askedMs);
        if (!refused) return listener({ command, ack });
        const message = refusal(refused, view);
        const recipient = { user: command.user_id, channel: command.channel_id, responseUrl: command.response_url };
        if (!(await ack(ackBody(message)))) await answerTo(deps, recipient, message);
      });
    },
    async action({ body, action, ack: plain }, listener) {
      const ack = timed(telemetry, 'action', plain);
      // Slack tells of pressed links too, whoever opens them: they want nothing but to be acknowledged.
      if (isLink(action.action_id)) return void (await ack());
      await inTime(ack, async () => {
        const refused = await doorkeeper(body, askedMs);
        if (!refused) return listener({ body, action, ack });
        await ack();
        await answerTo(deps, recipientOf(body), refusal(refused, view));
      });
    },
    async view({ body, view: form, ack: plain }, listener) {
      const ack = timed(telemetry, 'view', plain);
      const refused = await doorkeeper(body, ackedMs);
      if (!refused) return listener({ body, view: form, ack });
      const [field] = Object.keys(form.state.values);
      if (field) return void (await ack({ response_action: 'errors', errors: { [field]: plainWords(refused) } }));
      await ack();
      await answerTo(deps, { user: body.user.id, channel: null, responseUrl: null }, refusal(refused, view));
    },
    async options({ body, ack: plain }, listener) {
      const ack = timed(telemetry, 'options', plain);
      const refused = await doorkeeper(body, ackedMs);
      await (refused ? ack({ options: [] }) : listener({ body, ack }));
    },
  };

  function plainWords(refused: Refusal): string {
    return refusalWords(refused, view).words.plain;
  }
}

/** Where the person pressed. */
function recipientOf({ user, channel, response_url: responseUrl }: BlockAction) {
  return { user: user.id, channel: channel?.id ?? null, responseUrl: responseUrl || null };
}

function isLink(actionId: string): boolean {
  return linkActionIds.includes(actionId);
}
