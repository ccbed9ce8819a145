import { describe, expect, it } from 'vitest';
import type { ThreadMessage } from '../../../src/messages/thread/thread.ts';
import { cardKey, inOrder } from '../../../src/outbox/order.ts';
import type { Delivered } from '../../../src/store/outbox-store.ts';

const message = { text: 't', blocks: [] };
const item = (key: string, kind: ThreadMessage['kind']): ThreadMessage => ({
  key,
  kind,
  at: 0,
  message,
  broadcast: false,
  chart: null,
});
const delivered = (...keys: string[]) =>
  new Map(keys.map((key): [string, Delivered] => [key, { channel: 'C', ts: key, hash: 'h', at: 0 }]));
const messages = [item('note:2', 'note'), item('alert:rollback', 'alert'), item('report', 'report')];
const keys = (known: Map<string, Delivered>) => inOrder(message, messages, known).map(({ key }) => key);

describe('the order of what a release has to say', () => {
  it('begins with the card, on which all else hangs', () => {
    expect(keys(delivered())).toEqual([cardKey, 'alert:rollback', 'note:2', 'report']);
  });

  it('puts an alert that nobody has seen before everything else', () => {
    expect(keys(delivered(cardKey, 'note:2'))).toEqual(['alert:rollback', cardKey, 'note:2', 'report']);
  });

  it('treats an alert that was told like anything else', () => {
    expect(keys(delivered(cardKey, 'alert:rollback'))).toEqual([cardKey, 'note:2', 'alert:rollback', 'report']);
  });
});
