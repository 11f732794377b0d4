/** Finds the JSON object in an answer, in time linear in its length. */
import { isObject, parseJson } from '#core/json.ts';

/** Where the object was: the whole answer, a fenced block, inside prose, or nowhere. */
export type FoundJson =
	| { how: 'pure' | 'fenced' | 'embedded'; value: Record<string, unknown> }
	| { how: 'none'; value: null };

/** Beginnings of an object that are tried inside prose; a bound on work, far above what a usable answer needs. */
const maxAttempts = 16;

/** The index after the brace that closes the object at `start`; null where it never closes. */
const endOfObject = (text: string, start: number): number | null => {
	let depth = 0;
	let inString = false;
	for (let i = start; i < text.length; i++) {
		const char = text[i];
		if (inString) {
			if (char === '\\') i++;
			else if (char === '"') inString = false;
		} else if (char === '"') inString = true;
		else if (char === '{') depth++;
		else if (char === '}' && --depth === 0) return i + 1;
	}
	return null;
};

const findFenced = (text: string): Record<string, unknown> | null => {
	let open = text.indexOf('```');
	while (open !== -1) {
		const close = text.indexOf('```', open + 3);
		const block = text.slice(open + 3, close === -1 ? text.length : close);
		const start = block.indexOf('{');
		if (start !== -1 && /^\s*\w*\s*$/u.test(block.slice(Math.max(0, start - 80), start))) {
			const value = parseJson(block.slice(start));
			if (isObject(value)) return value;
		}
		if (close === -1) return null;
		open = text.indexOf('```', close + 3);
	}
	return null;
};

const findEmbedded = (text: string): Record<string, unknown> | null => {
	// Only a brace that is followed by a key or closes at once can begin a JSON object.
	const beginning = /\{(?=\s{0,200}["}])/gu;
	for (let attempt = 0; attempt < maxAttempts; attempt++) {
		const match = beginning.exec(text);
		if (match === null) return null;
		const end = endOfObject(text, match.index);
		if (end === null) continue;
		const value = parseJson(text.slice(match.index, end));
		if (isObject(value)) return value;
	}
	return null;
};

/** The first JSON object of an answer: the answer itself, else a fenced block, else one inside prose. */
export const findJson = (text: string): FoundJson => {
	const trimmed = text.replace(/^\uFEFF/u, '').trim();
	if (trimmed.startsWith('{')) {
		const value = parseJson(trimmed);
		if (isObject(value)) return { how: 'pure', value };
	}
	const fenced = findFenced(trimmed);
	if (fenced !== null) return { how: 'fenced', value: fenced };
	const embedded = findEmbedded(trimmed);
	if (embedded !== null) return { how: 'embedded', value: embedded };
	return { how: 'none', value: null };
};
