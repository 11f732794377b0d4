import { describe, expect, it } from 'vitest';
import { errorChecks } from '#bench/commands/probe/checks/error-checks.ts';
import { exchangeOf, findingsOf } from './support/exchange-of.ts';

const stopText = (text: string, finishReason: string) => {
	const findings = findingsOf([exchangeOf('stop', { content: text }, finishReason)]);
	const check = errorChecks.map((each) => each(findings)).find(({ id }) => id === 'stop-text');
	if (!check) throw new Error('there is no check of stop texts');
	return check;
};

describe('the check of a stop text', () => {
	it('is fine where the answer ends before it', () => {
		expect(stopText('A B C D E F G H I J K L ', 'stop').status).toBe('ok');
	});

	it('tells an answer that holds the text at which it stopped from one that went on behind it', () => {
		const kept = stopText('A B C D E F G H I J K L M', 'stop');
		expect(kept).toMatchObject({
			status: 'differs',
			came: 'It stopped at "M", with the reason "stop", and that stands at the end of the answer.'
		});
		expect(kept.means).toMatch(/Answers hold the text at which they stop/u);
		const ignored = stopText('A B C D E F G H I J K L M N O P', 'stop');
		expect(ignored.came).toMatch(/^The answer went on behind "M"/u);
		expect(ignored.means).toMatch(/ignored/u);
		// Cut off at its limit, by chance behind that letter: it did not stop there.
		expect(stopText('A B C D E F G H I J K L M', 'length').came).toMatch(/^The answer went on/u);
	});
});
