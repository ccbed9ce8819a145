import type { App, Receiver } from '@slack/bolt';
import type { Log } from '../src/platform/log.ts';
import { type Envelope, SlackSocket } from '../src/platform/slack/socket.ts';

/**
 * What Slack says over Socket Mode, for Bolt.
 * @param address asks Slack for the address of a new connection
 */
export function createSocketReceiver(address: () => Promise<string>, log: Log): Receiver {
  let app: App | null = null;

  function hear({ body, retryNum, retryReason }: Envelope, answer: (payload: unknown) => void): void {
    let answered = false;
    const ack = async (payload?: unknown): Promise<void> => {
      if (answered) throw new Error('this request is answered already');
      answered = true;
      answer(payload);
    };
    const retried = {
      ...(retryNum !== undefined && { retryNum }),
      ...(retryReason !== undefined && { retryReason }),
    };
    app?.processEvent({ body, ack, ...retried }).catch((error: unknown) => {
      log.error({ err: error }, 'a request of Slack failed');
    });
  }

  const socket = new SlackSocket({ address, hear, log });
  return {
    init(given) {
      app = given;
    },
    start: () => socket.start(),
    stop: async () => socket.stop(),
  };
}
