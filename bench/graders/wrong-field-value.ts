/** Values that are wrong for a field but look like it: the slips of a weak model. */
import type { FieldSpec } from '#core/grader-spec.ts';
import { pick, randomInt, type RandomSource } from '#core/random.ts';
import { isFieldRight, type FieldReference } from './field-value.ts';

const inventedValues: Record<FieldSpec['type'], FieldReference[]> = {
	text: ['unknown', 'N/A'],
	id: ['12345', 'N/A'],
	number: [0, 100],
	date: ['2024-01-01', '1970-01-01'],
	code: ['EUR', 'USD', 'XXX']
};

/** Another digit in place of one digit, or one more at the end. */
const slipDigit = (text: string, random: RandomSource): string => {
	const places = [...text.matchAll(/\d/gu)].map((match) => match.index);
	if (places.length === 0) return `${text}1`;
	const place = pick(random, places);
	const digit = (Number(text[place]) + 1 + randomInt(random, 9)) % 10;
	return text.slice(0, place) + String(digit) + text.slice(place + 1);
};

const slips = (
	field: FieldSpec,
	expected: FieldReference,
	random: RandomSource
): FieldReference => {
	if (expected === null || random() < 0.1) return pick(random, inventedValues[field.type]);
	if (random() < 0.15) return null;
	if (typeof expected === 'number') {
		const cents = Math.round(expected * 100);
		return pick(random, [
			-expected,
			expected * 10,
			Math.round(cents / 1.19) / 100,
			Number(slipDigit(String(expected), random))
		]);
	}
	switch (field.type) {
		case 'date':
			return pick(random, [
				expected.replace(/-(\d\d)-(\d\d)$/u, '-$2-$1'),
				expected.replace(/^(\d{4})-(\d\d)-(\d\d)$/u, '$3.$2.$1'),
				slipDigit(expected, random)
			]);
		case 'text':
			return pick(random, [expected.replace(/^\S+\s+/u, ''), `${expected} Customer`]);
		case 'id':
		case 'code':
		case 'number':
			return slipDigit(expected, random);
	}
};

/** A value for the field that its comparison refuses. */
export const wrongFieldValue = (
	field: FieldSpec,
	expected: FieldReference,
	random: RandomSource
): FieldReference => {
	const value = slips(field, expected, random);
	if (!isFieldRight(field, expected, value)) return value;
	// No slip of this value is wrong (a number within its tolerance, say): leaving it out always is.
	return expected === null ? 'N/A' : null;
};
