/** Reads a number of tokens as people write it. */
import { InvalidArgumentError } from 'commander';

/** Most tokens that are taken: far above any context window. */
const mostTokens = 1_000_000_000;

/** `131072`, `32k` (32 × 1,024) or `1m` (1,024 × 1,024), as context windows are named. */
export const parseTokens = (text: string): number => {
	const match = /^(\d{1,9})([km]?)$/i.exec(text.trim());
	const unit = { k: 1_024, m: 1_048_576 }[(match?.[2] ?? '').toLowerCase()] ?? 1;
	const tokens = Number(match?.[1]) * unit;
	if (!(tokens > 0 && tokens <= mostTokens)) {
		throw new InvalidArgumentError('expected tokens such as 32k, 131072 or 1m.');
	}
	return tokens;
};
