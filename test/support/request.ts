import type { Request } from '../../src/domain/request.ts';
import { aoi } from './people.ts';

/** Aoi asks for checkout 2.4.1 in production. */
export function exampleRequest(change: Partial<Request> = {}): Request {
  return {
    by: aoi,
    service: 'checkout',
    version: '2.4.1',
    environment: 'production',
    strategy: null,
    reason: null,
    key: 'k',
    channel: null,
    backwards: false,
    ...change,
  };
}
