import type { Message, SlackSandbox } from '../slack/index.ts';

/** Ticks the newcomers' hints off as they do what these say. */
export function followHints(slack: SlackSandbox): () => void {
  const stopActs = slack.onAct((act, result) => {
    if (!result.ok) return;
    if (act.type === 'say' && /^\/deploy\s+checkout\s+2\.4\.1\b.*\bproduction\b/.test(act.text))
      slack.markHint('deploy');
    if (act.type === 'say' && /^\/deploy\s+checkout\s+2\.5\.0/.test(act.text)) void onReport('bad');
    if (act.type === 'say' && /^\/deploy\s*$/.test(act.text)) slack.markHint('more');
  });
  void onMessage('approve', ({ text }) => /^Started: .* in production/.test(text));
  void onReport('watch');
  return stopActs;

  function onReport(hint: string): Promise<void> {
    const already = reports().length;
    return onMessage(hint, (message) => isReport(message) && reports().length > already);
  }

  async function onMessage(hint: string, wanted: (message: Message) => boolean): Promise<void> {
    await slack.waitForMessage(wanted, longMs).then(
      () => slack.markHint(hint),
      () => undefined,
    );
  }

  function reports(): Message[] {
    return slack.messages('releases').filter(isReport);
  }
}

/** As long as anybody leaves the sandbox open. */
const longMs = 24 * 3_600_000;

function isReport({ text }: Message): boolean {
  return /^Deployment report .*\bproduction\b/.test(text);
}
