import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isSlackAddress } from '../../../src/platform/slack/address.ts';
import { answerPerson } from '../../../src/platform/slack/answer.ts';
import { createSlack } from '../../../src/platform/slack/client.ts';
import { closing } from '../../support/closing.ts';

const atEnd = closing();

describe('an address is Slack’s', () => {
  it.each([
    'https://hooks.slack.com/commands/T1/1/x',
    'https://hooks.slack.com/actions/T1/1/x?y=1',
    'https://files.slack.com/upload/v1/x',
    'https://hooks.slack-gov.com/commands/T1/1/x',
  ])('%s', (address) => expect(isSlackAddress(address, undefined)).toBe(true));

  it.each([
    'http://hooks.slack.com/commands/T1/1/x',
    'https://hooks.slack.com:8443/x',
    'https://a:b@hooks.slack.com/x',
    'https://hooks.slack.com@evil.example/x',
    'https://hooks.slack.com.evil.example/x',
    'https://evil-slack.com/x',
    'https://evil.example/hooks.slack.com',
    'https://evil.example\\@hooks.slack.com/x',
    'https://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:6379/',
    'file:///etc/passwd',
    'data:text/plain,x',
    '//hooks.slack.com/x',
    'hooks.slack.com',
    '',
  ])('but not %j', (address) => expect(isSlackAddress(address, undefined)).toBe(false));

  it('or that of the API that is set, port and scheme and all', () => {
    const api = 'http://127.0.0.1:4111/api/';
    expect(isSlackAddress('http://127.0.0.1:4111/response/T1/x', api)).toBe(true);
    expect(isSlackAddress('https://hooks.slack.com/commands/x', api)).toBe(true);
    expect(isSlackAddress('http://127.0.0.1:4112/response/T1/x', api)).toBe(false);
    expect(isSlackAddress('http://x@127.0.0.1:4111/response/T1/x', api)).toBe(false);
    expect(isSlackAddress('https://127.0.0.1:4111/response/T1/x', api)).toBe(false);
  });
});

/** A server on loopback; gives its address and the paths that it was asked for. */
async function serving(answer: RequestListener) {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { paths, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const words = { text: 'a secret plan', blocks: [] };

it('an answer never goes to an address in a job that is not Slack’s; the person hears it another way', async () => {
  const elsewhere = await serving((_, response) => response.end('ok'));
  const slack = createSlack({ token: 'xoxb-1', apiUrl: 'http://127.0.0.1:9/api/' });
  await expect(slack.respond(`${elsewhere.url}/take`, words)).rejects.toMatchObject({ kind: 'refused' });
  const told: string[] = [];
  const ways = {
    respond: slack.respond,
    openDirect: async () => 'D1',
    ephemeral: async (channel: string) => void told.push(channel),
  };
  await answerPerson(ways, { user: 'U1', channel: 'C1', responseUrl: `${elsewhere.url}/take` }, words);
  expect(elsewhere.paths).toEqual([]);
  expect(told).toEqual(['D1']);
});

it('an answer does not follow where an address of Slack’s leads on', async () => {
  const elsewhere = await serving((_, response) => response.end('ok'));
  const api = await serving((_, response) => response.writeHead(307, { location: `${elsewhere.url}/take` }).end());
  const slack = createSlack({ token: 'xoxb-1', apiUrl: `${api.url}/api/` });
  await expect(slack.respond(`${api.url}/response/T1/x`, words)).rejects.toThrow();
  expect(api.paths).toEqual(['/response/T1/x']);
  expect(elsewhere.paths).toEqual([]);
});

it('a file does not go to an address that is not Slack’s, whatever the API names', async () => {
  const elsewhere = await serving((_, response) => response.end('ok'));
  const api = await serving((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ok: true, upload_url: `${elsewhere.url}/take`, file_id: 'F1' }));
  });
  const slack = createSlack({ token: 'xoxb-1', apiUrl: `${api.url}/api/` });
  await expect(slack.upload({ name: 'a.md', title: 'a', content: 'x' })).rejects.toThrow('not an address of Slack');
  expect(elsewhere.paths).toEqual([]);
});
