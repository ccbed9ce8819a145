import { abort } from './abort.ts';
import { acknowledge } from './acknowledge.ts';
import type { ControlRule } from './control.ts';
import { holdGo } from './hold-go.ts';
import { holdWait } from './hold-wait.ts';
import { pause } from './pause.ts';
import { promote } from './promote.ts';
import { resume } from './resume.ts';
import { takeOver } from './take-over.ts';

/** Every way to steer a release that has been asked for. The names stand in buttons that are out there. */
export const controls = {
  pause,
  resume,
  promote,
  'hold-wait': holdWait,
  'hold-go': holdGo,
  abort,
  acknowledge,
  'take-over': takeOver,
} as const satisfies Record<string, ControlRule>;

export type Control = keyof typeof controls;

export const controlNames = Object.keys(controls) as Control[];
