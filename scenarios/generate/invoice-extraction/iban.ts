/** Invented bank accounts whose IBANs have right check digits (ISO 13616, modulo 97). */
import { randomInt, type RandomSource } from '#core/random.ts';

/** The national part by country: `#` is a digit, other characters stand for themselves. */
const patterns: Record<string, string> = {
	DE: '##################',
	AT: '################',
	CH: '#################',
	GB: 'QZBX##############',
	IE: 'QZIX##############',
	SE: '####################',
	FR: '#######################',
	BE: '############',
	ES: '####################',
	IT: 'X######################',
	NL: 'QZNX##########',
	PL: '########################',
	PT: '#####################'
};

const checkDigits = (country: string, account: string): string => {
	let remainder = 0;
	for (const char of `${account}${country}00`) {
		for (const digit of String(Number.parseInt(char, 36))) {
			remainder = (remainder * 10 + Number(digit)) % 97;
		}
	}
	return String(98 - remainder).padStart(2, '0');
};

/** A random account of a country, without spaces; throws a RangeError for a country without a pattern. */
export const drawIban = (country: string, random: RandomSource): string => {
	const pattern = patterns[country];
	if (pattern === undefined) throw new RangeError(`no IBAN pattern for ${country}`);
	const account = pattern.replace(/#/gu, () => String(randomInt(random, 10)));
	return `${country}${checkDigits(country, account)}${account}`;
};

/** In groups of four, as printed. */
export const renderIban = (iban: string): string => iban.replace(/.{4}(?=.)/gu, '$& ');
