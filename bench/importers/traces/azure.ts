/**
 * Azure's LLM inference traces (Azure/AzurePublicDataset, AzureLLMInferenceDataset2023.md and …2024.md): CSV, the invocation time as a date to
 * 100 ns (2023) or 1 µs with a zone (2024), and the tokens of prompt and answer. They have no text.
 */
import { delimitedReader, tokensIn } from './delimited-row.ts';
import { writtenMoment } from './written-moment.ts';

export const azure = delimitedReader({
	format: 'azure',
	required: ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens'],
	read: (cells) => {
		const moment = writtenMoment(cells['TIMESTAMP'] ?? '');
		if (typeof moment === 'string') {
			return { problem: { path: 'column "TIMESTAMP"', message: moment } };
		}
		const inputTokens = tokensIn(cells, 'ContextTokens');
		if (typeof inputTokens !== 'number') return inputTokens;
		const outputTokens = tokensIn(cells, 'GeneratedTokens');
		if (typeof outputTokens !== 'number') return outputTokens;
		return {
			row: { ...moment, inputTokens, outputTokens, prefix: null, session: null, item: null }
		};
	}
});
