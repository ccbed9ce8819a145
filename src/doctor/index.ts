export type { CheckResult } from './check.ts';
export { type Circumstances, examineWorld } from './open.ts';

export { renderFindings } from './render.ts';
export { neededScopes } from './scopes.ts';
