import { createMemoryStore } from '../../../src/store/memory-store.ts';
import { storeSuite } from './suite.ts';

storeSuite('memory', async () => createMemoryStore());
