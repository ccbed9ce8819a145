import { SlackError } from '../api/errors.ts';
import { readView } from '../api/views.ts';
import { isObject } from '../blocks/find.ts';
import { completeState, missingInputs } from '../blocks/state.ts';
import { homeOpenedEvent } from '../delivery/events.ts';
import { closedPayload, submissionPayload, suggestionPayload } from '../delivery/payloads.ts';
import type { Json, JsonObject, PageAct } from '../protocol.ts';
import type { View } from '../world/model.ts';
import { closeModal, MAX_MODALS, modalsOf, pushModal, replaceView, setErrors } from '../world/views.ts';
import type { World } from '../world/world.ts';
import { mergeState, ownView } from './click.ts';
import { type ActResult, done, refused, trouble } from './result.ts';
import type { PeopleDeps } from './say.ts';

type Act<T extends PageAct['type']> = Extract<PageAct, { type: T }>;

const GONE = refused('That is no longer there.');

/** A person submits a modal; the bot's answer closes, changes, pushes, or names errors. */
export async function submit(deps: PeopleDeps, act: Act<'submit'>): Promise<ActResult> {
  const { world } = deps;
  const view = ownView(world, act.user, act.viewId);
  if (view?.type !== 'modal') return GONE;
  view.state = mergeState(view.state, act.state);
  const missing = missingInputs(view.blocks, completeState(view.blocks, view.state));
  if (Object.keys(missing).length > 0) {
    setErrors(world, view, missing);
    return refused('Please complete the required fields.');
  }
  if (Object.keys(view.errors).length > 0) setErrors(world, view, {});
  const outcome = await deps.deliverer.deliver('interactive', submissionPayload(world, view), true);
  if (outcome.kind === 'failed') return trouble(outcome);
  try {
    return answerSubmission(world, view, isObject(outcome.payload) ? outcome.payload : {});
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return refused(`We had some trouble connecting. Try again? (${error.code})`);
  }
}

function answerSubmission(world: World, view: View, answer: JsonObject): ActResult {
  switch (answer['response_action']) {
    case undefined:
      closeModal(world, view, false);
      return done;
    case 'clear':
      closeModal(world, view, true);
      return done;
    case 'errors':
      return showErrors(world, view, answer['errors']);
    case 'update':
      replaceView(world, view, readView(world, answer['view'], 'modal', view));
      return done;
    case 'push':
      if (modalsOf(world, view.userId).length >= MAX_MODALS) throw new SlackError('push_limit_reached');
      pushModal(world, view.userId, readView(world, answer['view'], 'modal'));
      return done;
    default:
      throw new SlackError('invalid_response_action');
  }
}

/** Errors must name blocks of the view, as Slack wants it. */
function showErrors(world: World, view: View, errors: Json | undefined): ActResult {
  if (!isObject(errors)) throw new SlackError('invalid_errors');
  const inputs = new Set(view.blocks.filter(({ type }) => type === 'input').map((block) => String(block['block_id'])));
  const entries = Object.entries(errors).map(([blockId, words]): [string, string] => [blockId, String(words)]);
  if (entries.length === 0 || !entries.every(([blockId]) => inputs.has(blockId)))
    throw new SlackError('invalid_errors');
  setErrors(world, view, Object.fromEntries(entries));
  return refused(entries.map(([, words]) => words).join(' '));
}

/** A person closes the topmost modal. */
export async function close(deps: PeopleDeps, act: Act<'close'>): Promise<ActResult> {
  const view = ownView(deps.world, act.user, act.viewId);
  if (view?.type !== 'modal') return GONE;
  const all = view.body['clear_on_close'] === true;
  const closed = all ? [...modalsOf(deps.world, act.user)] : [view];
  closeModal(deps.world, view, all);
  for (const gone of closed) {
    if (gone.body['notify_on_close'] !== true) continue;
    await deps.deliverer.deliver('interactive', closedPayload(deps.world, gone, all), false);
  }
  return done;
}

/** A person opens the bot's home tab. */
export async function openHome(deps: PeopleDeps, act: Act<'open_home'>): Promise<ActResult> {
  await deps.deliverer.deliver('events_api', homeOpenedEvent(deps.world, act.user), false);
  return done;
}

/** A person types into an external select. */
export async function suggest(deps: PeopleDeps, act: Act<'suggest'>): Promise<ActResult> {
  const view = ownView(deps.world, act.user, act.viewId);
  if (!view) return GONE;
  const { blockId, actionId, value } = act;
  const payload = suggestionPayload(deps.world, { view, blockId, actionId, value });
  const outcome = await deps.deliverer.deliver('interactive', payload, true);
  if (outcome.kind === 'failed') return trouble(outcome);
  const answer = isObject(outcome.payload) ? outcome.payload : {};
  const { options, option_groups: groups } = answer;
  if (Array.isArray(groups)) return { ok: true, option_groups: groups.filter(isObject) };
  return { ok: true, options: Array.isArray(options) ? options.filter(isObject).slice(0, 100) : [] };
}
