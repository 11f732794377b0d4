/**
 * Mooncake's traces (kvcache-ai/Mooncake, FAST25-release/README.md and its traces): JSON Lines, ms from the beginning, lengths in tokens, and
 * the ids of the blocks of 512 tokens of the prompt. The hash of a block stands for all before it as well.
 */
import { jsonReader, msAt, prefixAt, tokensAt } from './json-row.ts';

export const mooncake = jsonReader({
	format: 'mooncake',
	example: '{"timestamp": 27482, "input_length": 955, "output_length": 52, "hash_ids": [46, 47]}',
	known: ['timestamp', 'input_length', 'output_length', 'hash_ids'],
	recognisedBy: ['input_length', 'output_length', 'hash_ids'],
	read: (fields) => {
		const moment = msAt(fields, 'timestamp');
		if ('problem' in moment) return moment;
		const inputTokens = tokensAt(fields, 'input_length');
		if (typeof inputTokens !== 'number') return inputTokens;
		const outputTokens = tokensAt(fields, 'output_length');
		if (typeof outputTokens !== 'number') return outputTokens;
		const prefix = prefixAt(fields, 'hash_ids', inputTokens);
		if (prefix !== null && 'problem' in prefix) return prefix;
		return {
			row: { ...moment, inputTokens, outputTokens, prefix, session: null, item: null }
		};
	}
});
