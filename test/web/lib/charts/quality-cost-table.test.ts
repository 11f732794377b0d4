/** Quality against cost: shares with the interval that they were measured or typed with, and what the gate says. */
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { qualityGate } from '#bench/economics/verdict/quality-gate.ts';
import { columnValues } from '#lib/charts/chart-table.ts';
import {
	qualityCostTable,
	shareInterval,
	type QualityCostPoint
} from '#lib/charts/quality-cost-table.ts';

const shareOf = (value: string, rest: Partial<Parameter> = {}): Parameter => ({
	id: 'x.acceptShare',
	label: 'share of answers that are right',
	unit: 'share',
	value,
	spread: { kind: 'fixed' },
	basis: 'user',
	source: 'typed',
	asOf: null,
	...rest
});

const pointOf = (id: string, rest: Partial<QualityCostPoint> = {}): QualityCostPoint => ({
	option: { id, title: id, emulated: false },
	series: 0,
	usdPerRequest: '0.012',
	acceptShare: shareOf('0.92'),
	gate: null,
	...rest
});

describe('the interval of a share', () => {
	it('is the Wilson interval where it was measured, though a case keeps the ends of 90 %', () => {
		const { share, low, high } = wilsonInterval(184, 200);
		const factor = 1.6448536269514722 / 1.959963984540054;
		const measured = shareOf(String(share), {
			basis: 'measured',
			spread: {
				kind: 'normal',
				low: share! + (low! - share!) * factor,
				high: share! + (high! - share!) * factor
			}
		});
		const interval = shareInterval(measured);
		expect(interval?.kind).toBe('95 % interval');
		expect(interval?.low).toBeCloseTo(low!, 12);
		expect(interval?.high).toBeCloseTo(high!, 12);
	});

	it('is the range as given where it was typed, and none where nothing was said', () => {
		const typed = shareOf('0.9', { spread: { kind: 'triangular', low: 0.8, high: 0.95 } });
		expect(shareInterval(typed)).toStrictEqual({ low: 0.8, high: 0.95, kind: 'range as given' });
		expect(shareInterval(shareOf('0.9'))).toBeNull();
	});
});

describe('the table of quality against cost', () => {
	const asGood = qualityGate({ bothRight: 1_000, onlyLocal: 5, onlyApi: 4, bothWrong: 10 });
	const unknown = qualityGate({ bothRight: 0, onlyLocal: 0, onlyApi: 0, bothWrong: 0 });

	it('tells who is shown to be within the margin, and who is not', () => {
		const table = qualityCostTable({
			points: [
				pointOf('api'),
				pointOf('own', { gate: asGood }),
				pointOf('rented', { gate: unknown })
			],
			referenceId: 'api',
			marginShare: 0.02
		});
		expect(table.caption).toBe(
			'Shown to be within 2 points of api on the same items: own. Not shown: rented.'
		);
		expect(columnValues(table, 'gate')).toStrictEqual([
			'the model that others are held against',
			'shown to be as good',
			'not compared on the same items'
		]);
	});

	it('has no share where nobody knows one, and never a 0', () => {
		const table = qualityCostTable({
			points: [pointOf('api', { acceptShare: null })],
			referenceId: 'api',
			marginShare: 0.02
		});
		expect(columnValues(table, 'rightPercent')).toStrictEqual([null]);
		expect(table.caption).toContain('Nobody knows how often any option is right');
	});
});
