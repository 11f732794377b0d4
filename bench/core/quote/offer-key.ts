/** Which quotes are of the same offer, however a vendor or number is spelled: names that differ in case, blanks and signs are one name. */

/** What the names of an offer are held against each other by. */
export interface OfferNames {
	vendor: string;
	/** The vendor's own number. */
	number: string;
}

/**
 * `Corvid  Models` and `corvid-models` as `corvid-models`: as ids of quotes spell them, but whole, and with the letters of every script, so
 * that no two vendors are taken for one because their names are long or not Latin. A name without a letter or digit is left as it is.
 */
const normalName = (name: string): string => {
	const normal = name
		.normalize('NFKD')
		.replaceAll(/\p{M}+/gu, '')
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}]+/gu, '-')
		.replaceAll(/^-+|-+$/gu, '');
	return normal === '' ? name : normal;
};

/** The same for all spellings of a vendor. */
export const vendorKey = ({ vendor }: Pick<OfferNames, 'vendor'>): string => normalName(vendor);

/** The same for all spellings of a vendor and of its number: what is confidential or open together. */
export const offerKey = ({ vendor, number }: OfferNames): string =>
	JSON.stringify([normalName(vendor), normalName(number)]);

/** Whether two quotes are versions of one number of a vendor: its number is told by its letters, the vendor by any spelling. */
export const isSameOffer = (one: OfferNames, other: OfferNames): boolean =>
	one.number === other.number && vendorKey(one) === vendorKey(other);
