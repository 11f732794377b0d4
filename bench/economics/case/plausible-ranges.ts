/** What figures of a cost case usually are, by unit, with what is probably meant outside of that. */
import type { Parameter } from '../option/parameter.ts';

/** What a figure of one unit usually is. */
export interface PlausibleRange {
	unit: string;
	/** For ids that end so; for all of the unit where absent. */
	idEnd?: RegExp;
	/** Whose figures these are, after "what": `servers draw`. */
	usual: string;
	/** Ends of the range, in the unit; decimal text. */
	low: string;
	high: string;
	/** The range for a reader. */
	range: string;
	/** What was probably meant below and above it; null where no slip is known. */
	belowMeant: string | null;
	aboveMeant: string | null;
	/** Where the range comes from, with its date. */
	source: string;
}

/** Ten times outside of a range is far. */
export const farFactor = 10;

/** The first row that fits decides, so that rows for an id stand before those for its unit. */
export const plausibleRanges: readonly PlausibleRange[] = [
	{
		unit: 'W/node',
		idEnd: /\.nameplateW$/u,
		usual: 'servers draw',
		low: '300',
		high: '150000',
		range: '300 W to 150 kW',
		belowMeant: 'kW',
		aboveMeant: 'the power of a whole room',
		source:
			'one-GPU servers (assumption) to a rack of 72 GPUs at about 120 kW (InferenceX, 2026-04)'
	},
	{
		unit: 'W/node',
		usual: 'servers draw',
		low: '50',
		high: '150000',
		range: '50 W to 150 kW',
		belowMeant: 'kW',
		aboveMeant: 'the power of a whole room',
		source: 'an idle one-GPU server to a loaded rack of 72 GPUs; assumption'
	},
	{
		unit: 'kW/node',
		usual: 'servers draw',
		low: '0.3',
		high: '150',
		range: '0.3 to 150 kW',
		belowMeant: 'MW',
		aboveMeant: 'W',
		source: 'as for nameplate power'
	},
	{
		unit: 'USD/kWh',
		usual: 'electricity costs',
		low: '0.01',
		high: '1',
		range: '$0.01 to $1',
		belowMeant: 'USD/Wh',
		aboveMeant: 'cents',
		source: 'EIA, US: 0.08 for industry to 0.146 for commerce (2026-04), with room on both sides'
	},
	{
		unit: 'ratio',
		idEnd: /\.(?:pue|cappedPue)$/u,
		usual: 'data centres have',
		low: '1',
		high: '3',
		range: '1 to 3',
		belowMeant: 'its inverse',
		aboveMeant: 'percent',
		source: 'Uptime Institute survey: 1.58 on average (second-hand); 2023-12-31'
	},
	{
		unit: 'ratio',
		idEnd: /(?:^|\.)peakToAverage$/u,
		usual: 'traffic has',
		low: '1',
		high: '100',
		range: '1 to 100',
		belowMeant: 'its inverse',
		aboveMeant: 'percent',
		source: 'steady batches to a service used an hour a day; assumption'
	},
	{
		unit: 'requests/s per node',
		usual: 'one node serves',
		low: '0.001',
		high: '2000',
		range: '0.001 to 2,000',
		belowMeant: 'requests a millisecond',
		aboveMeant: 'requests an hour or a month',
		source: 'a node of 8 GPUs at some 50,000 output tokens/s and 25 tokens an answer; assumption'
	},
	{
		unit: 'USD/Mtok',
		usual: 'a million tokens cost',
		low: '0.001',
		high: '1000',
		range: '$0.001 to $1,000',
		belowMeant: 'USD per token or per thousand',
		aboveMeant: 'USD per billion tokens',
		source:
			'genai-prices 0.1.8: output costs at most 600; tenths of a cent for cache reads, with room'
	},
	{
		unit: 'USD/request',
		usual: 'a request costs',
		low: '0.0000001',
		high: '100',
		range: '$0.0000001 to $100',
		belowMeant: 'USD per token',
		aboveMeant: 'USD per thousand requests or a month',
		source: 'one token of the cheapest model to a million of the dearest; assumption'
	},
	{
		unit: 'tokens/request',
		usual: 'a request holds',
		low: '0',
		high: '2000000',
		range: 'up to 2 million',
		belowMeant: null,
		aboveMeant: 'tokens a month',
		source: 'longest context windows of models; assumption'
	},
	{
		unit: 'USD/node',
		usual: 'servers cost',
		low: '1000',
		high: '10000000',
		range: '$1,000 to $10 million',
		belowMeant: 'thousands of USD, or a month of rent',
		aboveMeant: 'the price of all nodes',
		source: 'one-GPU servers to racks of 72 GPUs; assumption'
	},
	{
		unit: 'USD/node-hour',
		usual: 'rented nodes cost',
		low: '0.05',
		high: '1000',
		range: '$0.05 to $1,000',
		belowMeant: 'USD a second or a minute',
		aboveMeant: 'USD a month',
		source: 'one small GPU to a rack of 72 at 14 each; assumption'
	},
	{
		unit: 'USD/kW-month',
		usual: 'colocation costs',
		low: '20',
		high: '1000',
		range: '$20 to $1,000',
		belowMeant: 'USD a kWh',
		aboveMeant: 'USD a kW and year, or a whole rack',
		source: 'CBRE: 180–220 in the US (second-hand), with room on both sides; 2025-12-31'
	},
	{
		unit: 'USD/kW-year',
		usual: 'an own room costs',
		low: '100',
		high: '12000',
		range: '$100 to $12,000',
		belowMeant: 'USD a kW and month',
		aboveMeant: 'the whole room',
		source: 'twelve months of colocation, with room on both sides; assumption'
	},
	{
		unit: 'USD/FTE-year',
		usual: 'a person costs',
		low: '10000',
		high: '1000000',
		range: '$10,000 to $1 million',
		belowMeant: 'thousands of USD, or a month',
		aboveMeant: 'a whole team',
		source: 'assumption'
	},
	{
		unit: 'FTE',
		usual: 'a service takes',
		low: '0',
		high: '100',
		range: 'up to 100',
		belowMeant: null,
		aboveMeant: 'percent of a person, or hours',
		source: 'assumption'
	},
	{
		unit: 'FTE/node',
		usual: 'a node takes',
		low: '0',
		high: '5',
		range: 'up to 5',
		belowMeant: null,
		aboveMeant: 'nodes per person, or hours',
		source: 'assumption'
	},
	{
		unit: 'years',
		usual: 'servers last',
		low: '0.5',
		high: '15',
		range: '0.5 to 15 years',
		belowMeant: null,
		aboveMeant: 'months',
		source: 'cloud providers depreciate over 5 to 6 years; 2026-04-03'
	},
	{
		unit: 'share/month',
		usual: 'demand grows a month',
		low: '-0.9',
		high: '1',
		range: '−0.9 to 1',
		belowMeant: 'percent',
		aboveMeant: 'percent',
		source: 'at most a doubling every month; assumption'
	},
	{
		unit: 'share/year',
		usual: 'rates a year are',
		low: '-0.95',
		high: '1',
		range: '−0.95 to 1',
		belowMeant: 'percent',
		aboveMeant: 'percent',
		source: 'prices that fall twentyfold to prices that double in a year; assumption'
	}
];

/** What a figure usually is, by its unit and its id; undefined where nothing is known of its unit. */
export const plausibleRangeOf = ({
	id,
	unit
}: Pick<Parameter, 'id' | 'unit'>): PlausibleRange | undefined =>
	plausibleRanges.find(
		(each) => each.unit === unit && (each.idEnd === undefined || each.idEnd.test(id))
	);
