/**
 * Which passwords are taken: long ones that are not among the first that anybody tries. No rules about kinds of letters: they
 * make passwords worse (NIST SP 800-63B-4, 3.1.1.2, July 2025, which also asks for 15 characters where nothing else is asked for).
 */

/** Fewest characters of a password, as a browser counts them. */
export const shortestPassword = 15;

/** Most characters: hashing a longer one would cost more than it protects. */
export const longestPassword = 256;

/** Words that stand in long passwords which are guessed first; what is left without them must be long enough to count. */
const guessedWords = [
	'password',
	'passwort',
	'passw0rd',
	'qwertyuiop',
	'qwerty',
	'qwertz',
	'letmein',
	'welcome',
	'iloveyou',
	'abcdefghijklmnopqrstuvwxyz',
	'abcdefgh',
	'abc123',
	'1q2w3e4r5t6z7u8i9o0p',
	'1q2w3e4r',
	'administrator',
	'admin',
	'correcthorsebatterystaple',
	'changeme',
	'secret',
	'breakeven',
	'1234567890',
	'0987654321',
	'12345',
	'dragon',
	'monkey',
	'football',
	'baseball',
	'sunshine',
	'princess'
];

/** Fewest different characters that must be left once guessed words are taken out. */
const fewestLeft = 5;

/** What is wrong with a new password, one sentence; null where it is taken. `accountName` may not be what it rests on. */
export const passwordProblem = (password: string, accountName: string): string | null => {
	const { length } = password;
	if (length < shortestPassword) {
		return `the password has ${String(length)} characters; take ${String(shortestPassword)} or more, such as four words that do not belong together`;
	}
	if (length > longestPassword) {
		return `the password has ${String(length)} characters; ${String(longestPassword)} are the most`;
	}
	const bare = password.toLowerCase().replaceAll(/[\s._-]/gu, '');
	const words = [accountName.toLowerCase().replaceAll(/[\s._-]/gu, ''), ...guessedWords];
	const rest = words
		.filter((word) => word.length >= 3)
		.reduce((text, word) => text.replaceAll(word, ''), bare);
	if (new Set(rest).size >= fewestLeft) return null;
	return 'the password is among those that are guessed first; take words that do not belong together';
};
