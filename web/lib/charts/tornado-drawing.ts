/** Draws what moves the decision most: a bar from the saving at one end of a number to that at the other. */
import type { ChartConfiguration } from 'chart.js';
import type { Swing } from '#bench/economics/uncertainty/sensitivity.ts';
import { formatParameterValue, unitInWords } from '../format-parameter.ts';
import { formatUsdTick } from '../format.ts';
import { numberAxis, tooltipLook } from './axis.ts';
import { axisLines } from './axis-lines.ts';
import type { ChartTheme } from './chart-theme.svelte.ts';
import { markerRowPx, type Marker } from './marker-plugin.ts';
import { shownSwings, savingInWords, swingName, type TornadoData } from './tornado-table.ts';

/** Narrower than this the names stand above their bars, which then have the whole width, px. */
const namesAbovePx = 520;

/** Whether a drawing so wide, px, has its names above the bars. */
export const hasNamesAbove = (width: number): boolean => width < namesAbovePx;

/** Room of a name: its lines, and characters of each. */
interface NameRoom {
	lines: number;
	length: number;
}

const besideBar: NameRoom = { lines: 3, length: 34 };
/** About 6.5 px for a character of 12 px. */
const aboveBar = (width: number): NameRoom => ({ lines: 2, length: Math.floor(width / 6.8) });

/** Name, unit and whether it turns the decision, short enough for its room. */
const labelOf = (swing: Swing, { options }: TornadoData, room: NameRoom): string[] => {
	const unit = unitInWords(swing.parameter.unit);
	const name = `${swingName(swing, options)}${unit === '' ? '' : `, ${unit}`}`;
	const lines = axisLines(name, room.length - 2);
	const kept = lines.slice(0, room.lines);
	if (lines.length > room.lines) kept[room.lines - 1] = `${kept[room.lines - 1] ?? ''} …`;
	if (swing.flipsDecision) kept[0] = `⇄ ${kept[0] ?? ''}`;
	return kept;
};

/** `width` of the drawing, px, decides how much room the names get. */
export const tornadoDrawing = (
	theme: ChartTheme,
	data: TornadoData,
	width: number
): ChartConfiguration => {
	const { sensitivity, shown = shownSwings } = data;
	const swings = sensitivity.swings.slice(0, shown);
	const base = sensitivity.base.savingUsdPerMonth;
	const isNarrow = hasNamesAbove(width);
	const names = swings.map((swing) => labelOf(swing, data, isNarrow ? aboveBar(width) : besideBar));
	const end = (name: 'low' | 'high') => ({
		label: name === 'low' ? 'at its low end' : 'at its high end',
		data: swings.map((swing): [number, number] => [base, swing[name].savingUsdPerMonth]),
		backgroundColor: theme.series[name === 'low' ? 0 : 1] ?? theme.ink,
		borderColor: theme.surface,
		borderWidth: 1,
		borderSkipped: false,
		grouped: false,
		...(isNarrow ? { barThickness: 14 } : { barPercentage: 0.6 })
	});
	const savings = swings.flatMap(({ low, high }) => [
		low.savingUsdPerMonth,
		high.savingUsdPerMonth
	]);
	// Room for the values at the ends of the widest bars.
	const [least, most] = [Math.min(base, ...savings), Math.max(base, ...savings)];
	const room = (most - least || Math.abs(base) || 1) * (isNarrow ? 0.36 : 0.16);
	const endTexts = swings.map(({ parameter, low, high }) => {
		const [atLow, atHigh] = [low, high].map(({ value }) =>
			formatParameterValue(value, parameter.unit)
		) as [string, string];
		const isRising = low.savingUsdPerMonth <= high.savingUsdPerMonth;
		return isRising ? { left: atLow, right: atHigh } : { left: atHigh, right: atLow };
	});
	const markers: Marker[] = [{ axis: 'x', value: base, label: 'as it stands', color: theme.ink }];
	if (least < 0 && most > 0) {
		const label = 'both cost the same';
		markers.push({ axis: 'x', value: 0, label, color: theme.muted, dash: [4, 3] });
	}
	return {
		type: 'bar',
		data: {
			labels: names,
			datasets: [end('low'), end('high')]
		},
		options: {
			indexAxis: 'y',
			layout: { padding: { top: markerRowPx * markers.length } },
			interaction: { mode: 'index', intersect: false, axis: 'y' },
			scales: {
				x: numberAxis(theme, {
					title: isNarrow
						? 'what making saves, $ a month'
						: 'making saves (+) or costs more (−), $ a month',
					format: formatUsdTick,
					min: least - room,
					max: most + room
				}),
				y: {
					type: 'category',
					border: { color: theme.muted },
					grid: { display: false },
					ticks: {
						display: !isNarrow,
						color: theme.ink,
						autoSkip: false,
						crossAlign: 'far',
						font: { size: 12 }
					}
				}
			},
			plugins: {
				legend: { display: false },
				tooltip: {
					...tooltipLook(theme),
					callbacks: {
						title: ([item]) => {
							const swing = swings[item?.dataIndex ?? -1];
							return swing ? swingName(swing, data.options) : '';
						},
						label: ({ datasetIndex, dataIndex }) => {
							const swing = swings[dataIndex];
							const at = swing && (datasetIndex === 0 ? swing.low : swing.high);
							return swing && at
								? `at ${formatParameterValue(at.value, swing.parameter.unit)}: ${savingInWords(at.savingUsdPerMonth)}`
								: '';
						},
						footer: ([item]) =>
							swings[item?.dataIndex ?? -1]?.flipsDecision ? 'turns the decision' : ''
					}
				},
				endLabels: {
					bars: endTexts,
					...(isNarrow ? { names } : {}),
					font: theme.font,
					color: theme.ink,
					background: theme.surface
				},
				markers: {
					markers,
					isAbove: true,
					font: theme.font,
					background: theme.surface
				}
			}
		}
	};
};
