import type {
  App,
  BlockAction,
  BlockElementAction,
  BlockSuggestion,
  SlackCommandMiddlewareArgs,
  SlackOptionsMiddlewareArgs,
  SlackViewMiddlewareArgs,
  SlashCommand,
  ViewOutput,
  ViewSubmitAction,
} from '@slack/bolt';
import type { Ack } from './timed.ts';

type CommandAck = Parameters<SlackCommandMiddlewareArgs['ack']>;
type ViewAck = Parameters<SlackViewMiddlewareArgs<ViewSubmitAction>['ack']>;
type OptionsAck = Parameters<SlackOptionsMiddlewareArgs<'block_suggestion'>['ack']>;

export interface HeardCommand {
  command: SlashCommand;
  ack: Ack<CommandAck>;
}
export interface HeardAction {
  body: BlockAction;
  action: BlockElementAction;
  ack: Ack<[]>;
}
export interface HeardView {
  body: ViewSubmitAction;
  view: ViewOutput;
  ack: Ack<ViewAck>;
}
export interface HeardOptions {
  body: BlockSuggestion;
  ack: Ack<OptionsAck>;
}

/** Each acknowledges what it heard, and answers. Whoever is heard is one of our own people. */
export type OnCommand = (heard: HeardCommand) => Promise<void>;
export type OnAction = (heard: HeardAction) => Promise<void>;
export type OnView = (heard: HeardView) => Promise<void>;
export type OnOptions = (heard: HeardOptions) => Promise<void>;

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

/** What stands before all listeners: everything that Slack sends goes through one of these. */
export interface Entrance {
  command(heard: SlackCommandMiddlewareArgs, listener: OnCommand): Promise<void>;
  action(heard: Plain<HeardAction>, listener: OnAction): Promise<void>;
  view(heard: SlackViewMiddlewareArgs<ViewSubmitAction>, listener: OnView): Promise<void>;
  options(heard: SlackOptionsMiddlewareArgs<'block_suggestion'>, listener: OnOptions): Promise<void>;
}

/** As Bolt gives it: its acknowledgement is neither measured nor given once. */
export type Plain<T> = Omit<T, 'ack'> & { ack: () => Promise<unknown> };

/**
 * One listener of Bolt's for each kind, which finds by name who is to hear it: Bolt puts every request to each of its
 * listeners, and with one for each button they were a tenth of a command's cost.
 */
export function listen(app: App, listeners: Listeners, unknown: Unknown, entrance: Entrance): void {
  const commands = byName(listeners.commands, unknown.command);
  const actions = byName(listeners.actions, unknown.action);
  const views = byName(listeners.views, unknown.view);
  const options = byName(listeners.options, unknown.options);
  app.command(/^/, (heard) => entrance.command(heard, commands(heard.command.command)));
  app.action<BlockAction>({ type: 'block_actions' }, ({ body, action, ack }) =>
    entrance.action({ body, action, ack }, actions(action.action_id)),
  );
  app.view<ViewSubmitAction>({ type: 'view_submission' }, (heard) =>
    entrance.view(heard, views(heard.view.callback_id)),
  );
  app.options<'block_suggestion'>({ type: 'block_suggestion' }, (heard) =>
    entrance.options(heard, options(heard.options.action_id)),
  );
  app.shortcut(/^/, async ({ ack }) => ack());
}

/** Names come from outside: no name of an object's own inheritance is found. */
function byName<T>(listeners: Readonly<Record<string, T>>, unknown: T): (name: string) => T {
  const known = new Map(Object.entries(listeners));
  return (name) => known.get(name) ?? unknown;
}
