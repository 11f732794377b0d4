/** Names of accounts, which stand in addresses of nothing but in lists, logs and on the page. */
import { BenchError } from '../errors.ts';

/** An email address is one too. */
const pattern = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,99}$/u;

/** The name as it is stored: in small letters, since nobody remembers which were large. Throws `E_USAGE` for what is no name. */
export const accountName = (text: string): string => {
	const name = text.trim().normalize('NFKC').toLowerCase();
	if (pattern.test(name)) return name;
	throw new BenchError('E_USAGE', `"${text.slice(0, 120)}" is no name of an account`, {
		hint: 'Take letters, digits and . _ @ + - up to 100 characters, such as ines or ines@example.com.'
	});
};
