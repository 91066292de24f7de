import { version } from '../../package.json';

/** Of the console, as it is released. */
export const VERSION: string = version;
