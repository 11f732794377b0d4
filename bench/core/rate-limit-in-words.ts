/** What an endpoint says of its rate limits, in sentences. */
import type { Allowance, AllowanceUnit, RateLimit } from './rate-limit.ts';

export const allowanceUnitNames = {
	requests: 'requests',
	tokens: 'tokens',
	'input-tokens': 'input tokens',
	'output-tokens': 'output tokens'
} as const satisfies Record<AllowanceUnit, string>;

const windowNames: readonly (readonly [seconds: number, name: string])[] = [
	[1, 'a second'],
	[60, 'a minute'],
	[3_600, 'an hour'],
	[86_400, 'a day'],
	[2_629_746, 'a month']
];

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Seconds, whole ones from one on, never less than was asked for. */
const waitInWords = (waitS: number): string =>
	waitS < 1 ? String(Math.ceil(Number((waitS * 100).toFixed(6))) / 100) : whole(Math.ceil(waitS));

const windowInWords = ({ windowS, windowFrom }: Allowance): string => {
	if (windowS === null) return 'in a time that no header tells';
	const name =
		windowNames.find(([seconds]) => seconds === windowS)?.[1] ?? `in ${whole(windowS)} s`;
	if (windowFrom === 'refill') return `${name} (by how fast it fills again; no header says so)`;
	return windowFrom === 'documented' ? `${name} (as documented; no header says so)` : name;
};

/** `600 requests a minute; 12 of them were left at the least; said by 154 responses`, a sentence for each, and the longest wait asked for. */
export const rateLimitInWords = ({ allowances, longestRetryAfterS }: RateLimit): string[] => [
	...allowances.map((allowance) => {
		const { of, limit, leastLeft, responses } = allowance;
		const left = leastLeft === null ? '' : `; at the least ${whole(leastLeft)} were left`;
		return `${whole(limit)} ${allowanceUnitNames[of]} ${windowInWords(allowance)}${left}; said by ${whole(responses)} response${responses === 1 ? '' : 's'}`;
	}),
	...(longestRetryAfterS === null
		? []
		: [`asked to wait for up to ${waitInWords(longestRetryAfterS)} s before the next request`])
];
