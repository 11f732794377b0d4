/** What a page is sent: a case with everything in it, small enough to come with it. */
import { expect, it } from 'vitest';
import { decide } from '#bench/economics/case/decide.ts';
import { weeklyCase } from '../../perf/priced-cases.ts';

it('a case with two hosts, rented nodes by the hour, own servers and a router is sent whole, and in less than 64 kB', async () => {
	const { costCase } = await weeklyCase();
	const text = JSON.stringify(costCase);
	expect(text.length).toBeLessThan(64_000);
	const received = JSON.parse(text) as typeof costCase;
	expect(received).toStrictEqual(costCase);
	expect(decide(received, 'quick')).toStrictEqual(decide(costCase, 'quick'));
});
