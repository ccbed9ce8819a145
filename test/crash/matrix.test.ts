import { matrix } from './matrix/matrix.ts';

matrix();
