import { findService } from '../../src/config/catalogue.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { formActions, parseFormValues } from '../../src/messages/forms/form-values.ts';
import { SlackError } from '../../src/platform/slack/port.ts';
import { draft } from '../../src/requests/draft.ts';
import { chooseEnvironment } from '../../src/requests/environment.ts';
import { reasonOf } from '../answer.ts';
import type { BotDeps } from '../deps.ts';
import { type Drawing, drawForm } from './draw.ts';
import { type FilledIn, type FormUser, isFilledIn, newRequestOf } from './job.ts';
import { offeredFor, stillOffered } from './offered.ts';
import { servicesFor } from './services.ts';
import { readMemory } from './state.ts';

export interface FormView {
  id: string;
  private_metadata: string;
  state: { values: unknown };
}

/** A change in the form: which field, and how the form stands with it. */
export interface FormChange {
  view: FormView;
  user: FormUser;
  actionId: string;
}

/**
 * Redraws forms as they are filled in. The latest change wins: within this process by its turn, and against other
 * processes by the view's hash, so that a slow look at the cluster never overwrites what came after it.
 */
export function createRedraw(deps: BotDeps): (change: FormChange) => Promise<void> {
  const latest = new Map<string, { turn: symbol; sent: Promise<unknown> }>();

  return async function redraw(change) {
    const { id } = change.view;
    const turn = Symbol(id);
    latest.set(id, { turn, sent: latest.get(id)?.sent ?? Promise.resolve() });
    try {
      await drawInTurn(deps, change, (drawing, hash) => send(id, turn, drawing, hash));
    } finally {
      if (latest.get(id)?.turn === turn) latest.delete(id);
    }
  };

  /** Drawings of one form leave one after another. Null where the turn is over. */
  async function send(id: string, turn: symbol, drawing: Drawing, hash: string | null): Promise<string | null> {
    const before = latest.get(id)?.sent;
    const sent = Promise.resolve(before)
      .catch(() => undefined)
      .then(async () => {
        if (latest.get(id)?.turn !== turn) return null;
        return deps.slack.updateView(id, hash, drawForm(deps, drawing) as unknown as JsonObject);
      });
    const held = latest.get(id);
    if (held) latest.set(id, { ...held, sent });
    return sent;
  }
}

type Send = (drawing: Drawing, hash: string | null) => Promise<string | null>;

async function drawInTurn(deps: BotDeps, { view, user, actionId }: FormChange, send: Send): Promise<void> {
  const values = parseFormValues(view.state.values);
  if (!values) return;
  const memory = remember(view.private_metadata, actionId);
  const drawing = { services: await servicesFor(deps, user.id), memory };
  if (!isFilledIn(values)) {
    await send({ ...drawing, values, preview: { kind: 'incomplete' } }, null);
    return;
  }
  const hash = await send({ ...drawing, values, preview: { kind: 'looking' } }, null);
  if (hash === null) return;
  const shown = await look(deps, values, memory.chosen, user);
  await send({ ...drawing, ...shown }, hash).catch((error: unknown) => {
    // Another process has drawn a later change.
    if (!(error instanceof SlackError && error.code === 'hash_conflict')) throw error;
  });
}

function remember(metadata: string, actionId: string): Drawing['memory'] {
  const memory = readMemory(metadata);
  if (actionId === formActions.service) return { ...memory, chosen: false };
  return { ...memory, chosen: memory.chosen || actionId === formActions.environment };
}

/** The plan and the gates, for the environment that comes next unless the person has chosen one. */
async function look(
  deps: BotDeps,
  filled: FilledIn,
  chosen: boolean,
  user: FormUser,
): Promise<Pick<Drawing, 'values' | 'preview'>> {
  let values = filled;
  try {
    if (!chosen || !filled.environment) values = { ...filled, environment: await proposed(deps, filled) };
    values = stillOffered(values, offeredFor(deps.catalogue(), values));
    const drafted = await draft(deps.requests, newRequestOf(values, user, { key: 'preview', channel: null }));
    if (drafted.kind === 'refused') return { values, preview: drafted };
    const { plan, gates, figures, refusal } = drafted;
    return { values, preview: { kind: 'plan', plan, gates, figures, refusal } };
  } catch (error) {
    deps.requests.log.warn({ user: user.id, err: error }, 'the plan could not be previewed');
    return { values, preview: { kind: 'broken', reason: reasonOf(error) } };
  }
}

async function proposed(deps: BotDeps, { service, version, environment }: FilledIn): Promise<string | null> {
  const found = findService(deps.catalogue(), service);
  if (found.kind === 'unknown') return environment;
  return (await chooseEnvironment(deps.requests, found.value, version)) || environment;
}
