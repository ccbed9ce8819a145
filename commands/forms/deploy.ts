import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import { findService } from '../../src/config/catalogue.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import type { AskJob } from '../../src/queue/names.ts';
import { type DeployValues, formActions, formErrors, formIds, parseFormValues } from '../../src/report/form-values.ts';
import type { Preview } from '../../src/report/forms.ts';
import { draft } from '../../src/requests/draft.ts';
import { chooseEnvironment } from '../../src/requests/environment.ts';
import { reasonOf } from '../answer.ts';
import type { BotDeps } from '../deps.ts';
import { timed } from '../timed.ts';
import { drawForm } from './draw.ts';

const fields = [formActions.service, formActions.version, formActions.environment, formActions.strategy];
/** Slack wants the answer to a submission within 3 s. */
const submitWithinMs = 2200;

/** The form of `/deploy`: redrawn with plan and gates on every change, checked again when it is sent. */
export function registerDeployForm(app: App, deps: BotDeps): void {
  const newest = new Map<string, number>();
  for (const actionId of fields) {
    app.action<BlockAction>({ type: 'block_actions', action_id: actionId }, async ({ body, ack: plainAck }) => {
      await timed(deps.telemetry, 'action', plainAck)();
      if (body.view)
        await redraw(deps, newest, body.view, body.user).catch((error: unknown) =>
          deps.requests.log.warn({ err: error }, 'the form could not be redrawn'),
        );
    });
  }
  app.view<ViewSubmitAction>(formIds.deploy, async ({ body, view, ack: plainAck }) => {
    const ack = timed(deps.telemetry, 'view', plainAck);
    const errors = await submit(deps, view, body.user).catch((error: unknown) => {
      deps.requests.log.error({ err: error }, 'the form could not be taken');
      return {
        [Object.keys(view.state.values)[0] ?? 'service']:
          `That did not work: ${reasonOf(error)}. Nothing was started; please try again.`,
      };
    });
    await (errors ? ack({ response_action: 'errors', errors }) : ack());
  });
}

type View = { id: string; private_metadata: string; state: { values: unknown } };
type User = { id: string; name?: string };

/** Later changes win: a slow look at the cluster never overwrites what came after it. */
async function redraw(deps: BotDeps, newest: Map<string, number>, view: View, user: User): Promise<void> {
  const turn = (newest.get(view.id) ?? 0) + 1;
  newest.set(view.id, turn);
  const values = await preselect(deps, parseFormValues(view.state.values));
  if (!values) return;
  const show = async (preview: Preview) => {
    if (newest.get(view.id) !== turn) return;
    await deps.slack.updateView(
      view.id,
      null,
      drawForm(deps, values, preview, view.private_metadata || null) as unknown as JsonObject,
    );
  };
  if (values.service && values.version) {
    await show({ kind: 'looking' });
    await show(await previewOf(deps, values, user));
  } else await show({ kind: 'incomplete' });
  if (newest.get(view.id) === turn) newest.delete(view.id);
}

/** The next environment for this version, as long as the person has not chosen one. */
async function preselect(deps: BotDeps, values: DeployValues | null): Promise<DeployValues | null> {
  if (!values?.service || !values.version || values.environment) return values;
  const service = findService(deps.catalogue(), values.service);
  if (service.kind === 'unknown') return values;
  return { ...values, environment: await chooseEnvironment(deps.requests, service.value, values.version) };
}

async function previewOf(deps: BotDeps, values: DeployValues, user: User): Promise<Preview> {
  const drafted = await draft(deps.requests, { ...jobOf(values, user, 'preview', null), backwards: false });
  return drafted.kind === 'refused'
    ? drafted
    : { kind: 'plan', plan: drafted.plan, gates: drafted.gates, refusal: drafted.refusal };
}

/** Null when it was taken; otherwise what stands under the fields. */
async function submit(deps: BotDeps, view: View, user: User): Promise<Record<string, string> | null> {
  const values = parseFormValues(view.state.values);
  if (!values) throw new Error('the form came back without fields');
  const job = jobOf(values, user, `form-${view.id}`, view.private_metadata || null);
  const look = draft(deps.requests, { ...job, backwards: false });
  const drafted = await Promise.race([look, new Promise<null>((resolve) => setTimeout(resolve, submitWithinMs, null))]);
  look.catch(() => undefined);
  const refusal = drafted?.refusal ?? null;
  if (refusal) return formErrors(refusal, values, { directory: deps.requests.people });
  await deps.requests.queue.ask(job);
  return null;
}

function jobOf(values: DeployValues, user: User, key: string, channel: string | null): AskJob {
  const { service, version, environment, strategy, reason } = values;
  const by = { id: user.id, name: user.name ?? user.id };
  return {
    kind: 'deploy',
    by,
    service: service ?? '',
    version: version ?? '',
    environment,
    strategy,
    reason,
    key,
    channel,
    responseUrl: null,
  };
}
