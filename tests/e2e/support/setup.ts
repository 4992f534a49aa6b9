import { prepare } from './linli.ts';

export default prepare;
