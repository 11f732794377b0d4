/** Other spellings of a fact that a reader would take for the same: numbers in words, amounts with the sign behind, "45-day". */

const words = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
words.push('ten', 'eleven', 'twelve');

const units =
	'calendar days?|working days?|business days?|days?|weeks?|months?|years?|hours?|minutes?';

const ofAmount = (sign: string, number: string): string[] =>
	[...new Set([number, number.includes('.') ? number : `${number}.00`])].flatMap((each) => [
		`${sign}${each}`,
		`${each}${sign}`,
		each
	]);

/** All spellings of one, itself first. */
export const spellingsOf = (written: string): string[] => {
	const amount = /^([€£$])(\d[\d,.]*)$/u.exec(written);
	if (amount !== null) return ofAmount(amount[1] ?? '', amount[2] ?? '');
	const bare = /^\d[\d.,]*$/u.exec(written);
	if (bare !== null) {
		return [
			written,
			...['€', '£', '$'].flatMap((sign) => [sign + written, written + sign]),
			`${written}%`
		];
	}
	const counted = new RegExp(`^(\\d+) (${units})$`, 'u').exec(written);
	if (counted === null) return [written];
	const [, digits = '', unit = ''] = counted;
	const single = unit.replace(/s$/u, '');
	const numbers = [digits, words[Number(digits)] ?? digits];
	const named =
		single === 'day' ? ['days', 'day', 'calendar days', 'working days'] : [`${single}s`, single];
	return [...new Set(numbers.flatMap((number) => named.map((name) => `${number} ${name}`)))];
};
