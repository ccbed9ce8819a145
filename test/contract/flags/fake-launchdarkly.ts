import { type JsonAnswer, type JsonRequest, startJsonServer } from '../../../sandbox/unleash/index.ts';

interface Served {
  variation?: number;
  rollout?: { variations: { variation: number; weight: number }[]; contextKind?: string };
}
interface Environment extends Record<string, unknown> {
  on: boolean;
  fallthrough: Served;
  offVariation: number;
  rules: (Served & { _id: string; clauses: Record<string, unknown>[] })[];
  lastModified: number;
}
interface Flag {
  key: string;
  archived: boolean;
  deprecated?: boolean;
  variations: { _id: string; value: unknown; name?: string }[];
  environments: Record<string, Environment>;
}
type Instruction = Record<string, unknown> & { kind: string };

const token = 'api-11111111-2222-3333-4444-555555555555';
const project = 'default';
const environments = ['test', 'production'];
const segments = ['beta', 'staff'];

/** LaunchDarkly as its REST API documents itself: a raw token, semantic patches, weights in thousandths of a percent. */
export async function startFakeLaunchDarkly() {
  const flags = new Map<string, Flag>();
  const audit: { spec: string; date: number; member: { email: string } }[] = [];
  let ids = 0;
  let role = 'writer';
  const id = () => {
    ids += 1;
    return `id-${ids}`;
  };
  const server = await startJsonServer(answer);

  function answer(request: JsonRequest): JsonAnswer {
    const { path, headers, query } = request;
    if (headers.authorization !== token) return problem(401, 'unauthorized', 'invalid access token');
    if (headers['ld-api-version'] !== '20240415') return problem(400, 'invalid_request', 'another version');
    const [, , room, name, ...rest] = path;
    if (room === 'auditlog')
      return { status: 200, body: { items: audit.filter(({ spec }) => spec === query.get('spec')).slice(0, 1) } };
    if (room === 'caller-identity') return { status: 200, body: { tokenId: 't1', authKind: 'token' } };
    if (room === 'tokens') return { status: 200, body: { _id: 't1', role } };
    if (name !== project) return problem(404, 'not_found', 'Unknown project key');
    switch (room) {
      case 'projects':
        return inProject(request, rest);
      case 'segments':
        if (rest[1] === undefined) return { status: 200, body: { items: segments.map((key) => ({ key })) } };
        return segments.includes(rest[1])
          ? { status: 200, body: { key: rest[1] } }
          : problem(404, 'not_found', 'Unknown segment key');
      case 'flags':
        return rest[0] === undefined ? list(request) : one(request, rest[0]);
      default:
        return problem(404, 'not_found', 'unknown');
    }
  }

  function inProject({ body }: JsonRequest, [, environment, , evaluate]: string[]): JsonAnswer {
    if (environment === undefined) return { status: 200, body: { items: environments.map((key) => ({ key })) } };
    if (!environments.includes(environment)) return problem(404, 'not_found', 'Unknown environment key');
    if (evaluate === undefined) return { status: 200, body: { key: environment } };
    if (typeof (body as { key?: unknown }).key !== 'string') return problem(400, 'invalid_request', 'key is required');
    const items = [...flags.values()].map((flag) => ({ key: flag.key, ...evaluated(flag, environment) }));
    return { status: 200, body: { items } };
  }

  /** For somebody whom no rule is about, and whose key is in the first of the variations. */
  function evaluated({ variations, environments: all }: Flag, environment: string) {
    const here = all[environment];
    if (!here?.on) return { _value: variations[here?.offVariation ?? 0]?.value, reason: { kind: 'OFF' } };
    const first =
      here.fallthrough.variation ??
      here.fallthrough.rollout?.variations.find(({ weight }) => weight > 0)?.variation ??
      0;
    return { _value: variations[first]?.value, reason: { kind: 'FALLTHROUGH' } };
  }

  function list({ method, body, query }: JsonRequest): JsonAnswer {
    if (method === 'GET') {
      const at = Number(query.get('offset'));
      const items = [...flags.values()].slice(at, at + Number(query.get('limit'))).map(({ key }) => ({ key }));
      return { status: 200, body: { items, totalCount: flags.size } };
    }
    const { key } = body as { key: string };
    if (flags.has(key)) return problem(409, 'conflict', 'key already exists');
    const variations = [true, false].map((value) => ({ _id: id(), value }));
    const fresh = (): Environment => ({
      on: false,
      fallthrough: { variation: 0 },
      offVariation: 1,
      rules: [],
      lastModified: Date.now(),
    });
    flags.set(key, {
      key,
      archived: false,
      variations,
      environments: Object.fromEntries(environments.map((each) => [each, fresh()])),
    });
    return { status: 201, body: flags.get(key) };
  }

  function one(request: JsonRequest, key: string): JsonAnswer {
    const environment = request.query.get('env');
    if (environment !== null && !environments.includes(environment))
      return problem(404, 'not_found', 'Unknown environment key');
    const flag = flags.get(key);
    if (!flag) return problem(404, 'not_found', 'Unknown flag key');
    if (request.method === 'GET') return { status: 200, body: flag };
    if (request.method === 'PATCH') return patch(flag, request);
    flags.delete(key);
    return { status: 204 };
  }

  /** All instructions, or none of them. */
  function patch(flag: Flag, { body, headers }: JsonRequest): JsonAnswer {
    if (headers['content-type'] !== 'application/json; domain-model=launchdarkly.semanticpatch')
      return problem(400, 'invalid_request', 'not a semantic patch');
    const { environmentKey, instructions } = body as { environmentKey: string; instructions: Instruction[] };
    const next = structuredClone(flag.environments[environmentKey]);
    if (!next) return problem(404, 'not_found', 'Unknown environment key');
    for (const instruction of instructions) {
      const wrong = apply(flag, next, instruction);
      if (wrong) return problem(400, 'invalid_request', wrong);
    }
    flag.environments[environmentKey] = { ...next, lastModified: Date.now() };
    noteChange(flag.key, environmentKey, 'sluice@example.com');
    return { status: 200, body: flag };
  }

  function apply(flag: Flag, here: Environment, said: Instruction): string | null {
    switch (said.kind) {
      case 'turnFlagOn':
      case 'turnFlagOff':
        here.on = said.kind === 'turnFlagOn';
        return null;
      case 'updateOffVariation':
        here.offVariation = flag.variations.findIndex(({ _id }) => _id === said['variationId']);
        return here.offVariation < 0 ? 'unknown variation' : null;
      case 'updateFallthroughVariationOrRollout': {
        const served = servedBy(flag, said);
        if (typeof served !== 'string') here.fallthrough = served;
        return typeof served === 'string' ? served : null;
      }
      case 'replaceRules':
        return replaceRules(flag, here, said['rules'] as Record<string, unknown>[]);
      default:
        return `unknown instruction ${said.kind}`;
    }
  }

  function replaceRules(flag: Flag, here: Environment, said: Record<string, unknown>[]): string | null {
    const rules = said.map((rule) => ({ rule, served: servedBy(flag, rule) }));
    const wrong = rules.map(({ served }) => served).find((served) => typeof served === 'string');
    if (wrong !== undefined) return wrong;
    here.rules = rules.map(({ rule, served }) => ({
      ...(served as Served),
      _id: id(),
      description: rule['description'],
      clauses: (rule['clauses'] as object[]).map((clause) => ({ ...clause, _id: id() })),
    }));
    return null;
  }

  function noteChange(key: string, environment: string, email: string): void {
    audit.unshift({ spec: `proj/${project}:env/${environment}:flag/${key}`, date: Date.now(), member: { email } });
  }

  /** From now on the token has another role. */
  const become = (other: string) => {
    role = other;
  };
  return { ...server, token, flags, noteChange, become };
}

/** @returns what is wrong with it, in words */
function servedBy({ variations }: Flag, said: Record<string, unknown>): Served | string {
  const place = (wanted: unknown) => variations.findIndex(({ _id }) => _id === wanted);
  if (said['variationId'] !== undefined)
    return place(said['variationId']) < 0 ? 'unknown variation' : { variation: place(said['variationId']) };
  const weights = Object.entries((said['rolloutWeights'] ?? {}) as Record<string, number>);
  if (weights.some(([each]) => place(each) < 0)) return 'unknown variation';
  if (weights.reduce((sum, [, weight]) => sum + weight, 0) !== 100_000) return 'rollout weights must add up to 100000';
  const shares = weights.map(([each, weight]) => ({ variation: place(each), weight }));
  return {
    rollout: { variations: shares.toSorted((one, other) => one.variation - other.variation), contextKind: 'user' },
  };
}

function problem(status: number, code: string, message: string): JsonAnswer {
  return { status, body: { code, message } };
}
