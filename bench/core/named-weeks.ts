/** Weeks with a name: how demand is spread over the 168 hours of a week, as data. Each is an assumption and says so. */

/** Hours of a week. */
export const hoursPerWeek = 168;

export const profileNames = [
	'always-on',
	'office-chat',
	'consumer-evening',
	'batch-night'
] as const;
export type ProfileName = (typeof profileNames)[number];

export interface NamedWeek {
	/** 168 weights from Monday 00:00 on; only their proportions count. */
	weights: readonly number[];
	/** Where the shape comes from, in words. */
	source: string;
}

const allDay = (weight: number): number[] => Array.from({ length: 24 }, () => weight);
const nightly = Array.from({ length: 24 }, (_, hour) => (hour < 6 || hour >= 22 ? 1 : 0));

/** Five days like the first list, two like the second. */
const weekOf = (weekday: readonly number[], weekend: readonly number[]): number[] => [
	...Array.from({ length: 5 }, () => weekday).flat(),
	...weekend,
	...weekend
];

/** Hours of a day are written from 00:00 on, six to a line. */
export const namedWeeks: Readonly<Record<ProfileName, NamedWeek>> = {
	'always-on': {
		weights: weekOf(allDay(1), allDay(1)),
		source: 'assumption: every hour of the week alike, as work that is fed by machines'
	},
	'office-chat': {
		weights: weekOf(
			[
				...[2, 2, 2, 2, 2, 4],
				...[10, 30, 70, 95, 100, 95],
				...[65, 80, 95, 90, 80, 60],
				...[35, 25, 20, 15, 12, 9]
			],
			[
				...[2, 2, 2, 2, 2, 2],
				...[4, 8, 14, 20, 24, 24],
				...[22, 20, 22, 22, 20, 18],
				...[16, 16, 14, 12, 8, 4]
			]
		),
		source:
			'assumption: office hours of one time zone with a dip at noon and a quiet weekend; shaped to a busiest hour of 3 times the mean'
	},
	'consumer-evening': {
		weights: weekOf(
			[
				...[25, 14, 9, 7, 7, 9],
				...[16, 28, 44, 48, 51, 54],
				...[61, 57, 55, 59, 66, 68],
				...[80, 94, 100, 98, 78, 52]
			],
			[
				...[38, 26, 17, 11, 8, 8],
				...[11, 20, 34, 48, 58, 64],
				...[68, 68, 66, 66, 68, 72],
				...[80, 90, 96, 92, 80, 61]
			]
		),
		source:
			'assumption: private users of one time zone, most of them between 19:00 and 22:00; shaped to a busiest hour of twice the mean'
	},
	'batch-night': {
		weights: weekOf(nightly, nightly),
		source:
			'assumption: a backlog that is worked off at an even rate from 22:00 to 06:00, every night; a backlog that may take the whole day is "always-on"'
	}
};
