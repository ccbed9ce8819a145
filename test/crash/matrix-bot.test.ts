import { matrixOf } from './matrix/matrix.ts';

matrixOf('bot');
