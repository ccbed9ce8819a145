import { actionIds, runCommandIds } from '../../src/messages/blocks/action-ids.ts';
import type { BotDeps } from '../deps.ts';
import { openRejectForm } from '../forms/reject.ts';
import type { Homes } from '../home.ts';
import type { OnAction } from '../listeners.ts';
import type { Handler } from './click.ts';
import { approveButton, steering, typedAndMeant } from './decisions.ts';
import { onPress } from './press.ts';
import { putBack } from './put-back.ts';
import { sendReport } from './reports.ts';
import { retryNow } from './retry.ts';
import { openForm, runCommand } from './run-command.ts';

const handlers: Record<string, Handler> = {
  [actionIds.approve]: approveButton,
  [actionIds.reject]: openRejectForm,
  [actionIds.pause]: steering('pause'),
  [actionIds.resume]: steering('resume'),
  [actionIds.promote]: steering('promote'),
  [actionIds.rollback]: steering('abort'),
  [actionIds.holdWait]: steering('hold-wait'),
  [actionIds.holdGo]: steering('hold-go'),
  [actionIds.ackStuck]: steering('acknowledge'),
  [actionIds.retryNow]: retryNow,
  [actionIds.takeOver]: steering('take-over'),
  [actionIds.putBack]: putBack,
  [actionIds.askAgain]: typedAndMeant,
  [actionIds.reportMarkdown]: sendReport('markdown'),
  [actionIds.reportJson]: sendReport('json'),
  [actionIds.openForm]: openForm,
  ...Object.fromEntries(runCommandIds.map((id) => [id, runCommand])),
};

/** All buttons that do something, by `action_id`. */
export function buttonListeners(deps: BotDeps, homes: Homes): Record<string, OnAction> {
  return Object.fromEntries(Object.entries(handlers).map(([id, handler]) => [id, onPress(deps, homes, handler)]));
}
