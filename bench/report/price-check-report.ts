/** What `bench price check` found: sources that disagree, old prices, additions that are about nothing. */
import type {
	PriceDisagreement,
	StatedPrice
} from '#bench/economics/prices/price-disagreements.ts';
import { staleAfterDays, type StalePrices } from '#bench/economics/prices/stale-prices.ts';
import { formatNumber } from './format.ts';

export interface PriceCheck {
	/** Files that were asked for, all valid. */
	files: readonly string[];
	origins: readonly { origin: string; entryCount: number; additionCount: number }[];
	disagreements: readonly PriceDisagreement[];
	stale: readonly StalePrices[];
	idleAdditions: readonly { origin: string; providerId: string; modelIds: readonly string[] }[];
	/** The day for which prices are old, YYYY-MM-DD. */
	atDay: string;
}

const plural = (count: number, noun: string): string =>
	`${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;

const statedText = ({ usd, origin, asOf }: StatedPrice): string =>
	`${usd} USD in ${origin} (${asOf})`;

/** One sentence for a disagreement: both prices, both sources, how far apart. */
export const renderDisagreement = (disagreement: PriceDisagreement): string => {
	const { providerId, modelId, rate, stated, relativeDifference } = disagreement;
	const apart =
		relativeDifference === null
			? 'one of them is 0'
			: relativeDifference >= 10
				? `${formatNumber(relativeDifference + 1)} times`
				: `${formatNumber(relativeDifference * 100)} % apart`;
	const mistake = disagreement.isProbableUnitMistake
		? '; probably one is per thousand and the other per million tokens'
		: '';
	return `${providerId} ${modelId}, ${rate}: ${statedText(stated[0])} against ${statedText(stated[1])}, ${apart}${mistake}`;
};

/** One sentence for prices of one source and day. */
const renderStale = ({ origin, count, asOf, ageDays }: StalePrices): string =>
	`${origin}: ${plural(count, 'price list')} looked up on ${asOf}, ${plural(ageDays, 'day')} ago`;

/** Old prices, one line for each source and day below a title; empty where there are none. */
export const renderStalePrices = (stale: readonly StalePrices[], atDay: string): string[] =>
	stale.length === 0
		? []
		: [
				`older than ${String(staleAfterDays)} days on ${atDay}, to be looked up again:`,
				...stale.map((each) => `  ${renderStale(each)}`)
			];

export const priceCheckJson = (check: PriceCheck) => ({ ok: true, staleAfterDays, ...check });

export const renderPriceCheck = (check: PriceCheck): string => {
	const { files, origins, disagreements, stale, idleAdditions, atDay } = check;
	const lines = files.map((file) => `${file} is valid`);
	lines.push(
		...origins.map(
			({ origin, entryCount, additionCount }) =>
				`${origin}: ${plural(entryCount, 'price list')}${additionCount === 0 ? '' : `, ${plural(additionCount, 'addition')}`}`
		),
		'',
		disagreements.length === 0
			? 'no two sources disagree on a price'
			: `${plural(disagreements.length, 'price')} on which two sources disagree:`,
		...disagreements.map((each) => `  ${renderDisagreement(each)}`),
		...(stale.length === 0
			? [`no price is older than ${String(staleAfterDays)} days on ${atDay}`]
			: renderStalePrices(stale, atDay))
	);
	if (idleAdditions.length > 0) {
		lines.push(
			'additions that are about no model in the book; are the names right?',
			...idleAdditions.map(
				({ origin, providerId, modelIds }) => `  ${origin}: ${providerId} ${modelIds.join(', ')}`
			)
		);
	}
	return lines.join('\n');
};
