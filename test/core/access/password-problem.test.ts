import fc from 'fast-check';
import { expect, test } from 'vitest';
import { passwordProblem } from '#core/access/password-problem.ts';

test('A password of four words that do not belong together is taken.', () => {
	expect(passwordProblem('lantern gravel otter mosaic', 'ines')).toBeNull();
});

test.each(['', 'short', 'fourteen-chars'])('"%s" is too short.', (password) => {
	expect(passwordProblem(password, 'ines')).toContain('15 or more');
});

test.each([
	'passwordpassword',
	'Password12345678',
	'qwertyuiop123456',
	'aaaaaaaaaaaaaaaaaaaa',
	'correct horse battery staple',
	'ines.admin.secret.1',
	'1234567890123456'
])('"%s" is guessed first.', (password) => {
	expect(passwordProblem(password, 'ines')).toContain('guessed first');
});

test('Whatever is shorter than 15 characters or longer than 256 is refused.', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 400 }), (password) => {
			const isFit = password.length >= 15 && password.length <= 256;
			const problem = passwordProblem(password, 'ines');
			expect(isFit ? 'fit' : problem).not.toBeNull();
			if (!isFit) expect(problem).toMatch(/^the password has \d+ characters; /u);
		})
	);
});
