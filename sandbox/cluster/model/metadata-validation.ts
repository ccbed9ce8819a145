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

/** Checks name, labels and finalizers. */
export function checkMetadata(type: ResourceType, object: KubeObject, live: KubeObject | undefined): StatusCause[] {
  const { name, labels, finalizers, deletionTimestamp } = object.metadata;
  const causes: StatusCause[] = [];
  const trouble = nameTrouble(type, name);
  if (name === '') causes.push(required('metadata.name', 'name or generateName is required'));
  else if (trouble !== undefined) causes.push(badValue('metadata.name', name, trouble));
  for (const [key, value] of Object.entries(labels ?? {})) causes.push(...labelCauses(key, value));
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
  const causes: StatusCause[] = [];
  const name = key.slice(key.lastIndexOf('/') + 1);
  if (name.length > 63 || !new RegExp(`^${KEY}$`).test(name)) {
    const why = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${KEY}')`;
    causes.push(badValue('metadata.labels', key, why));
  }
  if (value.length > 63) causes.push(badValue('metadata.labels', value, 'must be no more than 63 bytes'));
  else if (!new RegExp(`^${VALUE}$`).test(value)) {
    const why = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${VALUE}')`;
    causes.push(badValue('metadata.labels', value, why));
  }
  return causes;
}
