import { z } from 'zod';
import { masked } from './mask.ts';
import { hookStates } from './webhook.ts';

/** What a service says of what it was asked to do. */
export interface HookSaid {
  state: (typeof hookStates)[number];
  id: string | null;
  statusUrl: string | null;
  /** Milliseconds since the epoch. */
  createdAt: number | null;
  detail: string | null;
}

/** `passes`: it may answer otherwise the next time; `missing`: it does not have what it is asked about. */
export type Heard = { kind: 'said'; said: HookSaid } | { kind: 'passes' | 'missing' | 'wrong'; detail: string };

const longestDetail = 300;
const passing: readonly number[] = [408, 425, 429];

const bodySchema = z.object({
  state: z.enum(hookStates, { error: `\`state\` must be one of ${hookStates.join(', ')}` }),
  id: z
    .string({ error: '`id` must be a text' })
    .min(1, { error: '`id` is empty' })
    .max(200, { error: '`id` is longer than 200 characters' })
    .regex(/^\P{C}+$/u, { error: '`id` has characters that cannot be shown' })
    .nullish(),
  statusUrl: z
    .string({ error: '`statusUrl` must be a text' })
    .max(2000, { error: '`statusUrl` is longer than 2000 characters' })
    .nullish(),
  createdAt: z.iso
    .datetime({ offset: true, error: '`createdAt` must be a time such as 2026-11-30T12:00:00Z' })
    .nullish(),
  detail: z.string({ error: '`detail` must be a text' }).nullish(),
});

/**
 * What an answer means.
 * @param asked the address that has answered: a status address must be of the same origin, which alone may see the headers
 */
export function hear(answer: { status: number; body: string }, asked: string): Heard {
  const { status, body } = answer;
  const { host } = new URL(asked);
  const answered = `${host} answered ${status}`;
  if (status === 404 || status === 410) return { kind: 'missing', detail: answered };
  if (status >= 500 || passing.includes(status)) return { kind: 'passes', detail: answered };
  if (status >= 300 && status < 400)
    return { kind: 'wrong', detail: `${answered}: redirects are not followed, so give the address itself` };
  if (status < 200 || status >= 300) return { kind: 'wrong', detail: answered };
  const read = bodySchema.safeParse(jsonOf(body));
  const unread = (why: string): Heard => ({ kind: 'wrong', detail: `what ${host} answered can't be read: ${why}` });
  if (!read.success) return unread(whyNot(read.error));
  const { state, id = null, createdAt, detail, statusUrl } = read.data;
  const address = statusUrl ? addressIn(statusUrl, asked) : null;
  if (address !== null && typeof address !== 'string') return unread(address.wrong);
  return {
    kind: 'said',
    said: {
      state,
      id,
      statusUrl: address,
      createdAt: createdAt ? Date.parse(createdAt) : null,
      detail: detail ? masked(detail.slice(0, longestDetail), []) : null,
    },
  };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function whyNot({ issues: [first] }: z.ZodError): string {
  return first && first.path.length > 0 ? first.message : 'it is no JSON object';
}

function addressIn(written: string, asked: string): string | { wrong: string } {
  const url = URL.canParse(written, asked) ? new URL(written, asked) : null;
  const { origin } = new URL(asked);
  if (!url) return { wrong: '`statusUrl` is no address' };
  if (url.origin !== origin || url.username !== '' || url.password !== '')
    return { wrong: `\`statusUrl\` must be an address of ${origin}` };
  return url.href;
}
