/** The words of a probe: its prompts, and what it knows to be wrong. */
import type { ToolDefinition } from '#bench/protocols/protocol.ts';

/** A key that nobody has, sent to see what a wrong one leads to. */
export const wrongKey = 'wrong-key-sent-by-bench-probe';
/** A model that nobody serves. */
export const unknownModel = 'no-such-model-asked-by-bench-probe';

export const texts = {
	tiny: 'Reply with the word ok and nothing else.',
	count: 'Count from 1 to 20 in digits, separated by single spaces, and write nothing else.',
	letters: 'Write the letters A to Z in order, separated by single spaces, and nothing else.',
	weather: 'What is the weather in Paris right now? Use the tool.',
	greeting: 'Say hello.',
	city: 'Name the capital of France and how many people live there, roughly.'
} as const;

/** The text at which the alphabet is to stop, and the last letter before it. */
export const stopText = 'M';
export const lastLetter = 'L';

export const weatherTool: ToolDefinition = {
	name: 'get_weather',
	description: 'Current weather in a city.',
	parameters: {
		type: 'object',
		properties: { city: { type: 'string', description: 'Name of the city' } },
		required: ['city'],
		additionalProperties: false
	}
};

export const citySchema = {
	type: 'object',
	properties: { city: { type: 'string' }, population: { type: 'integer' } },
	required: ['city', 'population'],
	additionalProperties: false
} as const;

/** Sentences of the long prompt: together some 1,150 tokens, more than the 1,024 from which on most providers keep a prompt. */
const longSentences = 34;

const things = ['lamp', 'sign', 'road', 'door', 'bell', 'boat', 'farm', 'gate'];
const colours = ['red', 'green', 'blue', 'pink', 'brown', 'white', 'grey'];

/**
 * Plain sentences behind a text that no prompt before began with, so that the first of two finds nothing in a cache. Short words, as the worst case
 * counts bytes.
 */
export const longPrompt = (salt: string): string =>
	[
		`Note ${salt}.`,
		...Array.from({ length: longSentences }, (_, i) => {
			const thing = things[i % things.length] ?? '';
			const colour = colours[i % colours.length] ?? '';
			return `Line ${String(i + 1)}: the ${colour} ${thing} is on at six, so we go in to it, as I do if he is up by it, or as it is.`;
		})
	].join(' ');
