import type { ReleaseEvent } from '../../src/domain/events.ts';
import { foldLog } from '../../src/domain/fold.ts';
import type { View } from '../../src/messages/card/parts.ts';
import { messagesOf, type ThreadMessage } from '../../src/messages/thread/thread.ts';
import { transitionsOf } from '../../src/messages/thread/transitions.ts';

/** Everything that a log has to say besides the card. @param now ms since the epoch */
export function threadMessages(events: readonly ReleaseEvent[], now: number, view: View): ThreadMessage[] {
  return messagesOf({ events, transitions: transitionsOf(events), last: foldLog(events) }, now, view);
}
