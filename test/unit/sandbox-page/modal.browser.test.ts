import { describe, expect, it } from 'vitest';
import type { PageView } from '../../../sandbox/slack/protocol.ts';
import { pageUnderTest } from './harness.ts';
import { formView } from './views.ts';

const { page, server, latest, acted, open } = pageUnderTest();

function modal(view: PageView['view'], errors: Record<string, string> = {}): void {
  server().emit('UAOI', { type: 'modals', modals: [{ id: 'V1', view, errors }] });
}

describe('a modal', () => {
  const dialog = () => page().getByRole('dialog', { name: 'Deploy' });
  const submit = () => dialog().getByRole('button', { name: 'Ask for the release' });

  it('checks what is required, keeps what was typed when redrawn, and submits Slack’s state', async () => {
    await open();
    const versions = ['2.4.1', '2.5.0'].map((value) => ({ text: { type: 'plain_text', text: value }, value }));
    server().answer((act) => (act.type === 'suggest' ? { ok: true, options: versions } : { ok: true }));
    modal(formView);
    await dialog().waitFor();
    await submit().click();
    expect(await dialog().getByText('Please complete this required field.').count()).toBe(2);
    await dialog().getByLabel('Service').selectOption('search');
    await acted('click');
    expect(latest()).toMatchObject({ container: { type: 'view', viewId: 'V1' }, blockId: 'service' });
    await dialog().getByLabel('Version').click();
    await page().getByRole('option', { name: '2.5.0' }).click();
    await dialog().getByLabel('Reason').fill('new tax rules');
    await dialog().getByLabel('production').check();
    modal({ ...formView, callback_id: 'redrawn' }, { version: '2.5.0 has not run in staging yet.' });
    await dialog().getByText('2.5.0 has not run in staging yet.').waitFor();
    await submit().click();
    await acted('submit');
    expect(latest()).toMatchObject({
      viewId: 'V1',
      state: {
        service: { service: { type: 'static_select', selected_option: { value: 'search' } } },
        version: { version: { type: 'external_select', selected_option: { value: '2.5.0' } } },
        env: { env: { type: 'radio_buttons', selected_option: { value: 'production' } } },
        reviewers: { tell: { type: 'multi_static_select', selected_options: [] } },
        reason: { reason: { type: 'plain_text_input', value: 'new tax rules' } },
      },
    });
    server().emit('UAOI', { type: 'modals', modals: [] });
    await dialog().waitFor({ state: 'detached' });
  });

  it('keeps the focus inside, lies on top of others, and Escape closes it', async () => {
    await open();
    const upper = { type: 'modal', title: { type: 'plain_text', text: 'Why not?' }, blocks: [] };
    modal(formView);
    await dialog().getByLabel('Reason').fill('kept');
    const lower = { id: 'V1', view: formView, errors: {} };
    server().emit('UAOI', { type: 'modals', modals: [lower, { id: 'V2', view: upper, errors: {} }] });
    await page().getByRole('dialog', { name: 'Why not?' }).waitFor();
    expect(await dialog().count()).toBe(0);
    for (let press = 0; press < 4; press += 1) await page().keyboard.press('Tab');
    const around = () => document.activeElement?.closest('[role=dialog]')?.getAttribute('role');
    expect(await page().evaluate(around)).toBe('dialog');
    await page().keyboard.press('Escape');
    await acted('close');
    expect(latest()).toMatchObject({ viewId: 'V2' });
    server().emit('UAOI', { type: 'modals', modals: [lower] });
    expect(await dialog().getByLabel('Reason').inputValue()).toBe('kept');
  });
});
