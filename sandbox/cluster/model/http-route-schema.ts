import type { Dict } from './types.ts';

const slash = { type: 'PathPrefix', value: '/' };
const service = open({ group: { default: '' }, kind: { default: 'Service' } });
const exact = { items: open({ type: { default: 'Exact' } }) };
const filters = {
  items: open({ requestMirror: open({ backendRef: service, fraction: open({ denominator: { default: 100 } }) }) }),
};

const match = open({
  path: { ...open({ type: { default: slash.type }, value: { default: slash.value } }), default: slash },
  headers: exact,
  queryParams: exact,
});

const rule = open({
  matches: { items: match, default: [{ path: slash }] },
  backendRefs: { items: open({ ...propertiesOf(service), weight: { default: 1 }, filters }) },
  filters,
});

/** Of the schema of HTTPRoute (Gateway API 1.6) what fills something in, which implementations rely on. */
export const httpRouteSchema: Dict = {
  type: 'object',
  ...open({
    spec: open({
      parentRefs: { items: open({ group: { default: 'gateway.networking.k8s.io' }, kind: { default: 'Gateway' } }) },
      rules: { items: rule, default: [{ matches: [{ path: slash }] }] },
    }),
  }),
};

/** An object with any other members besides. */
function open(properties: Dict): Dict {
  return { properties, 'x-kubernetes-preserve-unknown-fields': true };
}

function propertiesOf(schema: Dict): Dict {
  return schema['properties'] as Dict;
}
