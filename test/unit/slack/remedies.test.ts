import { describe, expect, it } from 'vitest';
import { SlackError } from '../../../src/platform/slack/port.ts';
import { type Remedy, remedyOf } from '../../../src/platform/slack/remedies.ts';

const refused = (code: string) => remedyOf(new SlackError('refused', code, ''));

describe('what helps against a refusal', () => {
  it.each<[Remedy, string[]]>([
    ['token', ['invalid_auth', 'token_revoked', 'account_inactive', 'not_authed', 'token_expired']],
    ['elsewhere', ['is_archived', 'not_in_channel', 'channel_not_found', 'restricted_action', 'missing_scope']],
    ['anew', ['message_not_found', 'thread_not_found', 'cant_update_message']],
    ['plainer', ['invalid_blocks', 'msg_too_long', 'msg_blocks_too_long', 'a_code_of_next_year']],
    ['none', ['edit_window_closed']],
  ])('%s', (remedy, codes) => {
    for (const code of codes) expect(refused(code), code).toBe(remedy);
  });

  it('waiting helps against everything that is not a refusal', () => {
    expect(remedyOf(new SlackError('unreachable', 'internal_error', ''))).toBe('wait');
    expect(remedyOf(new SlackError('ratelimited', 'ratelimited', '', 1000))).toBe('wait');
  });
});
