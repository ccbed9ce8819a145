import type { ActionOf } from '../actions/index.ts';
import type { Hook } from '../domain/webhook.ts';
import { type Errand, ranErrand } from './errand.ts';
import { type PreviewAddress, previewAddress } from './preview-address.ts';
import { done, type StepContext, type StepRunner, wait } from './step.ts';

/** Another service tests the candidate: only its `complete` is a pass. */
export const testByWebhook: StepRunner<ActionOf<'smoke.webhook'>> = async (context, { hook }) => {
  const address = await previewAddress(context);
  if (!address) return wait("the candidate's Service");
  const run = await ranErrand(context, testing(context, hook, address));
  return 'kind' in run ? run : { ...done(''), answered: { phase: 'smoke', ...run } };
};

function testing({ target, plan }: StepContext, hook: Hook, { host, port }: PreviewAddress): Errand {
  const named = (id: string | null) => (id === null ? 'the smoke test' : `smoke test ${id}`);
  return {
    use: 'smoke',
    hook,
    asks: {
      action: 'smoke-test',
      image: plan.to.image,
      preview: { namespace: target.namespace, host, port },
    },
    named,
    awaited: (id) => `${named(id)} to be complete`,
    hasId: false,
    patient: false,
    unfit: () => null,
  };
}
