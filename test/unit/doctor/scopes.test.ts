import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingScopes, neededScopes } from '../../../src/doctor/scopes.ts';

const room = join(import.meta.dirname, '../../../src/platform/slack');

/** The bot scopes of each Web API method that Sluice calls; a method that is new here must say its own. */
const scopesOf: Record<string, string[]> = {
  'apps.connections.open': [],
  'auth.test': [],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.list': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'usergroups.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.update': [],
  filesUploadV2: ['files:write'],
};

async function calledMethods(): Promise<string[]> {
  const files = (await readdir(room)).filter((name) => name.endsWith('.ts'));
  const texts = await Promise.all(files.map((name) => readFile(join(room, name), 'utf8')));
  const named = texts.join('\n').matchAll(/'((?:apps|auth|chat|conversations|files|usergroups|users|views)\.[\w.]+)'/g);
  const wrapped = texts.join('\n').matchAll(/\.(filesUploadV2)\(/g);
  return [...new Set([...named, ...wrapped].map(([, method = '']) => method))];
}

describe('the needed scopes', () => {
  it('are those of the methods that Sluice calls, and the command', async () => {
    const methods = await calledMethods();
    expect(Object.keys(scopesOf).toSorted()).toEqual(methods.toSorted());
    const used = new Set(['commands', ...methods.flatMap((method) => scopesOf[method] ?? [])]);
    expect(Object.keys(neededScopes).toSorted()).toEqual([...used].toSorted());
  });

  it('are missing one by one', () => {
    const all = Object.keys(neededScopes);
    expect(all).not.toEqual([]);
    expect(missingScopes(all)).toEqual([]);
    for (const scope of all) expect(missingScopes(all.filter((each) => each !== scope))).toEqual([scope]);
  });
});
