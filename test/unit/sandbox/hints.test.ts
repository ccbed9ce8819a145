import { expect, it } from 'vitest';
import { followHints } from '../../../sandbox/run/progress.ts';
import type { Message, SlackSandbox } from '../../../sandbox/slack/index.ts';

/** A Slack in which one thing after the other is said, and the hints that are ticked off meanwhile. */
function stage() {
  const said: Message[] = [];
  const ticked: string[] = [];
  const waiting = new Set<(message: Message) => void>();
  let act: Parameters<SlackSandbox['onAct']>[0] = () => undefined;
  const slack: Pick<SlackSandbox, 'onAct' | 'waitForMessage' | 'markHint' | 'messages'> = {
    onAct(listener) {
      act = listener;
      return () => undefined;
    },
    waitForMessage: (wanted) =>
      new Promise((resolve) => waiting.add((message) => void (wanted(message) && resolve(message)))),
    markHint: (id) => void ticked.push(id),
    messages: () => said,
  };
  followHints(slack as SlackSandbox);
  return {
    type: (text: string) => act({ type: 'say', text } as never, { ok: true } as never),
    async post(text: string) {
      const message = { text } as Message;
      said.push(message);
      for (const tell of waiting) tell(message);
      await Promise.resolve();
    },
    ticked,
  };
}

it('a bad feature and a migration are ticked off by their own reports, and by no other', async () => {
  const { type, post, ticked } = stage();
  type('/deploy pricing 1.5.0 to production because new prices');
  type('/deploy orders 7.3.0 to production');
  await post('Deployment report · checkout 2.4.0 → 2.4.1 · canary · production · SUCCESS in 48 s');
  expect(ticked).toEqual(['watch']);
  await post('Deployment report · pricing 1.4.0 → 1.5.0 · rolling · production · ROLLBACK in 21 s');
  expect(ticked).toEqual(['watch', 'feature']);
  await post('Deployment report · orders 7.2.0 → 7.3.0 · rolling · production · ROLLBACK in 30 s');
  expect(ticked).toEqual(['watch', 'feature', 'migration']);
});

it('a train, a set, rings and a strategy that is named are other ways, and nothing else is', () => {
  for (const way of [
    'set shop-2024-11',
    'web 5.1.1 through production',
    'storefront 8.1.0 to global',
    'checkout 2.5.0 to staging with ab-test',
  ]) {
    const { type, ticked } = stage();
    type(`/deploy ${way}`);
    expect(ticked).toEqual(['ways']);
  }
  const { type, ticked } = stage();
  for (const said of ['set', 'search 1.9.1 to staging', 'checkout 2.5.0 to staging with canary'])
    type(`/deploy ${said}`);
  expect(ticked).toEqual([]);
});

it('a release to staging, which nobody approves, leaves what is to be tried as it was', async () => {
  const { type, post, ticked } = stage();
  type('/deploy checkout 2.4.1 to staging');
  await post('Started: 2.4.0 → 2.4.1 in staging.');
  await post('Deployment report · checkout 2.4.0 → 2.4.1 · canary · staging · SUCCESS in 47 s');
  expect(ticked).toEqual([]);
  type('/deploy checkout 2.4.1 to production because new tax rules');
  await post('Started: 2.4.0 → 2.4.1 in production.');
  await post('Deployment report · checkout 2.4.0 → 2.4.1 · canary · production · SUCCESS in 48 s');
  expect(ticked).toEqual(['deploy', 'approve', 'watch']);
});
