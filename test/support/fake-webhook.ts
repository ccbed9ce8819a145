import type { CallWebhook, WebhookCall, WebhookReply } from '../../src/platform/webhook.ts';

/** Another service, as a test has it answer. */
export interface FakeWebhook {
  call: CallWebhook;
  /** All that it was asked, in order. */
  asked: WebhookCall[];
}

/** @param answer what it says to a call; an object is the body of a 200 */
export function fakeWebhook(answer: (call: WebhookCall, nth: number) => object | WebhookReply): FakeWebhook {
  const asked: WebhookCall[] = [];
  return {
    asked,
    async call(_, call) {
      asked.push(call);
      const said = answer(call, asked.length);
      if ('kind' in said) return said as WebhookReply;
      return { kind: 'answer', status: 200, body: JSON.stringify(said), retryAfterMs: null };
    },
  };
}

/** A status without a body. */
export function status(code: number): WebhookReply {
  return { kind: 'answer', status: code, body: '', retryAfterMs: null };
}

/** Where a test calls none. */
export const noWebhook: CallWebhook = async () => ({ kind: 'none', passes: false, detail: 'nobody answers' });
