export { type FlagService, flagService, type RunningUnleash, tokenEnv } from './flag-service.ts';
export { type JsonAnswer, type JsonRequest, startJsonServer } from './json-server.ts';
export { fetchUnleash, type UnleashPrograms, unleashPrograms } from './program.ts';
export { startUnleash, type UnleashServer } from './server.ts';
export { startSmallUnleash } from './small.ts';
