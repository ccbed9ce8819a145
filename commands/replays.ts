import type { IncomingMessage, RequestListener } from 'node:http';

/** Bolt refuses what was signed earlier than this. */
const signaturesLiveMs = 5 * 60_000;

/**
 * Hears each signed request once. A signature that comes again is the same request sent again by somebody who has
 * overheard it (Slack signs its own repetitions anew): it is refused before anything looks at it.
 * @param now milliseconds since the epoch
 */
export function withoutReplays(next: RequestListener, now: () => number): RequestListener {
  const seen = new Map<string, number>();

  function forgetOld(): void {
    for (const [signature, at] of seen) {
      if (now() - at <= signaturesLiveMs) return;
      seen.delete(signature);
    }
  }

  return (request, response) => {
    const signature = signatureOf(request);
    if (signature === null) return next(request, response);
    forgetOld();
    if (seen.has(signature)) {
      response.writeHead(401).end();
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
