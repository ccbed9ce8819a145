export {
  type Catalogue,
  type ClusterSettings,
  type EnvironmentEntry,
  environmentsOf,
  type Found,
  findEnvironment,
  findService,
  findStrategy,
  type ServiceEntry,
  targetOf,
} from './catalogue.ts';
export {
  type EnvironmentRead,
  type EnvironmentSettings,
  readEnvironment,
  type SlackSettings,
  secretValues,
} from './environment.ts';
export { type CatalogueReader, createCatalogueReader, InvalidCatalogue, type Loaded, loadCatalogue } from './load.ts';
export { type Problem, renderProblems } from './problems.ts';
export { catalogueJsonSchema, catalogueReference, environmentReference } from './reference.ts';
export type { ProviderSchemas } from './schema.ts';
export { formatDuration, parseDuration } from './units.ts';
export { type CatalogueHolder, type CatalogueWatch, createCatalogueHolder, watchCatalogue } from './watch.ts';
