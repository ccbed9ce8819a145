import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSmallUnleash, startUnleash, unleashPrograms } from '../../../sandbox/unleash/index.ts';
import { faultSuite } from './faults.ts';
import { flagSuite } from './suite.ts';
import { type UnleashWorld, unleashSuite } from './unleash-suite.ts';
import { unleashWorld } from './unleash-world.ts';
import { connect } from './world.ts';

describe('on the small Unleash', () => {
  const start = async () => unleashWorld(await startSmallUnleash());
  flagSuite(start);
  faultSuite(start);
  unleashSuite(start);
});

/** `npm test` fetches it where npm has it. */
const programs = await unleashPrograms();

describe.skipIf(programs === null)('on the real Unleash', () => {
  let world: UnleashWorld;
  beforeAll(async () => {
    if (programs) world = await unleashWorld(await startUnleash(programs));
  });
  afterAll(() => world?.stop());

  // It takes a while to start: one serves all of them.
  const start = async () => ({ ...world, stop: async () => undefined });
  flagSuite(start);
  faultSuite(start);
  unleashSuite(start);

  it.each([
    ['viewer', 3, 'UPDATE_FEATURE_ENVIRONMENT, CREATE_FEATURE_STRATEGY, UPDATE_FEATURE_STRATEGY'],
    ['editor', 2, null],
  ] as const)('says what the personal token of a %s may not do', async (username, rootRole, lacks) => {
    const PERSONAL = await personalToken(world, username, rootRole);
    const connection = connect({ ...world, secrets: { ...world.secrets, PERSONAL } }, { tokenEnv: 'PERSONAL' });
    expect(await connection.flags.lacks()).toBe(lacks);
    const made = await connection.flags.set('of-a-person', { kind: 'set', enabled: true, create: true }, null);
    expect(made.kind).toBe(lacks === null ? 'ok' : 'failed');
    await connection.close();
  });
});

/** @param rootRole the number of one of Unleash's own roles */
async function personalToken({ config, secrets }: UnleashWorld, username: string, rootRole: number): Promise<string> {
  const url = String(config.url);
  const post = async (path: string, body: object, headers: Record<string, string>) => {
    const init = { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${url}/${path}`, {
      ...init,
      headers: { 'content-type': 'application/json', ...headers },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const password = 'Only4tests!and4the5sandbox';
  const user = { name: username, username, password, rootRole, sendEmail: false };
  await post('api/admin/user-admin', user, { authorization: secrets['UNLEASH_TOKEN'] ?? '' });
  const login = await post('auth/simple/login', { username, password }, {});
  const cookie = login.headers.getSetCookie().map((each) => each.split(';')[0]);
  const expiresAt = '2099-01-01T00:00:00.000Z';
  const made = await post(
    'api/admin/user/tokens',
    { description: 'for tests', expiresAt },
    { cookie: cookie.join('; ') },
  );
  return ((await made.json()) as { secret: string }).secret;
}
