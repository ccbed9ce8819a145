import type { StatusCause } from './errors.ts';
import { asArray, asDict, equal, isDict } from './json.ts';
import { badValue, required } from './metadata-validation.ts';
import type { Dict, KubeObject } from './types.ts';

/** The members that every object has, whatever its schema says. */
const ENVELOPE = new Set(['apiVersion', 'kind', 'metadata']);

/** Violations of an OpenAPI v3 schema: types, required members, enums, bounds, patterns. */
export function schemaCauses(schema: Dict, object: KubeObject): StatusCause[] {
  return check(schema, object, '');
}

/** Removes members that a structural schema does not know, as the API server does for custom resources. */
export function pruneUnknown(schema: Dict, object: KubeObject): KubeObject {
  return prune(schema, object, true) as KubeObject;
}

/** Paths of the members that a structural schema does not know, as the API server names them: `spec.steps[0].size`. */
export function unknownFields(schema: Dict, object: KubeObject): string[] {
  return unknownIn(schema, object, '');
}

function unknownIn(schema: Dict, value: unknown, path: string): string[] {
  if (Array.isArray(value)) {
    const items = schema['items'];
    return isDict(items) ? value.flatMap((item, index) => unknownIn(items, item, `${path}[${index}]`)) : [];
  }
  if (!isDict(value)) return [];
  const { known, isOpen } = membersOf(schema);
  return Object.entries(value).flatMap(([key, member]) => {
    if (path === '' && ENVELOPE.has(key)) return [];
    const at = path === '' ? key : `${path}.${key}`;
    const found = known(key);
    if (found !== undefined) return unknownIn(found, member, at);
    return isOpen ? [] : [at];
  });
}

/** What an object's schema says of its members: of one by name, and whether others may be there. */
function membersOf(schema: Dict) {
  const properties = asDict(schema['properties']);
  const others = schema['additionalProperties'];
  return {
    known: (key: string) => [properties[key], others].find(isDict),
    isOpen: schema['x-kubernetes-preserve-unknown-fields'] === true || others === true,
  };
}

function prune(schema: Dict, value: unknown, root: boolean): unknown {
  if (Array.isArray(value)) {
    const items = schema['items'];
    return isDict(items) ? value.map((item) => prune(items, item, false)) : value;
  }
  if (!isDict(value)) return value;
  const { known, isOpen } = membersOf(schema);
  const result: Dict = {};
  for (const [key, member] of Object.entries(value)) {
    const found = known(key);
    if (root && ENVELOPE.has(key)) result[key] = member;
    else if (found !== undefined) result[key] = prune(found, member, false);
    else if (isOpen) result[key] = member;
  }
  return result;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
}

function check(schema: Dict, value: unknown, path: string): StatusCause[] {
  const wanted = schema['type'];
  const actual = typeOf(value);
  if (value === null && schema['nullable'] === true) return [];
  if (schema['x-kubernetes-int-or-string'] === true) return [];
  if (typeof wanted === 'string' && wanted !== actual && !(wanted === 'number' && actual === 'integer')) {
    const message = `Invalid value: "${actual}": ${path} in body must be of type ${wanted}: "${actual}"`;
    return [{ reason: 'FieldValueTypeInvalid', message, field: path === '' ? '<nil>' : path }];
  }
  if (Array.isArray(value)) return checkItems(schema, value, path);
  return isDict(value) ? checkMembers(schema, value, path) : checkScalar(schema, value, path);
}

function checkItems(schema: Dict, value: unknown[], path: string): StatusCause[] {
  const causes: StatusCause[] = [];
  const { minItems, maxItems } = schema as { minItems?: number; maxItems?: number };
  if (minItems !== undefined && value.length < minItems) {
    causes.push(badValue(path, value.length, `${path} in body should have at least ${minItems} items`));
  }
  if (maxItems !== undefined && value.length > maxItems) {
    causes.push(badValue(path, value.length, `must have at most ${maxItems} items`));
  }
  const items = schema['items'];
  if (isDict(items)) causes.push(...value.flatMap((item, index) => check(items, item, `${path}[${index}]`)));
  return causes;
}

function checkMembers(schema: Dict, value: Dict, path: string): StatusCause[] {
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const missing = asArray(schema['required'])
    .map(String)
    .filter((key) => value[key] === undefined)
    .map((key) => required(at(key)));
  const properties = asDict(schema['properties']);
  const others = schema['additionalProperties'];
  const nested = Object.entries(value).flatMap(([key, member]) => {
    if (path === '' && ENVELOPE.has(key)) return [];
    const known = properties[key] ?? others;
    return isDict(known) && member !== undefined ? check(known, member, at(key)) : [];
  });
  return [...missing, ...nested];
}

function checkScalar(schema: Dict, value: unknown, path: string): StatusCause[] {
  const choices = schema['enum'];
  if (Array.isArray(choices) && !choices.some((choice) => equal(choice, value))) {
    const known = choices.map((choice) => JSON.stringify(choice)).join(', ');
    const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${known}`;
    return [{ reason: 'FieldValueNotSupported', message, field: path }];
  }
  const { minimum, maximum, pattern } = schema as { minimum?: number; maximum?: number; pattern?: string };
  if (typeof value === 'number' && minimum !== undefined && value < minimum) {
    return [badValue(path, value, `${path} in body should be greater than or equal to ${minimum}`)];
  }
  if (typeof value === 'number' && maximum !== undefined && value > maximum) {
    return [badValue(path, value, `${path} in body should be less than or equal to ${maximum}`)];
  }
  if (typeof value === 'string' && pattern !== undefined && !new RegExp(pattern).test(value)) {
    return [badValue(path, value, `${path} in body should match '${pattern}'`)];
  }
  return [];
}
