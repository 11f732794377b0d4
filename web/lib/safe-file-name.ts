/** Names of files that people save. */

/** Longest name, characters: what file systems take, with room for what a browser adds to a second file of the same name. */
const longest = 120;

/** What Windows takes for a device, whatever its ending. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/iu;

/**
 * The name in letters, digits, dots and dashes, so that it is one file in the folder that was chosen, on every system: no path, nothing hidden, no
 * dot or dash at its ends. The ending stays where the name is cut.
 */
export const safeFileName = (name: string): string => {
	const plain = name.replaceAll(/[^a-z\d._-]+/giu, '-').replaceAll(/\.{2,}/gu, '.');
	const [, stem = plain, ending = ''] = /^(.*)(\.[a-z\d]{1,8})$/iu.exec(plain) ?? [];
	const trimmed = stem
		.replaceAll(/^[^a-z\d]+/giu, '')
		.slice(0, longest - ending.length)
		.replaceAll(/[^a-z\d]+$/giu, '');
	return `${device.test(trimmed) ? 'file-' : ''}${trimmed === '' ? 'file' : trimmed}${ending}`;
};
