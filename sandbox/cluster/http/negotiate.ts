import { type ApiError, notAcceptable } from '../model/errors.ts';
import { asDict, isDict } from '../model/json.ts';

/** In which form a client takes objects: whole, or only their metadata, which is cheap to watch for every kind there is. */
export type Form =
  | { kind: 'whole' }
  | { kind: 'metadata'; as: 'PartialObjectMetadata' | 'PartialObjectMetadataList'; apiVersion: string };

const group = 'meta.k8s.io';
const versions = ['v1', 'v1beta1'];

/**
 * The first form of an Accept header that is served here; protobuf and tables are passed over, as clients name plain
 * JSON after them. Throws 406 where nothing is left.
 */
export function negotiate(accept: string | undefined): Form {
  if (accept === undefined || accept.trim() === '') return { kind: 'whole' };
  for (const clause of accept.split(',')) {
    const form = formOf(clause);
    if (form !== undefined) return form;
  }
  throw notAcceptable('only the following media types are accepted: application/json');
}

function formOf(clause: string): Form | undefined {
  const [type = '', ...rest] = clause.split(';').map((part) => part.trim());
  if (!['application/json', 'application/*', '*/*'].includes(type)) return undefined;
  const parameters = new Map(rest.map((part) => part.split('=', 2) as [string, string]));
  const as = parameters.get('as');
  if (as === undefined) return { kind: 'whole' };
  if (as !== 'PartialObjectMetadata' && as !== 'PartialObjectMetadataList') return undefined;
  const version = parameters.get('v') ?? '';
  if (parameters.get('g') !== group || !versions.includes(version)) return undefined;
  return { kind: 'metadata', as, apiVersion: `${group}/${version}` };
}

/** An object or a list in the form that was asked for; a Status stays as it is. Throws 406 for one where the other was asked for. */
export function inForm(form: Form, body: unknown): unknown {
  if (form.kind === 'whole' || !isDict(body) || body['kind'] === 'Status') return body;
  const { items } = body;
  const wanted = Array.isArray(items) ? 'PartialObjectMetadataList' : 'PartialObjectMetadata';
  if (form.as !== wanted) throw mismatch(form.as, Array.isArray(items));
  const metadata = asDict(body['metadata']);
  const { apiVersion } = form;
  if (!Array.isArray(items)) return { kind: 'PartialObjectMetadata', apiVersion, metadata };
  const partial = items.map((item) => ({
    kind: 'PartialObjectMetadata',
    apiVersion,
    metadata: asDict(item)['metadata'],
  }));
  return { kind: 'PartialObjectMetadataList', apiVersion, metadata, items: partial };
}

function mismatch(as: string, isList: boolean): ApiError {
  return notAcceptable(`you requested ${as}, but the requested object is ${isList ? 'a list' : 'not a list'}`);
}
