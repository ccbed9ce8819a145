import type { StatusCause } from './errors.ts';
import type { KubeObject, ResourceType } from './types.ts';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const VALUE = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';
const KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

/** A cause of kind FieldValueInvalid. */
export function badValue(field: string, value: unknown, why: string): StatusCause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field };
}

/** A cause of kind FieldValueRequired. */
export function required(field: string, why = ''): StatusCause {
  return { reason: 'FieldValueRequired', message: `Required value${why === '' ? '' : `: ${why}`}`, field };
}

/** A cause of kind FieldValueForbidden. */
export function forbiddenField(field: string, why: string): StatusCause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field };
}

/** Checks name, labels, annotations and finalizers. */
export function checkMetadata(type: ResourceType, object: KubeObject, live: KubeObject | undefined): StatusCause[] {
  const { name, labels, annotations, finalizers, deletionTimestamp } = object.metadata;
  const causes: StatusCause[] = [];
  const trouble = nameTrouble(type, name);
  if (name === '') causes.push(required('metadata.name', 'name or generateName is required'));
  else if (trouble !== undefined) causes.push(badValue('metadata.name', name, trouble));
  for (const [key, value] of Object.entries(labels ?? {})) causes.push(...labelCauses(key, value));
  for (const key of Object.keys(annotations ?? {})) causes.push(...keyCauses('metadata.annotations', key));
  const added = (finalizers ?? []).filter((finalizer) => !live?.metadata.finalizers?.includes(finalizer));
  if (live !== undefined && deletionTimestamp !== undefined && added.length > 0) {
    const why = `no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`;
    causes.push(forbiddenField('metadata.finalizers', why));
  }
  return causes;
}

function nameTrouble(type: ResourceType, name: string): string | undefined {
  const matches = (pattern: string, most: number): boolean =>
    name.length <= most && new RegExp(`^${pattern}$`).test(name);
  if (type.group === 'rbac.authorization.k8s.io') return name.includes('/') ? "may not contain '/'" : undefined;
  if (type.kind === 'Service' && type.group === '') {
    return matches(LABEL_1035, 63)
      ? undefined
      : `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${LABEL_1035}')`;
  }
  if (type.kind === 'Namespace' && type.group === '') {
    return matches(LABEL, 63)
      ? undefined
      : `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`;
  }
  return matches(SUBDOMAIN, 253)
    ? undefined
    : `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`;
}

function labelCauses(key: string, value: string): StatusCause[] {
  const causes = keyCauses('metadata.labels', key);
  if (value.length > 63) causes.push(badValue('metadata.labels', value, 'must be no more than 63 bytes'));
  else if (!new RegExp(`^${VALUE}$`).test(value)) {
    const why = `a valid label must be an empty string or consist of ${characters} (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${VALUE}')`;
    causes.push(badValue('metadata.labels', value, why));
  }
  return causes;
}

const characters = "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const keyExamples = `(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${KEY}')`;

/** Keys of labels and annotations: a name, perhaps after a domain and a slash. */
function keyCauses(field: string, key: string): StatusCause[] {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  const wrong = (why: string) => badValue(field, key, why);
  if (more.length > 0) {
    const form = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [wrong(`a valid label key must consist of ${characters} ${keyExamples} ${form}`)];
  }
  const causes: StatusCause[] = [];
  if (prefix === '') causes.push(wrong('prefix part must be non-empty'));
  else if (prefix !== undefined && !new RegExp(`^${SUBDOMAIN}$`).test(prefix.toLowerCase())) {
    causes.push(wrong(`prefix part a lowercase RFC 1123 subdomain must consist of lower case ${characters}`));
  }
  if (name === '') causes.push(wrong('name part must be non-empty'));
  else if (name.length > 63) causes.push(wrong('name part must be no more than 63 bytes'));
  if (!new RegExp(`^${KEY}$`).test(name)) causes.push(wrong(`name part must consist of ${characters} ${keyExamples}`));
  return causes;
}
