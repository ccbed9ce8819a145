import { type JsonAnswer, type JsonRequest, startJsonServer } from './json-server.ts';
import { client } from './small-client.ts';
import { pageAnswer } from './small-page.ts';
import { problem, type SmallFlag, SmallState, type SmallStrategy } from './small-state.ts';

const adminToken = '*:*.only-for-the-small-one';
const clientTokens = {
  development: 'default:development.only-for-the-small-one',
  production: 'default:production.only-for-the-small-one',
};

/**
 * As much of Unleash as Sluice and applications talk to, in this process: for where the real one cannot start. The same
 * suite is run on both.
 */
export async function startSmallUnleash() {
  const state = new SmallState();
  const server = await startJsonServer((request) => pageAnswer(state, request) ?? answer(state, request));
  return {
    ...server,
    adminToken,
    clientToken: clientTokens.development,
    clientTokens,
    kept: () => state.kept(),
    stop: server.close,
  };
}

function answer(state: SmallState, request: JsonRequest): JsonAnswer {
  const [api, room, ...rest] = request.path;
  const token = request.headers.authorization;
  if (api === 'health') return { status: 200, body: { health: 'GOOD' } };
  if (api === 'api' && room === 'client') {
    const [environment] = Object.entries(clientTokens).find(([, known]) => known === token) ?? [];
    return environment !== undefined
      ? client(state, environment, rest)
      : problem(401, 'UnauthorizedError', 'You must log in to use Unleash.');
  }
  if (token !== adminToken) return problem(401, 'UnauthorizedError', 'You must log in to use Unleash.');
  return (
    admin(state, request, rest) ?? problem(404, 'NotFoundError', 'The path you were looking for is not available.')
  );
}

function admin(state: SmallState, request: JsonRequest, [room, ...rest]: string[]): JsonAnswer | null {
  switch (room) {
    case 'segments':
      return segments(state, request);
    case 'user':
      return { status: 200, body: { permissions: [{ permission: 'ADMIN' }] } };
    case 'context':
      return { status: 201, body: request.body };
    case 'search':
      return search(state, request, rest[0]);
    case 'archive':
      return remove(state, rest[0] ?? '');
    case 'projects':
      return project(state, request, rest);
    default:
      return null;
  }
}

function segments(state: SmallState, { method, body }: JsonRequest): JsonAnswer {
  if (method === 'GET') return { status: 200, body: { segments: state.segments } };
  const said = body as { name: string; constraints: unknown[] };
  const made = { ...said, id: state.segments.length + 1 };
  state.segments.push(made);
  return { status: 201, body: made };
}

function search(state: SmallState, { query }: JsonRequest, what: string | undefined): JsonAnswer {
  if (what === 'events') {
    const flag = query.get('feature')?.replace('IS:', '');
    return { status: 200, body: { events: state.events.filter(({ featureName }) => featureName === flag) } };
  }
  const archived = [...state.flags].filter(([, flag]) => flag.archived).map(([name]) => ({ name }));
  const ours = query.get('project') === `IS:${state.project}`;
  return { status: 200, body: { features: ours ? archived : [], total: ours ? archived.length : 0 } };
}

function remove(state: SmallState, name: string): JsonAnswer {
  if (state.flags.get(name)?.archived) state.flags.delete(name);
  return { status: 200 };
}

function project(state: SmallState, request: JsonRequest, [name, room, flag, ...rest]: string[]): JsonAnswer | null {
  if (name !== state.project) return problem(404, 'NotFoundError', `No project found with id: ${name}`);
  if (room === 'overview')
    return { status: 200, body: { environments: state.environments.map((environment) => ({ environment })) } };
  if (room === 'stale') return stale(state, request);
  if (room !== 'features') return null;
  if (flag !== undefined) return feature(state, request, flag, rest);
  if (request.method === 'POST') return state.create((request.body as { name: string }).name);
  const there = [...state.flags].filter(([, { archived }]) => !archived);
  return { status: 200, body: { features: there.map(([each]) => ({ name: each })) } };
}

function stale(state: SmallState, { body }: JsonRequest): JsonAnswer {
  const said = body as { features: string[]; stale: boolean };
  for (const name of said.features) Object.assign(state.flags.get(name) ?? {}, { stale: said.stale });
  return { status: 202 };
}

function feature(
  state: SmallState,
  request: JsonRequest,
  name: string,
  [room, environment, ...rest]: string[],
): JsonAnswer | null {
  const flag = state.flags.get(name);
  if (room === 'lifecycle') return { status: 200, body: flag?.archived ? [{ stage: 'archived' }] : [] };
  if (!flag) return problem(404, 'NotFoundError', `There's no feature named "${name}" in project "default".`);
  if (room === undefined && request.method === 'DELETE') {
    state.archive(name);
    return { status: 202 };
  }
  if (flag.archived && request.method === 'GET')
    return problem(404, 'NotFoundError', `Could not find feature flag with name ${name}`);
  if (flag.archived) return problem(400, 'ArchivedFeatureError', 'Cannot perform this operation on archived features');
  if (room === undefined) return { status: 200, body: shown(name, flag) };
  const here = flag.environments[environment ?? ''];
  if (room !== 'environments' || !here)
    return problem(404, 'NotFoundError', `Could not find environment ${environment} for feature: ${name}`);
  return inEnvironment(state, request, { name, environment: environment ?? '', strategies: here.strategies }, rest);
}

function shown(name: string, { archived, stale = false, environments }: SmallFlag) {
  const listed = Object.entries(environments).map(([each, { enabled }]) => ({ name: each, enabled }));
  return { name, project: 'default', archived, stale, environments: listed };
}

/** Those that a new Unleash has: others are of earlier versions, or were made by its users. */
const types = ['default', 'flexibleRollout', 'remoteAddress', 'applicationHostname'];

function addStrategy(state: SmallState, { name, environment }: Here, said: Partial<SmallStrategy>): JsonAnswer {
  if (types.includes(said.name ?? '')) return { status: 200, body: state.add(name, environment, said) };
  return problem(400, 'BadDataError', `Could not find strategy type with name ${said.name}`);
}

interface Here {
  name: string;
  environment: string;
  strategies: SmallStrategy[];
}

function inEnvironment(
  state: SmallState,
  { method, body }: JsonRequest,
  { name, environment, strategies }: Here,
  [what, id]: string[],
): JsonAnswer | null {
  if (what === 'on' || what === 'off') {
    state.switch(name, environment, what === 'on');
    return { status: 200, body: {} };
  }
  if (what !== 'strategies') return null;
  if (method === 'GET') return { status: 200, body: strategies };
  const said = body as Partial<SmallStrategy>;
  if (method === 'POST') return addStrategy(state, { name, environment, strategies }, said);
  const at = strategies.findIndex((each) => each.id === id);
  const old = strategies[at];
  if (method === 'DELETE') {
    if (old) strategies.splice(at, 1);
    state.note(name, environment);
    return { status: 200 };
  }
  if (!old) return problem(404, 'NotFoundError', `Could not find strategy with id=${id}`);
  // Its place among the others is changed by another call.
  strategies[at] = { ...old, ...said, id: old.id, sortOrder: old.sortOrder };
  state.note(name, environment);
  return { status: 200, body: strategies[at] };
}
