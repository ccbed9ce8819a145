import { formIds } from '../../src/messages/forms/form-values.ts';
import type { BotDeps } from '../deps.ts';
import type { Homes } from '../home.ts';
import type { Listeners } from '../listeners.ts';
import { onBackForm } from './back.ts';
import { deployFields, onDeployForm } from './deploy.ts';
import { choices } from './options.ts';
import { onRejectForm } from './reject.ts';

/** All forms: their fields that change, the choices that are looked for, and what is sent. */
export function formListeners(deps: BotDeps, homes: Homes): Pick<Listeners, 'actions' | 'options' | 'views'> {
  return {
    actions: deployFields(deps),
    options: choices(deps),
    views: {
      [formIds.deploy]: onDeployForm(deps),
      [formIds.reject]: onRejectForm(deps, homes),
      [formIds.back]: onBackForm(deps),
    },
  };
}
