import { type Control, controlNames } from '../../domain/controls/index.ts';
import { abort } from './abort.ts';
import { acknowledge } from './acknowledge.ts';
import { approve } from './approve.ts';
import type { ConfirmRule, ControlButton, ReleaseButton } from './button.ts';
import { holdGo } from './hold-go.ts';
import { holdWait } from './hold-wait.ts';
import { pause } from './pause.ts';
import { promote } from './promote.ts';
import { reject } from './reject.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { takeOver } from './take-over.ts';

/** All that people can do with a release, in the order in which the buttons stand. */
const kinds = {
  approve,
  reject,
  resume,
  pause,
  promote,
  'hold-wait': holdWait,
  'hold-go': holdGo,
  abort,
  acknowledge,
  retry,
  'take-over': takeOver,
} as const satisfies Record<Control, ControlButton> & Record<string, ReleaseButton>;

/** What a person did with a release, by click or by command. */
export type Done = keyof typeof kinds;
/** What steers a release and is asked once more before it counts. */
export type AskedAgain = { [K in Control]: (typeof kinds)[K] extends { confirm: ConfirmRule } ? K : never }[Control];

export const buttons: Readonly<Record<Done, ReleaseButton>> &
  Record<Control, ControlButton> &
  Record<AskedAgain, { confirm: ConfirmRule }> = kinds;

export const buttonNames = Object.keys(kinds) as Done[];
export const askedAgain = controlNames.filter((name): name is AskedAgain => 'confirm' in kinds[name]);
