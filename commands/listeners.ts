import type {
  App,
  BlockAction,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
  SlackOptionsMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';

/** Each acknowledges what it heard, and answers. */
export type OnCommand = (heard: SlackCommandMiddlewareArgs) => Promise<void>;
export type OnAction = (heard: SlackActionMiddlewareArgs<BlockAction>) => Promise<void>;
export type OnView = (heard: SlackViewMiddlewareArgs<ViewSubmitAction>) => Promise<void>;
export type OnOptions = (heard: SlackOptionsMiddlewareArgs<'block_suggestion'>) => Promise<void>;

/** Who hears what, by the name of the command, or the id of what was pressed, sent or opened. */
export interface Listeners {
  commands: Readonly<Record<string, OnCommand>>;
  actions: Readonly<Record<string, OnAction>>;
  views: Readonly<Record<string, OnView>>;
  options: Readonly<Record<string, OnOptions>>;
}

/** Who hears what nobody else does. */
export interface Unknown {
  command: OnCommand;
  action: OnAction;
  view: OnView;
  options: OnOptions;
}

/**
 * One listener of Bolt's for each kind, which finds by name who is to hear it: Bolt puts every request to each of its
 * listeners, and with one for each button they were a tenth of a command's cost.
 */
export function listen(app: App, listeners: Listeners, unknown: Unknown): void {
  const commands = byName(listeners.commands, unknown.command);
  const actions = byName(listeners.actions, unknown.action);
  const views = byName(listeners.views, unknown.view);
  const options = byName(listeners.options, unknown.options);
  app.command(/^/, (heard) => commands(heard.command.command)(heard));
  app.action<BlockAction>({ type: 'block_actions' }, (heard) => actions(heard.action.action_id)(heard));
  app.view<ViewSubmitAction>({ type: 'view_submission' }, (heard) => views(heard.view.callback_id)(heard));
  app.options<'block_suggestion'>({ type: 'block_suggestion' }, (heard) => options(heard.options.action_id)(heard));
  app.shortcut(/^/, async ({ ack }) => ack());
}

/** Names come from outside: no name of an object's own inheritance is found. */
function byName<T>(listeners: Readonly<Record<string, T>>, unknown: T): (name: string) => T {
  const known = new Map(Object.entries(listeners));
  return (name) => known.get(name) ?? unknown;
}
