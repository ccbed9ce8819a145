import { type JsonAnswer, type JsonRequest, startJsonServer } from '../../../sandbox/unleash/index.ts';

interface Bucket {
  treatment: string;
  size: number;
}
interface Definition extends Record<string, unknown> {
  killed: boolean;
  treatments: { name: string }[];
  defaultTreatment: string;
  trafficAllocation: number;
  rules: { buckets: Bucket[]; condition: unknown }[];
  defaultRule: Bucket[];
  lastUpdateTime: number;
}
interface Flag {
  name: string;
  status: 'ACTIVE' | 'ARCHIVED';
  definitions: Map<string, Definition>;
}
interface Patch {
  op: string;
  path: string;
  value: unknown;
}

const token = 'split-admin-key-for-tests-only';
const evaluatorToken = 'split-evaluator-token-for-tests-only';
const workspace = 'w1';
const environments = [
  { id: 'e1', name: 'staging' },
  { id: 'e2', name: 'production' },
];

/** Split's Admin API under `/internal/api/v2` and a Split Evaluator, as both document themselves. */
export async function startFakeSplit() {
  const flags = new Map<string, Flag>();
  const server = await startJsonServer(answer);

  function answer(request: JsonRequest): JsonAnswer {
    const [internal, , , room, ...rest] = request.path;
    if (internal === 'client') return evaluate(request);
    if (request.headers.authorization !== `Bearer ${token}`) return problem(401, 'Unauthorized');
    const [ws, id, ...more] = rest;
    if (ws !== 'ws' || id !== workspace) return problem(404, `Could not find workspace ${id}`);
    if (room === 'environments') return { status: 200, body: environments };
    if (room === 'segments')
      return { status: 200, body: { objects: [{ name: 'beta' }, { name: 'staff' }], totalCount: 2 } };
    return splits(request, more);
  }

  function splits(request: JsonRequest, [name, room, environment, verb]: string[]): JsonAnswer {
    const { method, body, query } = request;
    if (name === undefined) {
      const at = Number(query.get('offset'));
      const listed = [...flags.values()].slice(at, at + Number(query.get('limit')));
      return { status: 200, body: { objects: listed.map((flag) => ({ name: flag.name })), totalCount: flags.size } };
    }
    if (name === 'trafficTypes') return create((body as { name: string }).name);
    const flag = flags.get(name);
    if (!flag) return problem(404, `Could not find split ${name}`);
    if (room === undefined && method === 'DELETE') {
      flags.delete(name);
      return { status: 200, body: true };
    }
    if (room === undefined) return { status: 200, body: { name, status: flag.status } };
    const known = environments.find((each) => each.name === environment || each.id === environment);
    return known
      ? inEnvironment(flag, known.name, request, verb)
      : problem(404, `Could not find environment ${environment}`);
  }

  function create(name: string): JsonAnswer {
    if (flags.has(name)) return problem(409, `${name} exists`);
    flags.set(name, { name, status: 'ACTIVE', definitions: new Map() });
    return { status: 200, body: { name } };
  }

  function inEnvironment(
    flag: Flag,
    environment: string,
    { method, body }: JsonRequest,
    verb: string | undefined,
  ): JsonAnswer {
    const old = flag.status === 'ACTIVE' ? flag.definitions.get(environment) : undefined;
    if (method === 'POST')
      return old
        ? problem(409, 'there is a definition')
        : put(flag, environment, { ...(body as Definition), killed: false });
    if (!old) return problem(404, `Could not find splitmetadata ${flag.name}`);
    if (method === 'GET') return { status: 200, body: { name: flag.name, ...old } };
    if (method === 'DELETE') {
      flag.definitions.delete(environment);
      return { status: 200, body: true };
    }
    if (verb === 'kill' || verb === 'restore') return put(flag, environment, { ...old, killed: verb === 'kill' });
    const patches = body as Patch[];
    if (patches.some(({ op }) => op !== 'replace')) return problem(400, 'only replace is known here');
    return put(flag, environment, {
      ...old,
      ...Object.fromEntries(patches.map(({ path, value }) => [path.slice(1), value])),
    });
  }

  /** Sizes are whole and add up to 100, and only treatments that are there are given. */
  function put(flag: Flag, environment: string, next: Definition): JsonAnswer {
    const names = next.treatments.map(({ name }) => name);
    for (const buckets of [next.defaultRule, ...next.rules.map((rule) => rule.buckets)]) {
      if (
        buckets.some(({ size }) => !Number.isInteger(size)) ||
        buckets.reduce((sum, { size }) => sum + size, 0) !== 100
      ) {
        return problem(400, 'sizes must be whole and add up to 100');
      }
      if (buckets.some(({ treatment }) => !names.includes(treatment))) return problem(400, 'unknown treatment');
    }
    if (!names.includes(next.defaultTreatment)) return problem(400, 'unknown default treatment');
    flag.definitions.set(environment, { ...next, lastUpdateTime: Date.now() });
    return { status: 200, body: next };
  }

  /** For somebody whom no rule is about, in production, whose key is in the first bucket. */
  function evaluate({ headers, query }: JsonRequest): JsonAnswer {
    if (headers.authorization !== evaluatorToken) return problem(401, 'Unauthorized');
    const found = flags.get(query.get('split-name') ?? '')?.definitions.get('production');
    const treatment = found ? (found.killed ? found.defaultTreatment : found.defaultRule[0]?.treatment) : 'control';
    return { status: 200, body: { splitName: query.get('split-name'), treatment, config: null } };
  }

  return { ...server, token, evaluatorToken, flags };
}

function problem(code: number, message: string): JsonAnswer {
  return { status: code, body: { code, message, details: '', transactionId: '22f0rxo8uno' } };
}
