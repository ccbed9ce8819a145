import type { Message, SlackSandbox } from '../slack/index.ts';

/** Ticks the newcomers' hints off as they do what these say. */
export function followHints(slack: SlackSandbox): () => void {
  const stopActs = slack.onAct((act, result) => {
    if (!result.ok) return;
    if (act.type === 'say' && /^\/deploy\s+checkout\s+2\.4\.1\b.*\bproduction\b/.test(act.text))
      slack.markHint('deploy');
    if (act.type === 'say' && /^\/deploy\s+checkout\s+2\.5\.0/.test(act.text)) void onReport('bad', 'checkout');
    if (act.type === 'say' && /^\/deploy\s+pricing\s+1\.5\.0/.test(act.text)) void onReport('feature', 'pricing');
    if (act.type === 'say' && /^\/deploy\s+orders\s+7\.3\.0/.test(act.text)) void onReport('migration', 'orders');
    if (act.type === 'say' && otherWays.test(act.text)) slack.markHint('ways');
    if (act.type === 'say' && /^\/deploy\s*$/.test(act.text)) slack.markHint('more');
  });
  void onMessage('approve', ({ text }) => /^Started: .* in production/.test(text));
  void onReport('watch', 'checkout');
  return stopActs;

  function onReport(hint: string, service: string): Promise<void> {
    const reports = () => slack.messages('releases').filter((message) => isReport(message, service)).length;
    const already = reports();
    return onMessage(hint, (message) => isReport(message, service) && reports() > already);
  }

  async function onMessage(hint: string, wanted: (message: Message) => boolean): Promise<void> {
    await slack.waitForMessage(wanted, longMs).then(
      () => slack.markHint(hint),
      () => undefined,
    );
  }
}

/** A train, a set, rings, or a strategy that is not the service's own. */
const otherWays = /^\/deploy\s+(set\s|storefront\s|.*\sthrough\s|.*\swith\s+(blue-green|ab-test|dark-launch)\b)/;

/** As long as anybody leaves the sandbox open. */
const longMs = 24 * 3_600_000;

function isReport({ text }: Message, service: string): boolean {
  return text.startsWith(`Deployment report · ${service} `) && /^.*\bproduction\b/.test(text);
}
