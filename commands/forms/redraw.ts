import type { JsonObject } from '../../src/domain/json.ts';
import {
  type DeployValues,
  formActions,
  parseFormValues,
  subjectChosen,
} from '../../src/messages/forms/form-values.ts';
import { SlackError } from '../../src/platform/slack/port.ts';
import { draft } from '../../src/requests/draft.ts';
import { locate } from '../../src/requests/locate.ts';
import { reasonOf } from '../answer.ts';
import type { BotDeps } from '../deps.ts';
import { type Drawing, drawForm } from './draw.ts';
import { type FormUser, newRequestOf } from './job.ts';
import { offeredFor, stillOffered } from './offered.ts';
import { type FormMemory, readMemory } from './state.ts';
import { subjectsFor } from './subjects.ts';

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

/** What is only looked at is asked for nowhere. */
const preview = { key: 'preview', channel: null };

type Send = (drawing: Drawing, hash: string | null) => Promise<string | null>;

async function drawInTurn(deps: BotDeps, { view, user, actionId }: FormChange, send: Send): Promise<void> {
  const values = parseFormValues(view.state.values);
  if (!values) return;
  const memory = remember(view.private_metadata, actionId);
  const drawing = { subjects: await subjectsFor(deps, user.id), memory };
  if (!subjectChosen(values)) {
    await send({ ...drawing, values, preview: { kind: 'incomplete' } }, null);
    return;
  }
  const hash = await send({ ...drawing, values, preview: { kind: 'looking' } }, null);
  if (hash === null) return;
  const shown = await look(deps, values, memory, user);
  await send({ ...drawing, ...shown }, hash).catch((error: unknown) => {
    // Another process has drawn a later change.
    if (!(error instanceof SlackError && error.code === 'hash_conflict')) throw error;
  });
}

function remember(metadata: string, actionId: string): Drawing['memory'] {
  const memory = readMemory(metadata);
  if (actionId === formActions.service) return { ...memory, chosen: false, proposed: null };
  return { ...memory, chosen: memory.chosen || actionId === formActions.environment };
}

type Looked = Pick<Drawing, 'values' | 'preview' | 'memory'>;

/** The plan and the gates, for the environment that comes next unless the person has chosen one. */
async function look(deps: BotDeps, filled: DeployValues, memory: FormMemory, user: FormUser): Promise<Looked> {
  let at = { values: filled, memory };
  try {
    if (!memory.chosen || !filled.environment) {
      const environment = await proposed(deps, filled, user);
      at = { values: { ...filled, environment }, memory: { ...memory, proposed: environment } };
    }
    at = { ...at, values: stillOffered(at.values, offeredFor(deps.catalogue(), at.values)) };
    const wanted = newRequestOf(at.values, user, preview);
    if (!wanted) return { ...at, preview: { kind: 'incomplete' } };
    const drafted = await draft(deps.requests, wanted);
    if (drafted.kind === 'refused') return { ...at, preview: drafted };
    const { plan, gates, figures, refusal } = drafted;
    return { ...at, preview: { kind: 'plan', plan, gates, figures, refusal } };
  } catch (error) {
    deps.requests.log.warn({ user: user.id, err: error }, 'the plan could not be previewed');
    return { ...at, preview: { kind: 'broken', reason: reasonOf(error) } };
  }
}

/** The environment that comes next; the one that stands there where none does. */
async function proposed(deps: BotDeps, values: DeployValues, user: FormUser): Promise<string | null> {
  const open = newRequestOf({ ...values, environment: null, strategy: null }, user, preview);
  const place = open && (await locate(deps.requests, open));
  return place?.kind === 'placed' ? place.request.environment : values.environment;
}
