import type { Control } from '../../src/domain/controls/index.ts';
import { control } from '../../src/requests/control.ts';
import { changing, type Handler } from './click.ts';

/** Steers the release that the button names. */
export function steering(what: Control): Handler {
  return changing(what, ({ requests }, { by }, { id }) => control(requests, id, by, what));
}
