/**
 * A path of this site to go to after signing in; anything else could lead away from it. Browsers drop tabs and line ends within an address and read a
 * backslash as a slash, and no header takes what is not ASCII: an address as a browser sends it has nothing of these.
 */
export const localPath = (text: unknown): string =>
	typeof text === 'string' && /^\/(?!\/)[!-[\]-~]*$/u.test(text) ? text : '/';
