import {
  type DeployValues,
  type FormField,
  formActions,
  formErrors,
  parseFormValues,
} from '../../src/messages/forms/form-values.ts';
import { within } from '../../src/platform/within.ts';
import { draft } from '../../src/requests/draft.ts';
import type { Draft } from '../../src/requests/drafted.ts';
import type { NewRequest } from '../../src/requests/place.ts';
import { reasonOf } from '../answer.ts';
import type { BotDeps } from '../deps.ts';
import { type FormUser, jobOf, newRequestOf } from './job.ts';
import type { FormView } from './redraw.ts';
import { blockOf, readMemory } from './state.ts';

/** Slack wants the answer to a submission within 3 s. */
const checkWithinMs = 2000;

/** Null when what the form asks for was taken; otherwise what stands under its fields. Never throws. */
export async function submitDeploy(
  deps: BotDeps,
  view: FormView,
  user: FormUser,
): Promise<Record<string, string> | null> {
  const state = view.state.values;
  const values = parseFormValues(state);
  if (!values) return {};
  const { channel } = readMemory(view.private_metadata);
  const wanted = newRequestOf(values, user, { key: `form-${view.id}`, channel });
  if (!wanted) return inPlace(state, { [firstField(values)]: 'Choose a service and a version.' });
  try {
    const refused = (await checked(deps, wanted))?.refusal;
    if (refused) return inPlace(state, formErrors(refused, values, { directory: deps.requests.people }));
    await deps.requests.queue.request(jobOf(wanted, deps.requests.clock.now()));
    return null;
  } catch (error) {
    deps.requests.log.error({ user: user.id, err: error }, 'the form could not be taken');
    const text = `That didn't work: ${reasonOf(error)}. Nothing was started; please try again.`;
    return inPlace(state, { [firstField(values)]: text });
  }
}

/** Null where the look takes too long: then whoever takes the request finds out, and tells. */
async function checked({ requests }: BotDeps, wanted: NewRequest): Promise<Draft | null> {
  return within(checkWithinMs, draft(requests, wanted), null);
}

function firstField({ service }: DeployValues): FormField {
  return service ? 'version' : 'service';
}

/** Slack shows errors only under fields that are there: those of a field that is not go under the service. */
function inPlace(state: unknown, errors: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors).map(([blockId, text]) => {
      const field = blockId.split(':')[0] as FormField;
      return [blockOf(state, formActions[field]) ?? blockOf(state, formActions.service) ?? 'service', text];
    }),
  );
}
