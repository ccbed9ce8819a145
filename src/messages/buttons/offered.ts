import type { Release } from '../../domain/release.ts';
import { buttonValue } from '../blocks/action-ids.ts';
import { type Button, type ButtonOptions, button } from '../blocks/blocks.ts';
import { confirmation, subjectOf } from '../blocks/confirmation.ts';
import type { ConfirmRule } from './button.ts';
import { buttonNames, buttons } from './index.ts';

/** The buttons that a release offers as it is now. What does harm asks again first. */
export function offeredButtons(release: Release): Button[] {
  const value = buttonValue(release);
  return buttonNames.flatMap((name) => {
    const { id, face, confirm } = buttons[name];
    const shown = face(release);
    if (!shown) return [];
    const { label, ...look } = shown;
    return [button(id, label, { value, ...look, ...(confirm && dialog(release, confirm)) })];
  });
}

function dialog(release: Release, { where, question }: ConfirmRule): Pick<ButtonOptions, 'confirm'> {
  const { plan } = release;
  if (where === 'production' && !plan.target.protected) return {};
  return { confirm: confirmation(subjectOf(plan), question(release)) };
}
