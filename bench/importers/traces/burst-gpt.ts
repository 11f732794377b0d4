/**
 * BurstGPT (HPMLL/BurstGPT, README.md, "Schema"): CSV, seconds from 0:00:00 of the first day, tokens of prompt and answer. An answer of 0
 * tokens is a failure there. Later files have the columns "Session ID" and "Elapsed time".
 */
import { sToMs } from '#core/units.ts';
import { cellNumber, delimitedReader, tokensIn } from './delimited-row.ts';
import { quoted } from './trace-row.ts';

export const burstGpt = delimitedReader({
	format: 'burstgpt',
	required: ['Timestamp', 'Request tokens', 'Response tokens'],
	optional: ['Model', 'Total tokens', 'Log Type', 'Session ID', 'Elapsed time'],
	read: (cells) => {
		const written = cells['Timestamp'] ?? '';
		const seconds = cellNumber(written);
		if (seconds === null || seconds < 0) {
			return {
				problem: {
					path: 'column "Timestamp"',
					message: `${quoted(written)} is no moment; expected seconds from 0`
				}
			};
		}
		const inputTokens = tokensIn(cells, 'Request tokens');
		if (typeof inputTokens !== 'number') return inputTokens;
		const outputTokens = tokensIn(cells, 'Response tokens');
		if (typeof outputTokens !== 'number') return outputTokens;
		const session = cells['Session ID']?.trim() ?? '';
		return {
			row: {
				wholeMs: sToMs(Math.trunc(seconds)),
				partMs: sToMs(seconds % 1),
				inputTokens,
				outputTokens,
				prefix: null,
				session: session === '' ? null : session,
				item: null
			}
		};
	}
});
