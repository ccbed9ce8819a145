import { type Control, controlNames } from '../../src/domain/controls/index.ts';
import { actionIds, type OtherButton, otherButtons } from '../../src/messages/blocks/action-ids.ts';
import { buttonNames, buttons, type Done } from '../../src/messages/buttons/index.ts';
import { approve } from './approve.ts';
import { askAgain } from './ask-again.ts';
import type { Handler } from './click.ts';
import { goBack } from './go-back.ts';
import { openForm } from './open-form.ts';
import { putBack } from './put-back.ts';
import { reject } from './reject.ts';
import { sendJson, sendMarkdown } from './report.ts';
import { retry } from './retry.ts';
import { runCommand } from './run-command.ts';
import { steering } from './steer.ts';

/** What the buttons do that do not just steer a release. */
export const presses: Readonly<Record<Exclude<Done, Control> | OtherButton, Handler>> = {
  approve,
  reject,
  retry,
  putBack,
  goBack,
  askAgain,
  reportMarkdown: sendMarkdown,
  reportJson: sendJson,
  openForm,
  runCommand,
  runCommand2: runCommand,
  runCommand3: runCommand,
};

const steered = Object.fromEntries(controlNames.map((name) => [name, steering(name)])) as Record<Control, Handler>;
const ofRelease: Record<Done, Handler> = { ...presses, ...steered };

/** Who hears which press, by `action_id`. */
export const handlers: Readonly<Record<string, Handler>> = Object.fromEntries([
  ...buttonNames.map((name) => [buttons[name].id, ofRelease[name]]),
  ...otherButtons.map((name) => [actionIds[name], presses[name]]),
]);
