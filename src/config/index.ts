export {
  type Catalogue,
  environmentsOf,
  findEnvironment,
  findService,
  findStrategy,
  targetOf,
} from './catalogue.ts';
export {
  readEnvironment,
  secretValues,
} from './environment.ts';
export { createCatalogueReader, InvalidCatalogue, loadCatalogue } from './load.ts';
export { type Problem, renderProblems } from './problems.ts';
export { catalogueJsonSchema, catalogueReference, environmentReference } from './reference.ts';

export { type CatalogueHolder, createCatalogueHolder } from './watch.ts';
