/** Counts tokens as a model does. What counts them is large, and is loaded only where it is asked for. */
import { readFile } from 'node:fs/promises';
import { BenchError, errorMessage } from '#core/errors.ts';

export interface Tokeniser {
	/** For messages. */
	name: string;
	/** Tokens of a text alone, without those that begin or end a sequence. */
	count: (text: string) => number;
}

/** Encodings of OpenAI's models, as tiktoken names them. */
export const encodingNames = ['o200k_base', 'o200k_harmony', 'cl100k_base'] as const;
export type EncodingName = (typeof encodingNames)[number];

const encodings: Record<EncodingName, () => Promise<{ countTokens: (text: string) => number }>> = {
	o200k_base: () => import('gpt-tokenizer/encoding/o200k_base'),
	o200k_harmony: () => import('gpt-tokenizer/encoding/o200k_harmony'),
	cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base')
};

/** The encoding of a model of OpenAI by its name, as tiktoken's model.py maps them; null for any other model. */
export const encodingOfModel = (model: string): EncodingName | null => {
	const name = model.split('/').at(-1) ?? model;
	if (/^gpt-oss/u.test(name)) return 'o200k_harmony';
	if (/^(?:gpt-(?:4o|4\.1|4\.5|5)|chatgpt-4o|o[134](?:-|$))/u.test(name)) return 'o200k_base';
	return /^gpt-(?:4|3\.5)(?:-|$)/u.test(name) ? 'cl100k_base' : null;
};

const hint = `Give the tokenizer.json of the model, or one of ${encodingNames.join(', ')}.`;

const isEncoding = (name: string): name is EncodingName =>
	(encodingNames as readonly string[]).includes(name);

const ofFile = async (file: string): Promise<Tokeniser> => {
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch (cause) {
		throw new BenchError('E_FILE', `the tokenizer ${file} cannot be read: ${errorMessage(cause)}`, {
			hint,
			cause
		});
	}
	const { Tokenizer } = await import('@huggingface/tokenizers');
	try {
		const tokenizer = new Tokenizer(JSON.parse(text) as object, {});
		const count = (each: string): number =>
			tokenizer.encode(each, { add_special_tokens: false }).ids.length;
		count('a text');
		return { name: file, count };
	} catch (cause) {
		throw new BenchError('E_CONFIG', `${file} is no tokenizer.json: ${errorMessage(cause)}`, {
			hint,
			cause
		});
	}
};

/**
 * The tokeniser behind the name of an encoding or the path of a tokenizer.json. Throws `E_FILE` where that cannot be read, `E_CONFIG` where it
 * is something else.
 */
export const openTokeniser = async (nameOrFile: string): Promise<Tokeniser> => {
	if (!isEncoding(nameOrFile)) return ofFile(nameOrFile);
	const { countTokens } = await encodings[nameOrFile]();
	return { name: nameOrFile, count: (text) => countTokens(text) };
};
