import { describe, expect, it } from 'vitest';
import { errorOfAnswer } from '../../../src/platform/kube/errors.ts';

const answered = (message: string) =>
  errorOfAnswer('update Deployment shop/web', {
    status: 422,
    headers: {},
    body: JSON.stringify({ kind: 'Status', message }),
  });

describe('what the API server says of an object that it does not take', () => {
  it('is told without the values of its environment', () => {
    const said = 'spec is invalid: Invalid value: EnvVar{Name:"DB_PASSWORD", Value:"hunter22"}: field is immutable.';
    expect(answered(said).message).toBe(
      'update Deployment shop/web: spec is invalid: Invalid value: EnvVar{Name:"DB_PASSWORD", Value:…}: field is immutable',
    );
  });

  it('is no longer than anybody reads', () => {
    expect(answered('x'.repeat(100_000)).message.length).toBeLessThan(5000);
  });
});
