import type { Person } from '../../src/domain/request.ts';

/** Those of the tests' releases: aoi asks, mika approves, ren comes by. */
export const aoi: Person = { id: 'U0AOI', name: 'aoi' };
export const mika: Person = { id: 'U0MIKA', name: 'mika' };
export const ren: Person = { id: 'U0REN', name: 'ren' };
