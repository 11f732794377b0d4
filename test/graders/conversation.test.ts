/** Conversations in a simulated world, played in the real sandbox. */
import { afterAll, describe, expect, it } from 'vitest';
import {
	Conversation,
	mostCallsPerTurn,
	playScript,
	type ConversationSetup,
	type TurnAnswer
} from '#bench/graders/conversation.ts';
import { openGradingTools } from '#bench/sandbox/open-grading-tools.ts';
import { conversationSchema } from '#core/conversation.ts';
import { BenchError } from '#core/errors.ts';

const tools = openGradingTools({ allowCommands: false });
afterAll(() => {
	tools.close();
});

const counter = `
export const start = ({ from = 0 }) => ({ counters: { main: { value: from } }, _log: {} });
export const tools = {
	add(state, { by }) {
		state.counters.main.value += by;
		state._log[Object.keys(state._log).length] = { by };
		if (by < 0) throw new Error('only upwards');
		return { value: state.counters.main.value };
	},
	forever() { for (;;); },
	much: () => 'x'.repeat(20_000),
	clock: () => Date.now(),
	today: () => new Date().toISOString(),
	dice: () => Math.random(),
	moment: (state, { at }) => new Date(at).toISOString(),
	reach: () => typeof process + typeof require + typeof fetch
};`;

const anything = { type: 'object' };
const spec = conversationSchema.parse({
	maxTurns: 3,
	deadlineMs: 1_500,
	tools: [
		{
			name: 'add',
			description: 'Adds',
			parameters: {
				type: 'object',
				properties: { by: { type: 'integer' } },
				required: ['by'],
				additionalProperties: false
			}
		},
		...['forever', 'much', 'clock', 'today', 'dice', 'moment', 'reach', 'missing'].map((name) => ({
			name,
			description: name,
			parameters: anything
		}))
	]
});
const setup: ConversationSetup = {
	spec,
	world: counter,
	given: { from: 5 },
	runSandboxed: (task, deadlineMs) => tools.runSandboxed(task, deadlineMs)
};

const answer = (...calls: [name: string, args: string, id?: string | null][]): TurnAnswer => ({
	text: '',
	toolCalls: calls.map(([name, args, id = null]) => ({ id, name, arguments: args })),
	reasoningBlocks: []
});
const resultsOf = async (
	conversation: Conversation,
	...calls: Parameters<typeof answer>
): Promise<unknown[]> => {
	const after = await conversation.take(answer(...calls));
	if (after.kind === 'ended')
		return after.transcript.turns.at(-1)!.calls.map(({ result }) => result);
	return after.messages.slice(1).map(({ content }) => JSON.parse(content) as unknown);
};

describe('a conversation', () => {
	it('does the calls of a turn in order, goes on with their results, and ends with a message', async () => {
		const conversation = new Conversation(setup);
		const after = await conversation.take({
			...answer(['add', '{"by": 2}', 'x'], ['add', '{"by":3}', null], ['add', '{"by":4}', 'x']),
			text: 'Adding.'
		});
		expect(after).toMatchObject({
			kind: 'goes-on',
			messages: [
				{
					role: 'assistant',
					content: 'Adding.',
					// Ids that are missing or said twice are made.
					toolCalls: [{ id: 'x' }, { id: 'call_0_1' }, { id: 'call_0_2' }]
				},
				{ role: 'tool', toolCallId: 'x', content: '{"value":7}' },
				{ role: 'tool', toolCallId: 'call_0_1', content: '{"value":10}' },
				{ role: 'tool', toolCallId: 'call_0_2', content: '{"value":14}' }
			]
		});
		const end = await conversation.take({ text: '14', toolCalls: [], reasoningBlocks: [] });
		expect(end).toStrictEqual({
			kind: 'ended',
			transcript: {
				turns: [
					{
						text: 'Adding.',
						calls: [
							{ name: 'add', arguments: '{"by": 2}', result: '{"value":7}' },
							{ name: 'add', arguments: '{"by":3}', result: '{"value":10}' },
							{ name: 'add', arguments: '{"by":4}', result: '{"value":14}' }
						]
					}
				],
				message: '14',
				// The world's own bookkeeping is no change.
				changes: { counters: { created: {}, changed: { main: { value: 14 } }, removed: [] } }
			}
		});
	});

	it('changes nothing with a call that fails, and tells the model why', async () => {
		const conversation = new Conversation(setup);
		const results = await resultsOf(
			conversation,
			['add', '{"by": -1}'],
			['add', '{"by": "2"}'],
			['add', '{"by": 1, "to": 2}'],
			['add', 'by 1'],
			['subtract', '{}'],
			['missing', '{}']
		);
		expect(results).toStrictEqual([
			{ error: 'only upwards' },
			{ error: 'the arguments do not fit: /by must be integer' },
			{ error: 'the arguments do not fit: the object must NOT have additional properties' },
			{ error: 'the arguments are not a JSON object' },
			{ error: 'there is no tool "subtract"' },
			{ error: 'there is no tool "missing"' }
		]);
		expect(conversation.transcript(null).changes).toStrictEqual({});
	});

	it('has neither clock nor chance nor a way out, so that the same calls lead to the same state', async () => {
		const results = await resultsOf(
			new Conversation(setup),
			['clock', '{}'],
			['today', '{}'],
			['dice', '{}'],
			['reach', '{}'],
			['moment', '{"at": "2026-11-26T10:00:00+01:00"}']
		);
		expect(results).toMatchObject([
			{ error: expect.stringContaining('no clock') as string },
			{ error: expect.stringContaining('no clock') as string },
			{ error: expect.stringContaining('no chance') as string },
			'undefinedundefinedundefined',
			'2026-11-26T09:00:00.000Z'
		]);
	});

	it('is ended after its last turn without a message', async () => {
		const conversation = new Conversation(setup);
		const kinds: string[] = [];
		for (const by of [1, 2, 3]) {
			const after = await conversation.take(answer(['add', JSON.stringify({ by })]));
			kinds.push(after.kind);
			if (after.kind !== 'ended') continue;
			expect(after.transcript).toMatchObject({
				turns: [{}, {}, {}],
				message: null,
				changes: { counters: { changed: { main: { value: 11 } } } }
			});
		}
		expect(kinds).toEqual(['goes-on', 'goes-on', 'ended']);
	});

	it('that is a script is played to the same end', async () => {
		const turns = [1, 2, 3, 4].map((by) => [{ name: 'add', arguments: { by } }]);
		expect(await playScript(setup, { turns, message: 'x' })).toMatchObject({
			message: null,
			changes: { counters: { changed: { main: { value: 11 } } } }
		});
		expect(await playScript(setup, { turns: turns.slice(0, 2), message: 'x' })).toMatchObject({
			message: 'x',
			changes: { counters: { changed: { main: { value: 8 } } } }
		});
	});

	it('outlives a tool that never ends: what came before it in the conversation stands', async () => {
		const conversation = new Conversation(setup);
		await conversation.take(answer(['add', '{"by": 1}']));
		const results = await resultsOf(conversation, ['add', '{"by": 1}'], ['forever', '{}']);
		expect(results).toStrictEqual([
			{ error: 'the tool did not answer' },
			{ error: 'the tool did not answer' }
		]);
		expect(conversation.transcript(null).changes).toMatchObject({
			counters: { changed: { main: { value: 6 } } }
		});
	});

	it('outlives such a tool in its first turn, which is no fault of the world', async () => {
		const conversation = new Conversation(setup);
		expect(await resultsOf(conversation, ['forever', '{}'])).toStrictEqual([
			{ error: 'the tool did not answer' }
		]);
		expect(await resultsOf(conversation, ['add', '{"by":1}'])).toStrictEqual([{ value: 6 }]);
	});

	it('cuts what is too long and leaves out calls that are too many', async () => {
		const conversation = new Conversation(setup);
		const calls = Array.from(
			{ length: mostCallsPerTurn + 1 },
			() => ['add', '{"by":1}'] as [string, string]
		);
		const after = await conversation.take(answer(['much', '{}'], ...calls));
		if (after.kind === 'ended') throw new Error('it goes on');
		const contents = after.messages.slice(1).map(({ content }) => content);
		expect(contents[0]).toHaveLength(spec.maxResultBytes);
		expect(contents[0]).toMatch(/x \[cut\]$/u);
		// Nothing is left for the others: what a turn can bring is bounded.
		expect(contents.slice(1).join('')).toBe('');
		expect(conversation.transcript(null).changes).toMatchObject({
			counters: { changed: { main: { value: 5 + mostCallsPerTurn - 1 } } }
		});
	});

	it.each([
		['a world that does not load', 'export const start = (', 'cannot be loaded'],
		['a world without a beginning', 'export const tools = {};', 'no function "start"'],
		[
			'a beginning that throws',
			'export const tools = {}; export const start = () => { throw new Error("no"); };',
			'start threw: no'
		],
		[
			'a state that is no table',
			'export const tools = {}; export const start = () => ({ now: 5 });',
			'not made of tables'
		]
	])('refuses %s', async (_, world, reason) => {
		const conversation = new Conversation({ ...setup, world });
		const error: unknown = await conversation
			.take(answer(['add', '{"by":1}']))
			.catch((each: unknown) => each);
		expect(error).toBeInstanceOf(BenchError);
		expect((error as BenchError).message).toContain(reason);
	});
});
