/** Where the scenarios of this project lie. */
import { fileURLToPath } from 'node:url';

export const bundledScenarios = fileURLToPath(new URL('../../scenarios/', import.meta.url));
