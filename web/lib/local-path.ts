/** A path of this site to go to after signing in; anything else could lead away from it. */
export const localPath = (text: unknown): string =>
	typeof text === 'string' && /^\/(?![/\\])/u.test(text) ? text : '/';
