import type { SlackError } from './port.ts';

/**
 * What helps against a refusal of chat.postMessage, chat.update or conversations.open:
 * - `wait`: Slack has a bad moment, or asks to slow down;
 * - `token`: nothing will be taken before somebody gives Sluice a token that works;
 * - `elsewhere`: this channel will not take it, another place may;
 * - `anew`: the message to edit, or the one to answer to, is gone;
 * - `plainer`: Slack does not like what is in the message; its bare text may pass;
 * - `none`: nothing that Sluice knows of.
 */
export type Remedy = 'wait' | 'token' | 'elsewhere' | 'anew' | 'plainer' | 'none';

/** Slack says these when it is Slack that has a bad moment. */
export const passing: readonly string[] = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'org_login_required',
  'external_channel_migrating',
  'update_failed',
  'streaming_state_conflict',
];

const token = [
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'two_factor_setup_required',
  'team_access_not_granted',
  'enterprise_is_restricted',
];

const elsewhere = [
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'is_inactive',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_locked',
  'access_denied',
  'accesslimited',
  'ekm_access_denied',
  'no_permission',
  'missing_scope',
  'team_not_found',
  'user_disabled',
  'user_not_found',
  'user_not_visible',
  'cannot_dm_bot',
  'messages_tab_disabled',
  'method_not_supported_for_channel_type',
];

const anew = ['message_not_found', 'cant_update_message', 'thread_not_found', 'cannot_reply_to_message'];

const plainer = [
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'invalid_attachments',
  'too_many_attachments',
  'attachment_payload_limit_exceeded',
  'block_mismatch',
  'invalid_arguments',
  'no_text',
  'slack_connect_file_link_sharing_blocked',
];

const remedies = new Map<string, Remedy>([
  ...token.map((code) => [code, 'token'] as const),
  ...elsewhere.map((code) => [code, 'elsewhere'] as const),
  ...anew.map((code) => [code, 'anew'] as const),
  ...plainer.map((code) => [code, 'plainer'] as const),
]);

/** By Slack's own code. A refusal that nobody here has heard of may be about what is in the message. */
export function remedyOf({ kind, code }: Pick<SlackError, 'kind' | 'code'>): Remedy {
  if (kind !== 'refused') return 'wait';
  return remedies.get(code) ?? (code === 'edit_window_closed' ? 'none' : 'plainer');
}
