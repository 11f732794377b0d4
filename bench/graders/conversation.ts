/**
 * A conversation with tools: takes the model's answers one by one, has their calls done in the simulated world, and says what is sent
 * next, or how it ended. It sends nothing itself and knows no clock.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ConversationSpec } from '#core/conversation.ts';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { ConversationScript } from '#core/grader-spec/final-state.ts';
import { isObject, parseJson, type JsonValue } from '#core/json.ts';
import { stateChanges, type WorldState } from '#core/state-changes.ts';
import type { Transcript } from '#core/transcript.ts';
import type { ChatMessage, SentToolCall, Reading } from '#bench/protocols/protocol.ts';
import type { GradingTools } from './grading-tools.ts';
import type { SandboxOutcome, WorldCallResult, WorldResult } from './sandbox-tasks.ts';

/** Memory that a world may take, MiB. */
const memoryMib = 64;
/** Calls of one turn that are done; the rest get an error. */
export const mostCallsPerTurn = 16;
/** Time for a world to load and start, ms: what takes longer on a busy machine is broken. */
const startDeadlineMs = 30_000;
/** Of a call so much is kept, UTF-16 code units. */
const longestKept = 2_000;

/** What a conversation needs beside the answers. */
export interface ConversationSetup {
	spec: ConversationSpec;
	/** Source of `world.js`. */
	world: string;
	/** What the world begins with, by item. */
	given: JsonValue;
	runSandboxed: GradingTools['runSandboxed'];
}

/** An answer as far as a conversation looks at it. */
export type TurnAnswer = Pick<Reading, 'text' | 'toolCalls' | 'reasoningBlocks'>;

export type AfterTurn =
	/** These messages are added to the request before, and that is sent next. */
	{ kind: 'goes-on'; messages: ChatMessage[] } | { kind: 'ended'; transcript: Transcript };

/** The checks of arguments, by tool. */
export type Validators = ReadonlyMap<string, ValidateFunction>;

/** Compiled once for all conversations of a scenario. Throws E_CONFIG for a schema that cannot be used. */
export const compileTools = ({ tools }: ConversationSpec): Validators => {
	const ajv = new Ajv2020({ allErrors: true, strict: false });
	addFormats(ajv);
	return new Map(
		tools.map(({ name, parameters }) => {
			try {
				return [name, ajv.compile(parameters)];
			} catch (error) {
				throw new BenchError(
					'E_CONFIG',
					`the parameters of the tool "${name}" cannot be used as a JSON Schema: ${errorMessage(error)}`
				);
			}
		})
	);
};

const cut = (text: string, longest: number): string =>
	text.length <= longest ? text : `${text.slice(0, longest).toWellFormed()} [cut]`;

interface CalledTool {
	name: string;
	arguments: Record<string, unknown>;
}

/** The beginning of a text that takes no more than so many bytes of UTF-8, and how many it takes; cut without a sign where there is no room for one. */
const within = (text: string, mostBytes: number): { text: string; bytes: number } => {
	const bytes = new TextEncoder().encode(text);
	if (bytes.length <= mostBytes) return { text, bytes: bytes.length };
	const room = Math.max(0, mostBytes - ' [cut]'.length);
	const kept = new TextDecoder().decode(bytes.subarray(0, room)).replace(/\uFFFD+$/u, '');
	return { text: `${kept} [cut]`.slice(0, mostBytes), bytes: mostBytes };
};

type ReadCall = CalledTool | { error: string };

export class Conversation {
	readonly #setup: ConversationSetup;
	readonly #validators: Validators;
	readonly #turns: Transcript['turns'] = [];
	#before: WorldState | null = null;
	#state: WorldState | null = null;

	constructor(setup: ConversationSetup, validators: Validators = compileTools(setup.spec)) {
		this.#setup = setup;
		this.#validators = validators;
	}

	/** What has happened so far, with the last message, or null where none has come. */
	transcript(message: string | null): Transcript {
		const changes =
			this.#before === null || this.#state === null ? {} : stateChanges(this.#before, this.#state);
		return { turns: this.#turns, message, changes };
	}

	/** Takes an answer that came whole. Throws E_CONFIG where the world itself is broken. */
	async take({ text, toolCalls, reasoningBlocks }: TurnAnswer): Promise<AfterTurn> {
		if (toolCalls.length === 0) return { kind: 'ended', transcript: this.transcript(text) };
		const turn = this.#turns.length;
		const ids = new Set<string>();
		const sent = toolCalls.map((call, index): SentToolCall => {
			// Some servers give none, and some the same to every call.
			const isOwn = call.id !== null && call.id !== '' && !ids.has(call.id);
			const id = isOwn && call.id !== null ? call.id : `call_${String(turn)}_${String(index)}`;
			ids.add(id);
			return { id, name: call.name, arguments: call.arguments };
		});
		const results = await this.#call(sent);
		this.#turns.push({
			text: cut(text, longestKept),
			calls: sent.map((call, index) => ({
				name: cut(call.name, longestKept),
				arguments: cut(call.arguments, longestKept),
				result: cut(results[index] ?? '', longestKept)
			}))
		});
		if (this.#turns.length >= this.#setup.spec.maxTurns) {
			return { kind: 'ended', transcript: this.transcript(null) };
		}
		return {
			kind: 'goes-on',
			messages: [
				{ role: 'assistant', content: text, toolCalls: sent, reasoningBlocks },
				...sent.map(({ id }, index): ChatMessage => ({
					role: 'tool',
					toolCallId: id,
					content: results[index] ?? ''
				}))
			]
		};
	}

	#read({ name, arguments: text }: SentToolCall, index: number): ReadCall {
		if (index >= mostCallsPerTurn) {
			return {
				error: `more than ${String(mostCallsPerTurn)} calls at once; this one was not made`
			};
		}
		const validate = this.#validators.get(name);
		if (!validate) return { error: `there is no tool "${name}"` };
		const args = text.trim() === '' ? {} : parseJson(text);
		if (!isObject(args)) return { error: 'the arguments are not a JSON object' };
		if (validate(args)) return { name, arguments: args };
		const problems = (validate.errors ?? [])
			.slice(0, 5)
			.map(({ instancePath, message }) => `${instancePath || 'the object'} ${message ?? ''}`);
		return { error: `the arguments do not fit: ${problems.join('; ')}` };
	}

	#run(calls: readonly CalledTool[], deadlineMs: number): Promise<SandboxOutcome<WorldResult>> {
		const { world, given, runSandboxed } = this.#setup;
		const state = this.#state;
		return runSandboxed(
			{ kind: 'world', code: world, given, state, calls, memoryMib, deadlineMs },
			deadlineMs
		);
	}

	/** Makes the state that the conversation begins with, by itself: what fails here is the world's fault and not the model's. */
	async #start(): Promise<void> {
		const outcome = await this.#run([], startDeadlineMs);
		if (outcome.state === 'done' && 'state' in outcome.result) {
			this.#before = outcome.result.state;
			this.#state = outcome.result.state;
			return;
		}
		const reason =
			outcome.state === 'deadline'
				? 'it took too long to start'
				: outcome.state === 'broken'
					? outcome.reason
					: 'failure' in outcome.result
						? outcome.result.failure
						: '';
		throw new BenchError('E_CONFIG', `the world of the scenario cannot be used: ${reason}`, {
			hint: 'Look at its world.js; bench validate with its scenario.yaml plays every solution.'
		});
	}

	/** The results of one turn, JSON texts. */
	async #call(sent: readonly SentToolCall[]): Promise<string[]> {
		if (this.#state === null) await this.#start();
		const read = sent.map((call, index) => this.#read(call, index));
		const calls = read.filter((each): each is CalledTool => !('error' in each));
		const outcome = await this.#run(calls, this.#setup.spec.deadlineMs);
		let done: WorldCallResult[];
		if (outcome.state === 'done' && 'results' in outcome.result) {
			this.#state = outcome.result.state;
			done = outcome.result.results;
		} else {
			// What was asked for took too long or too much: nothing of this turn was done.
			done = calls.map(() => ({ error: 'the tool did not answer' }));
		}
		const left = [...done];
		let room = this.#setup.spec.maxResultBytes;
		return read.map((each) => {
			const result = 'error' in each ? each : left.shift();
			const shown =
				result === undefined
					? { error: 'the tool did not answer' }
					: 'error' in result
						? { error: result.error }
						: result.value;
			const { text, bytes } = within(JSON.stringify(shown), room);
			room -= bytes;
			return text;
		});
	}
}

/**
 * Plays a script as if a model had said it; its transcript. Nothing in a script depends on what comes back, so that all its calls go to
 * the world at once; they are one turn of the transcript, which no check tells from several.
 */
export const playScript = async (
	setup: ConversationSetup,
	{ turns, message }: ConversationScript,
	validators: Validators = compileTools(setup.spec)
): Promise<Transcript> => {
	const { maxTurns } = setup.spec;
	const conversation = new Conversation(setup, validators);
	const calls = turns.slice(0, maxTurns).flat();
	if (calls.length > 0) {
		await conversation.take({
			text: '',
			toolCalls: calls.map((call) => ({
				id: null,
				name: call.name,
				arguments: JSON.stringify(call.arguments)
			})),
			reasoningBlocks: []
		});
	}
	return conversation.transcript(turns.length < maxTurns ? message : null);
};
