import type { App } from '@slack/bolt';
import { actionIds, linkActionIds, runCommandIds } from '../../src/report/actions.ts';
import type { BotDeps } from '../deps.ts';
import { openRejectForm } from '../forms/reject.ts';
import type { Homes } from '../home.ts';
import type { Handler } from './click.ts';
import { approveButton, steering } from './decisions.ts';
import { putBack } from './put-back.ts';
import { registerButton, registerLink } from './register.ts';
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
  [actionIds.reportMarkdown]: sendReport('markdown'),
  [actionIds.reportJson]: sendReport('json'),
  [actionIds.openForm]: openForm,
  ...Object.fromEntries(runCommandIds.map((id) => [id, runCommand])),
};

/** All buttons. */
export function registerButtons(app: App, deps: BotDeps, homes: Homes): void {
  for (const [id, handler] of Object.entries(handlers)) registerButton(app, deps, homes, id, handler);
  for (const id of linkActionIds) registerLink(app, deps, id);
}
