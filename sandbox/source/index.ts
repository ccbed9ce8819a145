export { startGithub } from './github.ts';
export { startGitlab } from './gitlab.ts';
export type { History, SandboxCommit } from './history.ts';
export type { CodeHost, CodeHostOptions } from './server.ts';
