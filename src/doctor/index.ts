export { type Finding, isWell } from './check.ts';
export { type Circumstances, examineWorld } from './open.ts';
export { allPermissions, type Permission } from './permissions.ts';
export { findingsJson, renderFindings } from './render.ts';
export { neededScopes, socketScope } from './scopes.ts';
