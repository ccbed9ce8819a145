import { describe, expect, it } from 'vitest';
import { filterGroups, toGroups } from '../../../sandbox/slack/page/blocks/useOptions.ts';
import { parseEvent } from '../../../sandbox/slack/page/lib/api.ts';
import { commandFor, completions, recall } from '../../../sandbox/slack/page/lib/commands.ts';
import { formatDate } from '../../../sandbox/slack/page/lib/date.ts';
import { readPlace, writePlace } from '../../../sandbox/slack/page/lib/place.ts';
import {
  applyEvent,
  channelMessages,
  threadMessages,
  threadSummaries,
  withEphemerals,
} from '../../../sandbox/slack/page/lib/store.ts';
import { safeUrl } from '../../../sandbox/slack/page/lib/token.ts';
import type { PageState } from '../../../sandbox/slack/protocol.ts';
import { cannedState, message } from './canned.ts';

const NOW = Date.UTC(2026, 10, 20, 12);

describe('what a person sees', () => {
  it('takes in new messages in order and new editions in place', () => {
    const state = cannedState('UAOI', NOW);
    const late = message(NOW + 1000, 'UREN', 'later');
    const early = { ...message(NOW - 3_600_000 * 30, 'UREN', 'earlier'), channel: 'CPAY' };
    const both = applyEvent(applyEvent(state, { type: 'message', message: late }), { type: 'message', message: early });
    expect(both.messages.at(-1)?.text).toBe('later');
    expect(both.messages[0]?.text).toBe('earlier');
    const edited = applyEvent(both, { type: 'message', message: { ...late, text: 'changed' } });
    expect(edited.messages).toHaveLength(both.messages.length);
    expect(edited.messages.at(-1)?.text).toBe('changed');
  });

  it('orders by every digit of ts', () => {
    const state = { ...cannedState('UAOI', NOW), messages: [] };
    const at = (ts: string) => ({ ...message(NOW, 'UREN', ts), ts });
    const after = ['1700000000.000200', '1700000000.000010'].reduce<PageState>(
      (now, ts) => applyEvent(now, { type: 'message', message: at(ts) }),
      state,
    );
    expect(after.messages.map(({ ts }) => ts)).toEqual(['1700000000.000010', '1700000000.000200']);
  });

  it('keeps messages that only this person saw across a reconnection, and forgets deleted ones', () => {
    const before = cannedState('UAOI', NOW);
    const fresh = { ...before, messages: before.messages.filter(({ ephemeral }) => !ephemeral) };
    const again = withEphemerals(fresh, before.messages);
    expect(again.messages).toEqual(before.messages);
    const secret = before.messages.find(({ ephemeral }) => ephemeral);
    const gone = applyEvent(again, { type: 'message_deleted', channel: 'CPAY', ts: secret?.ts ?? '' });
    expect(secret).toBeDefined();
    expect(gone.messages.filter(({ ephemeral }) => ephemeral)).toEqual([]);
  });

  it('shows replies in the thread, and in the channel only those sent there too', () => {
    const state = cannedState('UAOI', NOW);
    const [root] = [...threadSummaries(state, 'CPAY').keys()];
    expect(threadSummaries(state, 'CPAY').get(root ?? '')).toMatchObject({ count: 3, users: ['UBOT', 'UREN'] });
    expect(threadMessages(state, 'CPAY', root ?? '')).toHaveLength(4);
    const replies = channelMessages(state, 'CPAY').filter(({ threadTs }) => threadTs !== undefined);
    expect(replies.map(({ broadcast }) => broadcast)).toEqual([true]);
  });

  it('ignores events that it does not know', () => {
    expect(parseEvent('{"type":"bot","connected":true}')).toEqual({ type: 'bot', connected: true });
    expect(parseEvent('{"type":"typing"}')).toBeUndefined();
    expect(parseEvent('no json')).toBeUndefined();
    expect(parseEvent('null')).toBeUndefined();
  });
});

describe('the address', () => {
  it('keeps person, channel, thread and tab', () => {
    const place = { user: 'U1', channel: 'C1', thread: '1700000000.000100', tab: 'home' as const };
    expect(readPlace(writePlace(place))).toEqual(place);
    expect(writePlace(readPlace(''))).toBe('');
  });

  it.each([
    ['https://a.example', true],
    ['/_page/files/F1', true],
    ['mailto:a@b.example', true],
    ['javascript:alert(1)', false],
    [' javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['', false],
  ])('opens %j: %j', (url, opens) => {
    expect(safeUrl(url) !== undefined).toBe(opens);
  });
});

describe('dates', () => {
  const berlin = { nowMs: NOW, timeZone: 'Europe/Berlin', hour12: false };
  const seconds = NOW / 1000 - 3600;

  it.each([
    ['{time}', '12:00'],
    ['{time_secs}', '12:00:00'],
    ['{date_num}', '2026-11-20'],
    ['{date}', 'November 20th'],
    ['{date_short}', 'Nov 20, 2026'],
    ['{date_long}', 'Friday, November 20th'],
    ['{date_short_pretty} at {time}', 'Today at 12:00'],
    ['since {date_pretty}', 'since today'],
    ['{ago}', '1 hour ago'],
    ['{unknown}', '{unknown}'],
  ])('%s reads %s', (pattern, words) => {
    expect(formatDate(seconds, pattern, berlin)).toBe(words);
  });

  it('knows yesterday, other years and the reader’s zone', () => {
    expect(formatDate(seconds - 86_400, '{date_pretty}', berlin)).toBe('Yesterday');
    expect(formatDate(seconds - 86_400 * 365, '{date}', berlin)).toBe('November 20th, 2025');
    expect(formatDate(seconds, '{time}', { ...berlin, timeZone: 'Asia/Tokyo' })).toBe('20:00');
    expect(formatDate(seconds, '{time}', { ...berlin, hour12: true })).toMatch(/^12:00\sPM$/);
  });
});

describe('the message box', () => {
  const { commands } = cannedState('UAOI', NOW);

  it('completes commands until their arguments begin', () => {
    expect(completions(commands, '/dep').map(({ command }) => command)).toEqual(['/deploy', '/deploy-help']);
    expect(completions(commands, '/deploy ')).toEqual([]);
    expect(completions(commands, 'see /dep')).toEqual([]);
    expect(commandFor(commands, '/deploy checkout')?.command).toBe('/deploy');
  });

  it('brings back what was sent, latest first, and stops at the end', () => {
    const sent = ['first', 'second'];
    expect(recall(sent, 1)).toEqual({ text: 'second', back: 1 });
    expect(recall(sent, 2)).toEqual({ text: 'first', back: 2 });
    expect(recall(sent, 3)).toBeUndefined();
    expect(recall(sent, 0)).toEqual({ text: '', back: 0 });
  });
});

describe('searched selects', () => {
  const option = (value: string) => ({ text: { type: 'plain_text', text: value }, value });

  it('narrow every group to what was typed and drop empty groups', () => {
    const groups = toGroups({
      option_groups: [
        { label: { type: 'plain_text', text: 'Mine' }, options: [option('checkout'), option('cart')] },
        { label: { type: 'plain_text', text: 'Others' }, options: [option('search')] },
      ],
    });
    expect(filterGroups(groups, 'CHE')).toEqual([{ label: 'Mine', options: [option('checkout')] }]);
    expect(filterGroups(toGroups({ options: [option('a')] }), '')).toEqual([{ label: '', options: [option('a')] }]);
  });
});
