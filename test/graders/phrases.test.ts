import { expect, it } from 'vitest';
import { hasPhrase, spacedWords } from '#bench/graders/phrases.ts';

it.each([
	['The offers of May', 'offer*', true],
	['Ein Gegenangebot an Brandt', '*angebot', true],
	['Ein Gegenangebot an Brandt', 'angebot', false],
	['Angebote', '*angebot', false],
	['Angebote', '*angebot*', true],
	['12,000 euros', '12000', true],
	['112,000 euros', '12000', false],
	['on 2026-03-15', '2026-03-1', false],
	['on 2026-03-15', '*', false],
	['25 % de remise', '25%', true],
	['25\u202f% de remise', '25%', true],
	['25% de remise', '25 %', true],
	['125 % de remise', '25%', false],
	['about 6 % of it', '16%', false],
	['29 £ are due', '£29', true],
	['€ 38,50', '38,50 €', true],
	['38.50€', '€38.50', true],
	['€129', '€29', false],
	['€1,5 an hour', '1 €', false],
	['1 200 euros', '1,200', true],
	['1\u202f200 €', '€1,200', true],
	['11 200 euros', '1,200', false],
	['12 months', '12%', false]
])('in %j the phrase %j is found: %j', (text, phrase, found) => {
	expect(hasPhrase(spacedWords(text), phrase)).toBe(found);
});
