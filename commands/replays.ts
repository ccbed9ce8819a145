import type { IncomingMessage, RequestListener } from 'node:http';

/** Bolt refuses what was signed earlier than this. */
const signaturesLiveMs = 5 * 60_000;
/** More than Slack sends in that time; keeps a flood from filling the memory. */
const most = 50_000;

/**
 * Hears each signed request once. A signature that comes again is the same request sent again, by a proxy or by somebody
 * who has overheard it (Slack signs its own repetitions anew): it is taken with thanks, and nothing looks at it.
 * @param now milliseconds since the epoch
 */
export function withoutReplays(next: RequestListener, now: () => number): RequestListener {
  const seen = new Map<string, number>();

  function forgetOld(): void {
    for (const [signature, at] of seen) {
      if (now() - at <= signaturesLiveMs && seen.size < most) return;
      seen.delete(signature);
    }
  }

  return (request, response) => {
    const signature = signatureOf(request);
    if (signature === null) return next(request, response);
    forgetOld();
    if (seen.has(signature)) {
      response.writeHead(200).end();
      return;
    }
    seen.set(signature, now());
    // What was not taken may come again, and a forged signature must not fill the memory.
    response.once('close', () => {
      if (!response.writableFinished || response.statusCode !== 200) seen.delete(signature);
    });
    next(request, response);
  };
}

function signatureOf({ headers }: IncomingMessage): string | null {
  const signature = headers['x-slack-signature'];
  return typeof signature === 'string' ? signature : null;
}
