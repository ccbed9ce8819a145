import { request } from 'undici';

/** Posts a text and tells the status of the answer, whatever it is; never throws. `detail` is plain text without secrets. */
export async function httpPost(
  url: string,
  { headers, body, timeoutMs }: { headers: Record<string, string>; body: string; timeoutMs: number },
): Promise<{ kind: 'answer'; status: number } | { kind: 'none'; detail: string }> {
  try {
    const answer = await request(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
    await answer.body.dump();
    return { kind: 'answer', status: answer.statusCode };
  } catch (error) {
    const { name, code } = error as { name?: unknown; code?: unknown };
    const timedOut = name === 'TimeoutError';
    const why = timedOut
      ? `did not answer within ${timeoutMs / 1000} s`
      : `cannot be reached (${String(code ?? name)})`;
    return { kind: 'none', detail: `${new URL(url).host} ${why}` };
  }
}
