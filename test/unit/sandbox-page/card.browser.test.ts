import { describe, expect, it, vi } from 'vitest';
import type { Reply } from './fake-server.ts';
import { pageUnderTest } from './harness.ts';

const { page, server, latest, acted, open } = pageUnderTest();

describe('a card', () => {
  const approve = () => page().locator('[data-block-id="approval"]').getByRole('button', { name: 'Approve' });

  it('asks before it approves, and sends the action in Slack’s shape', async () => {
    await open();
    await approve().click();
    const dialog = page().getByRole('alertdialog', { name: 'Release 2.4.1 to production?' });
    await dialog.getByRole('button', { name: 'Not yet' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(server().acts).toEqual([]);
    await approve().focus();
    await page().keyboard.press('Enter');
    await dialog.waitFor();
    await page().keyboard.press('Enter');
    await acted('click');
    expect(latest()).toMatchObject({
      user: 'UAOI',
      container: { type: 'message', channel: 'CPAY' },
      blockId: 'approval',
      action: { type: 'button', action_id: 'approve', block_id: 'approval', value: '142', style: 'primary' },
    });
  });

  it('takes no second click while the server has not answered', async () => {
    await open();
    const answer = Promise.withResolvers<Reply>();
    server().answer(() => answer.promise);
    const wait = page().getByRole('button', { name: 'Wait 10 more min' });
    await wait.dblclick();
    await vi.waitFor(async () => expect(await wait.getAttribute('aria-busy')).toBe('true'), { timeout: 20_000 });
    answer.resolve({ ok: true });
    await vi.waitFor(async () => expect(await wait.getAttribute('aria-busy')).toBeNull(), { timeout: 20_000 });
    expect(server().acts.filter(({ type }) => type === 'click')).toHaveLength(1);
  });

  it('offers its menu by keyboard', async () => {
    await open();
    await page().getByRole('button', { name: 'More actions' }).focus();
    await page().keyboard.press('Enter');
    await page().getByRole('menuitem', { name: 'Show the plan' }).waitFor();
    await page().keyboard.press('ArrowDown');
    await page().keyboard.press('Enter');
    await acted('click');
    expect(latest()).toMatchObject({ action: { type: 'overflow', selected_option: { value: 'link' } } });
  });

  it('opens its thread, where one replies, and Escape closes it', async () => {
    await open();
    await page()
      .getByRole('button', { name: /3 replies/ })
      .click();
    const thread = page().getByRole('complementary', { name: 'Thread' });
    await thread.getByText('looks good to me').waitFor();
    expect(page().url()).toContain('thread=');
    await thread.getByRole('textbox', { name: 'Reply…' }).fill('thanks');
    await page().keyboard.press('Enter');
    await acted('say');
    const root = server()
      .state('UAOI')
      .messages.find(({ threadTs }) => threadTs !== undefined)?.threadTs;
    expect(latest()).toMatchObject({ text: 'thanks', threadTs: root });
    await page().keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });
  });
});
