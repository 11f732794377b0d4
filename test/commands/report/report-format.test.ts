/** In which form a report is written. */
import { expect, it } from 'vitest';
import { chosenFormat, type AskedFormat } from '#bench/commands/report/report-format.ts';

it('is what is named, else what the ending says, else HTML', () => {
	const cases: [AskedFormat, ReturnType<typeof chosenFormat>][] = [
		[{ html: 'a' }, { format: 'html', file: 'a' }],
		[{ output: 'a.MD' }, { format: 'md', file: 'a.MD' }],
		[{ output: 'a.csv' }, { format: 'csv', file: 'a.csv' }],
		[
			{ output: 'a.json', format: 'json' },
			{ format: 'json', file: 'a.json' }
		],
		[
			{ output: 'a.txt', format: 'md' },
			{ format: 'md', file: 'a.txt' }
		],
		[{ output: 'a.txt' }, { format: 'html', file: 'a.txt' }],
		[{ format: 'csv' }, { format: 'csv', file: null }]
	];
	for (const [asked, chosen] of cases) expect(chosenFormat(asked)).toStrictEqual(chosen);
});

it('is refused where it contradicts itself, or HTML has no file', () => {
	const cases: [AskedFormat, RegExp][] = [
		[{}, /say what to write/u],
		[{ format: 'html' }, /say what to write/u],
		[{ html: 'a', output: 'b' }, /both name a file/u],
		[{ html: 'a', format: 'md' }, /--format asks for md/u],
		[{ output: 'a.csv', format: 'json' }, /ends as csv/u]
	];
	for (const [asked, expected] of cases) {
		expect(() => chosenFormat(asked)).toThrow(
			expect.objectContaining({
				code: 'E_USAGE',
				message: expect.stringMatching(expected) as string
			})
		);
	}
});
