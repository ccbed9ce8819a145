import { badRequest } from '../model/errors.ts';
import { dig } from '../model/json.ts';
import type { Dict, KubeObject } from '../model/types.ts';

export type Predicate = (object: KubeObject) => boolean;

type Requirement = (labels: Readonly<Record<string, string>>) => boolean;

const KEY = '[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?';
const VALUE = '(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?';
const EQUALITY = new RegExp(`^(${KEY})\\s*(==|=|!=)\\s*(${VALUE})$`);
const MEMBERSHIP = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const EXISTENCE = new RegExp(`^(!?)\\s*(${KEY})$`);

/** Parses the text of a `labelSelector` parameter. Throws a 400 as the API server does. */
export function parseLabelSelector(text: string): (labels: Readonly<Record<string, string>>) => boolean {
  const requirements = splitTop(text).map((part) => parseRequirement(part, text));
  return (labels) => requirements.every((holds) => holds(labels));
}

/** Splits at commas that are not inside parentheses. */
function splitTop(text: string): string[] {
  const parts = text.match(/(?:[^,()]|\([^()]*\))+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function parseRequirement(part: string, whole: string): Requirement {
  const equality = EQUALITY.exec(part);
  if (equality) {
    const [, key = '', operator, value = ''] = equality;
    if (operator === '!=') return (labels) => labels[key] !== value;
    return (labels) => labels[key] === value;
  }
  const membership = MEMBERSHIP.exec(part);
  if (membership) {
    const [, key = '', operator, list = ''] = membership;
    const values = new Set(list.split(',').map((value) => value.trim()));
    if (operator === 'notin') return (labels) => labels[key] === undefined || !values.has(labels[key]);
    return (labels) => labels[key] !== undefined && values.has(labels[key]);
  }
  const existence = EXISTENCE.exec(part);
  if (existence) {
    const [, not, key = ''] = existence;
    return (labels) => (labels[key] === undefined) === (not === '!');
  }
  throw badRequest(`unable to parse requirement: ${part} in labelSelector ${JSON.stringify(whole)}`);
}

/** Matches a `metav1.LabelSelector` (matchLabels, matchExpressions). An empty selector matches everything. */
export function matchesSelector(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries((dig(selector, 'matchLabels') ?? {}) as Record<string, string>);
  if (!wanted.every(([key, value]) => labels[key] === value)) return false;
  const expressions = (dig(selector, 'matchExpressions') ?? []) as Dict[];
  return expressions.every((expression) => matchesExpression(expression, labels));
}

function matchesExpression(expression: Dict, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[String(expression['key'])];
  const values = (expression['values'] ?? []) as string[];
  switch (expression['operator']) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}

/** Fields that the API server can select by, besides name and namespace. */
const FIELDS: Record<string, readonly string[]> = {
  Pod: ['spec.nodeName', 'status.phase', 'status.podIP', 'spec.restartPolicy', 'spec.serviceAccountName'],
  Event: [
    'involvedObject.kind',
    'involvedObject.name',
    'involvedObject.namespace',
    'involvedObject.uid',
    'reason',
    'type',
  ],
  Namespace: ['status.phase'],
  Secret: ['type'],
  Node: ['spec.unschedulable'],
  ReplicaSet: ['status.replicas'],
  Job: ['status.successful'],
};

/** Parses the text of a `fieldSelector` parameter for a kind. Throws a 400 for fields that cannot be selected by. */
export function parseFieldSelector(text: string, kind: string): Predicate {
  const terms = text.split(',').filter((term) => term.trim() !== '');
  const predicates = terms.map((term): Predicate => {
    const match = /^\s*([^=!\s]+)\s*(==|=|!=)\s*(.*?)\s*$/.exec(term);
    if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    const [, field = '', operator, value = ''] = match;
    if (!['metadata.name', 'metadata.namespace', ...(FIELDS[kind] ?? [])].includes(field)) {
      throw badRequest(`field label not supported: ${field}`);
    }
    const path = field.split('.');
    return (object) => (String(dig(object, ...path) ?? '') === value) === (operator !== '!=');
  });
  return (object) => predicates.every((holds) => holds(object));
}

/** One predicate from both selector parameters; missing ones match everything. */
export function parseSelectors(labels: string | null, fields: string | null, kind: string): Predicate {
  const byLabels = parseLabelSelector(labels ?? '');
  const byFields = parseFieldSelector(fields ?? '', kind);
  return (object) => byLabels(object.metadata.labels ?? {}) && byFields(object);
}
