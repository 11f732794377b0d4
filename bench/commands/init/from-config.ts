/** How a config names a file. */
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

/** `./models/x.gguf` for what lies below the folder of the config; the whole path for anything else. */
export const fromConfig = (path: string, configFile: string): string => {
	const whole = resolve(path);
	const below = relative(resolve(dirname(configFile)), whole);
	return below === '' || below.startsWith('..') || isAbsolute(below)
		? whole
		: `./${below.split(sep).join('/')}`;
};
