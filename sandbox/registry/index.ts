export { mediaTypes } from './content.ts';
export type { RegistryFault, RegistryFaults } from './faults.ts';
export { registryHabits } from './habits/index.ts';
export { createImages, type Images } from './images.ts';
export { createRegistry, type Registry, type RegistryOptions } from './server.ts';
export type { ImageFormat, RegistryAuth, RepositorySpec, TagSpec } from './types.ts';
