import { environmentsOf } from '../../src/config/catalogue.ts';
import type { DeployValues } from '../../src/report/form-values.ts';
import { deployForm, type Preview } from '../../src/report/forms.ts';
import type { Modal } from '../../src/report/views.ts';
import type { BotDeps } from '../deps.ts';

/** The form with what is filled in. @param channel where it was asked for; comes back as the view's metadata */
export function drawForm(deps: BotDeps, values: DeployValues, preview: Preview, channel: string | null): Modal {
  const catalogue = deps.catalogue();
  const { service } = values;
  return deployForm(
    {
      services: catalogue.services.map(({ name }) => name),
      environments: service ? environmentsOf(catalogue, service) : [],
      strategies: service ? Object.keys(catalogue.strategies) : [],
      values,
      preview,
      metadata: channel ?? '',
    },
    { directory: deps.requests.people },
  );
}
