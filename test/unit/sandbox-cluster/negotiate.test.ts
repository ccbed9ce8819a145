import { describe, expect, it } from 'vitest';
import { inForm, negotiate } from '../../../sandbox/cluster/http/negotiate.ts';
import { ApiError } from '../../../sandbox/cluster/model/errors.ts';

const meta = 'g=meta.k8s.io;v=v1';
const metadata = { name: 'a', labels: { b: 'c' } };

describe('the form in which the sandbox cluster answers', () => {
  it.each([
    [undefined, 'whole'],
    ['', 'whole'],
    ['*/*', 'whole'],
    ['application/json;stream=watch', 'whole'],
    ['application/vnd.kubernetes.protobuf,application/json', 'whole'],
    // kubectl, for what it prints
    ['application/json;as=Table;v=v1;g=meta.k8s.io,application/json', 'whole'],
    // client-go's metadata client
    [
      `application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;${meta},application/json;as=PartialObjectMetadata;${meta},application/json`,
      'metadata',
    ],
    [`application/json; as=PartialObjectMetadataList; v=v1beta1; g=meta.k8s.io`, 'metadata'],
  ])('%s: %s', (accept, kind) => {
    expect(negotiate(accept).kind).toBe(kind);
  });

  it.each([
    'application/vnd.kubernetes.protobuf',
    'application/json;as=Table;v=v1;g=meta.k8s.io',
    'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v9',
    'application/json;as=PartialObjectMetadata;g=example.com;v=v1',
    'text/html',
  ])('refuses %s with 406', (accept) => {
    expect(() => negotiate(accept)).toThrow(
      expect.toSatisfy((error) => error instanceof ApiError && error.body.code === 406),
    );
  });

  it('leaves a refusal as it is', () => {
    const form = negotiate(`application/json;as=PartialObjectMetadata;${meta}`);
    const status = { kind: 'Status', metadata: {}, code: 404 };
    expect(inForm(form, status)).toBe(status);
    expect(inForm(form, { kind: 'Pod', metadata, spec: {} })).toEqual({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
    });
  });
});
