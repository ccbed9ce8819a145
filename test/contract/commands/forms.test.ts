import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { View } from '../../../sandbox/slack/index.ts';
import { type CommandStage, commandStage, modes } from './stage.ts';

let stage: CommandStage;
afterEach(() => stage.close());

const textOf = ({ blocks }: View) => JSON.stringify(blocks);

describe.each(modes)('the form over %s', (mode) => {
  beforeEach(async () => {
    stage = await commandStage(mode);
  });
  const aoi = () => stage.slack.as('U0AOI');
  const open = async (text = '/deploy') => {
    await aoi().command('releases', text);
    return aoi().waitForModal();
  };
  const choose = async (view: View, actionId: string, value: string) =>
    expect(await aoi().click(view, actionId, { choose: value })).toEqual({ ok: true });
  const shows = (words: RegExp) => aoi().waitForModal((view) => words.test(textOf(view)));

  it('offers the newest versions, shows the plan, and asks for what was filled in', async () => {
    const view = await open('/deploy checkout');
    await expect(aoi().suggest(view, 'form_version', '')).resolves.toMatchObject({
      options: ['2.5.0', '2.4.1', '2.4.2', '2.4.0', '2.3.0'].map((value) => ({ value })),
    });
    await expect(aoi().suggest(view, 'form_version', '2.4.1-rc')).resolves.toMatchObject({
      options: [{ value: '2.4.1-rc' }],
    });
    await choose(view, 'form_version', '2.4.1');
    const planned = await shows(/2\.4\.0 → 2\.4\.1 in production/);
    aoi().fill(planned, { form_reason: 'new tax rules' });
    await expect(aoi().submit(planned)).resolves.toEqual({ ok: true });
    expect(stage.slack.modals('U0AOI')).toEqual([]);
    expect(stage.asks).toMatchObject([
      {
        kind: 'deploy',
        service: 'checkout',
        version: '2.4.1',
        environment: 'production',
        strategy: null,
        reason: 'new tax rules',
        channel: 'C00001',
        key: `form-${view.id}`,
      },
    ]);
  });

  it('says over the versions why there may be more', async () => {
    const view = await open('/deploy checkout');
    const images = stage.deps.requests.imagesOf({ kind: 'oci' });
    stage.deps.requests.imagesOf = () => ({
      ...images,
      versions: async () => ({ versions: ['2.5.0'], incomplete: 'ghcr.io is asked too often (HTTP 429)' }),
    });
    await expect(aoi().suggest(view, 'form_version', '')).resolves.toEqual({
      ok: true,
      option_groups: [
        {
          label: expect.objectContaining({ text: 'There may be more: ghcr.io is asked too often (HTTP 429)' }),
          options: [expect.objectContaining({ value: '2.5.0' })],
        },
      ],
    });
  });

  it('keeps the reason that was typed with the service', async () => {
    const view = await open('/deploy checkout because new tax rules');
    await choose(view, 'form_version', '2.4.1');
    const planned = await shows(/2\.4\.0 → 2\.4\.1 in production/);
    await expect(aoi().submit(planned)).resolves.toEqual({ ok: true });
    expect(stage.asks).toMatchObject([{ service: 'checkout', version: '2.4.1', reason: 'new tax rules' }]);
  });

  it('proposes the environment anew for another version, until the person has chosen one', async () => {
    const view = await open();
    await choose(view, 'form_service', 'checkout');
    await choose(await shows(/form_environment/), 'form_version', '2.4.1');
    await choose(await shows(/2\.4\.1 in production/), 'form_version', '2.5.0');
    await choose(await shows(/2\.5\.0 in staging/), 'form_environment', 'production');
    await choose(await shows(/has not run in staging yet/), 'form_version', '2.4.1');
    await shows(/2\.4\.1 in production/);
    await choose(await shows(/2\.4\.1 in production/), 'form_environment', 'staging');
    const same = await shows(/already runs in staging/);
    await choose(same, 'form_version', '2.5.0');
    await shows(/2\.5\.0 in staging/);
  });

  it('offers the strategies that the router and the workload allow, and says what the others lack', async () => {
    const view = await open();
    await choose(view, 'form_service', 'search');
    const withoutRouter = await shows(/Not possible here: dark-launch .*ab-test/);
    await choose(withoutRouter, 'form_strategy', 'canary');
    await choose(withoutRouter, 'form_service', 'checkout');
    const withRouter = await shows(/strategy:checkout/);
    expect(textOf(withRouter)).not.toContain('Not possible here');
    await choose(withRouter, 'form_strategy', 'dark-launch');
    await choose(withRouter, 'form_version', '2.4.1');
    const planned = await shows(/2\.4\.1 in production · dark-launch/);
    await choose(planned, 'form_environment', 'staging');
    await shows(/already runs in staging/);
    await choose(planned, 'form_environment', 'production');
    await expect(aoi().submit(await shows(/in production · dark-launch/))).resolves.toEqual({ ok: true });
    expect(stage.asks).toMatchObject([{ service: 'checkout', environment: 'production', strategy: 'dark-launch' }]);
  });

  it('asks for a train through all environments', async () => {
    const view = await open('/deploy checkout');
    await choose(view, 'form_version', '2.5.0');
    await choose(await shows(/2\.5\.0 in staging/), 'form_environment', 'through production');
    const planned = await shows(/2\.5\.0 to production: canary/);
    await expect(aoi().submit(planned)).resolves.toEqual({ ok: true });
    expect(stage.asks).toMatchObject([
      { kind: 'train', word: 'deploy', environment: 'production', train: { kind: 'environments' }, version: '2.5.0' },
    ]);
  });

  it('a slow look never overwrites a newer one', async () => {
    const look = gate();
    const { resolve, identities } = stage.deps.requests.imagesOf({ kind: 'oci' });
    stage.deps.requests.imagesOf = () => ({
      identities,
      versions: async () => ({ versions: [], incomplete: null }),
      resolve: async (repository, version) => {
        if (version === '2.5.0') await look.opened;
        return resolve(repository, version);
      },
    });
    const view = await open('/deploy checkout');
    const slow = aoi().click(view, 'form_version', { choose: '2.5.0' });
    await shows(/Looking/);
    await choose(view, 'form_version', '2.4.1');
    await shows(/2\.4\.0 → 2\.4\.1/);
    look.open();
    await slow;
    // Whatever the slow look had to say to Slack has been said before these answers are there.
    for (let turn = 0; turn < 5; turn += 1) await stage.deps.slack.whoAmI();
    expect(textOf(await aoi().waitForModal())).toContain('2.4.0 → 2.4.1');
    const drawn = stage.slack.journal.filter(({ method }) => method === 'views.update');
    expect(JSON.stringify(drawn)).not.toContain('2.5.0 in ');
  });

  it('shows under its field what is wrong, and starts nothing', async () => {
    const view = await open('/deploy checkout');
    await choose(view, 'form_version', '9.9.9');
    const planned = await shows(/has no version/);
    await expect(aoi().submit(planned)).resolves.toMatchObject({ ok: false });
    const { errors } = await aoi().waitForModal(({ errors }) => Object.keys(errors).length > 0);
    expect(errors).toEqual({ 'version:checkout': expect.stringContaining('9.9.9') });
    expect(stage.asks).toEqual([]);
  });

  it('shows an error of the environment under the environment, whatever its block is called', async () => {
    const view = await open('/deploy checkout');
    await choose(view, 'form_version', '2.5.0');
    await choose(await shows(/2\.5\.0 in staging/), 'form_environment', 'production');
    const planned = await shows(/has not run in staging yet/);
    stage.world.breakCluster();
    await expect(aoi().submit(planned)).resolves.toMatchObject({ ok: false, error: expect.stringMatching(/cluster/) });
    expect(stage.asks).toEqual([]);
  });

  it('without Redis says so in the form, and keeps what was filled in', async () => {
    const view = await open('/deploy checkout');
    await choose(view, 'form_version', '2.4.1');
    const planned = await shows(/2\.4\.0 → 2\.4\.1/);
    stage.loseRedis();
    await expect(aoi().submit(planned)).resolves.toMatchObject({
      ok: false,
      error: expect.stringMatching(/Redis.*Nothing was started/),
    });
    expect(stage.asks).toEqual([]);
    expect(textOf(await aoi().waitForModal())).toContain('2.4.0 → 2.4.1');
  });

  it('says so where the plan cannot be made', async () => {
    const view = await open('/deploy checkout');
    stage.deps.requests.imagesOf = () => {
      throw new Error('broken');
    };
    await choose(view, 'form_version', '2.4.1');
    await shows(/The plan can't be shown: something went wrong/);
  });

  it('sent twice asks once', async () => {
    const view = await open('/deploy checkout');
    await choose(view, 'form_version', '2.4.1');
    const planned = await shows(/2\.4\.0 → 2\.4\.1/);
    stage.slack.faults.duplicateDeliveries(1);
    await aoi().submit(planned);
    await stage.asked(1);
    expect(new Set(stage.asks.map(({ key }) => key))).toEqual(new Set([`form-${view.id}`]));
  });

  it('one that nobody knows any more is answered', async () => {
    await aoi().command('releases', '/deploy help');
    const form = {
      type: 'modal',
      callback_id: 'a_form_of_old',
      title: { type: 'plain_text', text: 'Old' },
      submit: { type: 'plain_text', text: 'Go' },
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x' } }],
    };
    const view = await open();
    await stage.deps.slack.updateView(view.id, null, form);
    await expect(aoi().submit(view)).resolves.toEqual({ ok: true });
    await aoi().waitForEphemeral(({ text }) => /form no longer works/.test(text));
  });
});

/** A place to hold somebody up. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
