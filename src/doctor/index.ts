export { examineWorld } from './open.ts';
