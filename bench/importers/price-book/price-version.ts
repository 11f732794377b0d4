/** The version of a price: a hash of all that it says, so that a cost can be led back to exactly the price that made it. */
import { createHash } from 'node:crypto';
import { isObject } from '#core/json.ts';

/** JSON with sorted keys and without what is undefined, so that the same data has the same text. */
export const canonicalJson = (value: unknown): string => {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (!isObject(value)) return JSON.stringify(value ?? null);
	const members = Object.keys(value)
		.filter((key) => value[key] !== undefined)
		.sort()
		.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
	return `{${members.join(',')}}`;
};

/** SHA-256 of the canonical JSON of a price list entry or of the price in a config, 64 hex digits. */
export const priceVersionOf = (price: object): string =>
	createHash('sha256').update(canonicalJson(price)).digest('hex');
