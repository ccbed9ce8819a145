import type { App } from '@slack/bolt';
import type { BotDeps } from '../deps.ts';
import type { Homes } from '../home.ts';
import { registerDeployForm } from './deploy.ts';
import { registerOptions } from './options.ts';
import { registerRejectForm } from './reject.ts';

/** All forms and the choices in them. */
export function registerForms(app: App, deps: BotDeps, homes: Homes): void {
  registerDeployForm(app, deps);
  registerOptions(app, deps);
  registerRejectForm(app, deps, homes);
}
