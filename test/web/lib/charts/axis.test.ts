import { describe, expect, it } from 'vitest';
import { numberAxis } from '#lib/charts/axis.ts';
import type { ChartTheme } from '#lib/charts/chart-theme.svelte.ts';

const theme: ChartTheme = {
	ink: '#111',
	muted: '#666',
	grid: '#ddd',
	surface: '#fff',
	accent: '#00f',
	warn: '#fa0',
	good: '#0a0',
	bad: '#a00',
	series: ['#123'],
	font: 'sans-serif',
	still: true,
	isPrinting: false
};

const lineColor = (tick?: { label: string }): unknown => {
	const { grid } = numberAxis(theme, { title: 'cost, $', format: String });
	const color = grid?.color;
	if (typeof color !== 'function') throw new Error('the colour of a line is not computed');
	return (color as (context: { tick?: { label: string } }) => unknown)(tick ? { tick } : {});
};

describe('the lines of an axis', () => {
	it('stand at the ticks that have a name', () => {
		expect(lineColor({ label: '10' })).toBe('#ddd');
		expect(lineColor({ label: '' })).toBe('transparent');
	});

	it('include the one that ends an axis of bars, which has no tick', () => {
		expect(lineColor()).toBe('#ddd');
	});
});
