import { describe, expect, it } from 'vitest';
import { hear } from '../../../src/domain/webhook-answer.ts';

const asked = 'https://backups.example:8443/sluice';
const said = (body: unknown, status = 200) => hear({ status, body: JSON.stringify(body) }, asked);
const complete = { id: 'snap-1', state: 'complete', createdAt: '2026-11-30T12:00:00+01:00' };

describe('what a backup service answers', () => {
  it('is read, with its time and its own address for the state', () => {
    expect(said({ ...complete, statusUrl: '/snapshots/1', more: true }, 201)).toEqual({
      kind: 'said',
      said: {
        state: 'complete',
        id: 'snap-1',
        statusUrl: 'https://backups.example:8443/snapshots/1',
        createdAt: Date.UTC(2026, 10, 30, 11),
        detail: null,
      },
    });
  });

  it('may have an id of any characters that can be shown', () => {
    const id = '<!channel> `$(reboot)` *ü* "\'\\ 雪';
    expect(said({ ...complete, id })).toMatchObject({ said: { id } });
  });

  it('shows no password of what went wrong', () => {
    const detail = 'cannot open postgres://shop:hunter22@db/orders';
    expect(said({ state: 'failed', detail })).toMatchObject({
      said: { detail: 'cannot open postgres://shop:…@db/orders' },
    });
  });

  it.each([
    ['nothing', '', 'it is no JSON object'],
    ['no JSON', '<html>', 'it is no JSON object'],
    ['a list', '[]', 'it is no JSON object'],
    ['null', 'null', 'it is no JSON object'],
    ['no state', '{"id":"a"}', '`state` must be one of pending, complete, failed'],
    ['an unknown state', '{"id":"a","state":"done"}', '`state` must be one of pending, complete, failed'],
    ['an id that is a number', '{"id":1,"state":"complete"}', '`id` must be a text'],
    ['an empty id', '{"id":"","state":"complete"}', '`id` is empty'],
    ['an endless id', `{"id":"${'x'.repeat(201)}","state":"complete"}`, '`id` is longer than 200 characters'],
    ['a line break', '{"id":"a\\nb","state":"complete"}', '`id` has characters that cannot be shown'],
    ['a turned direction', '{"id":"a\\u202eb","state":"complete"}', '`id` has characters that cannot be shown'],
    ['half a character', '{"id":"a\\ud800","state":"complete"}', '`id` has characters that cannot be shown'],
    ['no time', '{"state":"complete","createdAt":"yesterday"}', '`createdAt` must be a time'],
    ['a number of ms', '{"state":"complete","createdAt":1}', '`createdAt` must be a time'],
    [
      'another host',
      '{"state":"pending","statusUrl":"http://169.254.169.254/"}',
      '`statusUrl` must be an address of https',
    ],
    [
      'another port',
      '{"state":"pending","statusUrl":"https://backups.example/x"}',
      '`statusUrl` must be an address of https',
    ],
    [
      'another scheme',
      '{"state":"pending","statusUrl":"file:///etc/passwd"}',
      '`statusUrl` must be an address of https',
    ],
    [
      'a user',
      '{"state":"pending","statusUrl":"https://a@backups.example:8443/x"}',
      '`statusUrl` must be an address of',
    ],
    ['no address', '{"state":"pending","statusUrl":"http://[x"}', '`statusUrl` is no address'],
  ])('is no answer with %s, and it is said why', (_, body, why) => {
    const heard = hear({ status: 200, body }, asked);
    expect(heard).toEqual({
      kind: 'wrong',
      detail: expect.stringContaining(`what backups.example:8443 answered can't be read: ${why}`),
    });
  });

  it.each([
    [404, 'missing'],
    [410, 'missing'],
    [408, 'passes'],
    [425, 'passes'],
    [429, 'passes'],
    [500, 'passes'],
    [503, 'passes'],
    [302, 'wrong'],
    [304, 'wrong'],
    [400, 'wrong'],
    [401, 'wrong'],
    [422, 'wrong'],
    [101, 'wrong'],
  ])('with status %i is %s, whatever stands in it', (status, kind) => {
    expect(said(complete, status)).toEqual({
      kind,
      detail: expect.stringContaining(`backups.example:8443 answered ${status}`),
    });
  });
});
