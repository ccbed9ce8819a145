import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { type CommandStage, commandStage, modes } from './stage.ts';

let stage: CommandStage;
afterEach(() => stage.close());

describe.each(modes)('buttons over %s', (mode) => {
  beforeEach(async () => {
    stage = await commandStage(mode);
  });
  const told = (who: string, words: RegExp) => stage.slack.as(who).waitForEphemeral(({ text }) => words.test(text));
  const append = async (id: string, event: ReleaseEvent) => {
    await stage.world.deps.store.append(id, (await stage.release(id)).version, [event]);
  };
  const post = (value: string, action = 'approve') =>
    stage.deps.slack.post(
      { channel: 'C00001' },
      {
        text: 'a card',
        blocks: [
          {
            type: 'actions',
            elements: [{ type: 'button', action_id: action, text: { type: 'plain_text', text: 'Press' }, value }],
          },
        ],
      },
      { release: 'r1', key: 'x' },
    );

  it('approves once, however often and by however many it is pressed', async () => {
    const { id, card } = await stage.waiting();
    const [mika, ren] = [stage.slack.as('U0MIKA'), stage.slack.as('U0REN')];
    stage.slack.faults.duplicateDeliveries(1);
    const pressed = await Promise.all([
      mika.click(card, 'approve'),
      mika.click(card, 'approve'),
      ren.click(card, 'approve'),
    ]);
    expect(pressed).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    await expect
      .poll(() => stage.slack.ephemerals('U0MIKA').length + stage.slack.ephemerals('U0REN').length)
      .toBeGreaterThanOrEqual(3);
    const { approvals, version } = await stage.release(id);
    expect(approvals).toHaveLength(1);
    expect(version).toBe(2);
    const answers = [...stage.slack.ephemerals('U0MIKA'), ...stage.slack.ephemerals('U0REN')].map(({ text }) => text);
    expect(answers.filter((text) => text.startsWith('You approved #1'))).toHaveLength(1);
    for (const text of answers) expect(text).toMatch(/^You approved|that counts once|#1 was approved by/);
    expect(stage.world.woken).toContain(id);
  });

  it('tells whoever may not approve why not, and who may', async () => {
    const { id, card } = await stage.waiting();
    await stage.slack.as('U0KAI').click(card, 'approve');
    expect((await told('U0KAI', /can.t approve #1/)).text).toContain('@leads');
    await stage.slack.as('U0AOI').click(card, 'approve');
    await told('U0AOI', /can.t approve #1/);
    expect((await stage.release(id)).approvals).toEqual([]);
  });

  it('tells a late press what has become of the release', async () => {
    const { id, card } = await stage.waiting();
    await append(id, { type: 'finished', at: 5, outcome: 'expired', by: null, reason: null });
    for (const button of ['approve', 'reject']) {
      await stage.slack.as('U0MIKA').click(card, button);
      await told('U0MIKA', /expired/);
    }
    expect(stage.slack.modals('U0MIKA')).toEqual([]);
  });

  it('rejects with a reason, and answers where Reject was pressed', async () => {
    const { id, card } = await stage.waiting();
    const mika = stage.slack.as('U0MIKA');
    await mika.click(card, 'reject');
    const modal = await mika.waitForModal();
    mika.fill(modal, { form_reason: '   ' });
    await expect(mika.submit(modal)).resolves.toMatchObject({ ok: false });
    mika.fill(modal, { form_reason: 'not before the audit' });
    await expect(mika.submit(modal)).resolves.toEqual({ ok: true });
    expect((await told('U0MIKA', /You rejected #1/)).channel).toBe('C00001');
    expect((await stage.release(id)).phase).toMatchObject({ outcome: 'rejected', reason: 'not before the audit' });
  });

  it('does not even ask for a reason where the rejection would not count', async () => {
    const { id, card } = await stage.waiting();
    await stage.slack.as('U0KAI').click(card, 'reject');
    await told('U0KAI', /@leads/);
    expect(stage.slack.modals('U0KAI')).toEqual([]);
    expect((await stage.release(id)).phase.kind).toBe('awaiting-approval');
  });

  it('a rejection that comes too late changes nothing', async () => {
    const { id, card } = await stage.waiting();
    const mika = stage.slack.as('U0MIKA');
    await mika.click(card, 'reject');
    const modal = await mika.waitForModal();
    await stage.slack.as('U0REN').click(card, 'approve');
    await append(id, { type: 'started', at: 6 });
    mika.fill(modal, { form_reason: 'no' });
    await mika.submit(modal);
    await told('U0MIKA', /#1 was approved by/);
    expect((await stage.release(id)).phase.kind).toBe('running');
  });

  it.each([
    ['approve', 'not json'],
    ['approve', '{"id":"r404","digest":"x"}'],
    ['pause', '{}'],
    ['retry_now', '[]'],
    ['reject', '"r1"'],
    ['report_markdown', 'null'],
    ['run_command', ' '],
    ['put_back', '{"id":"r1","digest":"x"}'],
    ['a_button_of_old', 'x'],
    ['constructor', 'x'],
    ['__proto__', 'x'],
  ])('%s with the value %j gets a polite answer', async (action, value) => {
    await post(value, action);
    const card = await stage.slack.waitForMessage(({ text }) => text === 'a card');
    await expect(stage.slack.as('U0AOI').click(card, action)).resolves.toEqual({ ok: true });
    await told('U0AOI', /no longer works|no release/);
    expect(stage.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it.each([
    ['production', 'Nothing orphaned is left of #9'],
    ['elsewhere', "#9 can't be put back: the catalogue has no checkout in elsewhere"],
  ])('what is left of nothing in %s is not put back, politely', async (environment, words) => {
    await post(JSON.stringify({ orphan: 'r9', service: 'checkout', environment }), 'put_back');
    const card = await stage.slack.waitForMessage(({ text }) => text === 'a card');
    await stage.slack.as('U0AOI').click(card, 'put_back');
    expect((await told('U0AOI', /#9/)).text).toContain(words);
  });

  it('nothing is put back in a cluster that does not answer', async () => {
    stage.world.breakCluster();
    await post('{"orphan":"r9","service":"checkout","environment":"production"}', 'put_back');
    const card = await stage.slack.waitForMessage(({ text }) => text === 'a card');
    await stage.slack.as('U0AOI').click(card, 'put_back');
    expect((await told('U0AOI', /couldn't look/)).text).toMatch(/of cluster main: .*Nothing was changed; try again/);
  });

  it('an approval of a plan that is not the one on the card does not count', async () => {
    const { id } = await stage.waiting();
    await post(JSON.stringify({ id, digest: 'another' }));
    const card = await stage.slack.waitForMessage(({ text }) => text === 'a card');
    await stage.slack.as('U0MIKA').click(card, 'approve');
    await told('U0MIKA', /no longer the plan you saw/);
    expect((await stage.release(id)).approvals).toEqual([]);
  });

  it('a button with a command runs it for whoever presses it', async () => {
    await post('checkout 2.4.1 to production', 'run_command');
    const card = await stage.slack.waitForMessage(({ text }) => text === 'a card');
    await stage.slack.as('U0KAI').click(card, 'run_command');
    await stage.slack.as('U0KAI').click(card, 'run_command');
    const asks = await stage.asked(2);
    expect(asks[0]).toMatchObject({ by: { id: 'U0KAI' }, service: 'checkout', channel: 'C00001' });
    expect(asks[0]?.key).not.toBe(asks[1]?.key);
  });

  it.each([
    ['report_markdown', 'release-1.md'],
    ['report_json', 'release-1.json'],
  ])('%s brings the report as a file', async (action, name) => {
    const { id } = await stage.waiting();
    await append(id, { type: 'finished', at: 5, outcome: 'withdrawn', by: null, reason: null });
    await post(JSON.stringify({ id, digest: 'x' }), action);
    const card = await stage.slack.waitForMessage(({ text }) => text === 'a card');
    await stage.slack.as('U0KAI').click(card, action);
    expect((await told('U0KAI', /direct messages/)).text).toContain(name);
    const shared = await stage.slack.as('U0KAI').waitForMessage(({ files }) => files.length === 1);
    expect(shared.channel).not.toBe('C00001');
    const [upload] = stage.slack.journal.filter(({ method }) => method === 'upload');
    expect(upload?.args['bytes']).toBeGreaterThan(100);
  });

  it('without Redis says that nothing was changed', async () => {
    const { id, card } = await stage.waiting();
    stage.loseRedis();
    await stage.slack.as('U0MIKA').click(card, 'approve');
    await told('U0MIKA', /Redis.*Nothing was changed/s);
    expect((await stage.release(id)).approvals).toEqual([]);
    expect(stage.log).toContainEqual(
      expect.objectContaining({ level: 'error', facts: expect.objectContaining({ release: id }) }),
    );
  });
});
