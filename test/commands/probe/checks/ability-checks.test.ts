/** What a probe says of abilities where answers were cut off or empty, as those of models that think are. */
import { describe, expect, it } from 'vitest';
import type { ProbeCheck } from '#core/probe.ts';
import { abilityChecks } from '#bench/commands/probe/checks/ability-checks.ts';
import type { Exchange } from '#bench/commands/probe/exchange.ts';
import { exchangeOf, findingsOf } from './support/exchange-of.ts';

const checked = (id: string, ...exchanges: Exchange[]): ProbeCheck => {
	const findings = findingsOf(exchanges);
	const found = abilityChecks.map((check) => check(findings)).find((check) => check.id === id);
	if (!found) throw new Error(`there is no check ${id}`);
	return found;
};

const thinking = { content: '', reasoning_content: 'The user wants the weather, so' };

describe('the checks of abilities', () => {
	it.each([
		['tool-call', 'tool'],
		['forced-tool', 'forced-tool'],
		['json-schema', 'json']
	] as const)('%s says nothing of an answer that was all thinking until its limit', (check, id) => {
		const found = checked(check, exchangeOf(id, thinking, 'length'));
		expect(found.status).toBe('failed');
		expect(found.came).toMatch(/cut off at its limit of 64 tokens, before any of it could be seen/);
		expect(found.means).toMatch(/less thinking/);
	});

	it('calls a demand ignored where a whole answer came without the tool', () => {
		const found = checked('forced-tool', exchangeOf('forced-tool', { content: 'Hello!' }, 'stop'));
		expect(found).toMatchObject({ status: 'missing' });
		expect(found.means).toMatch(/demand is ignored/);
	});

	it('does not call two answers the same that hold no text', () => {
		const pair = (message: object, finish: string): ProbeCheck =>
			checked(
				'determinism',
				exchangeOf('repeat-1', message, finish),
				exchangeOf('repeat-2', message, finish)
			);
		expect(pair(thinking, 'length').status).toBe('failed');
		expect(pair({ content: '' }, 'stop')).toMatchObject({
			status: 'failed',
			came: 'Neither answer holds any text, which shows nothing.'
		});
		// Counting that was cut off has text to compare.
		expect(pair({ content: '1 2 3' }, 'length').status).toBe('ok');
	});
});
