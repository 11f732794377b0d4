/** Grades the calls of an answer: the same tools with the same arguments, none missing and none too many. */
import { z } from 'zod';
import type { Grade } from '#core/answer.ts';
import {
	toolCallSchema,
	type CalledTool,
	type ToolCallsSpec,
	type ToolSpec
} from '#core/grader-spec/tool-calls.ts';
import { isObject, type JsonValue } from '#core/json.ts';
import { pick } from '#core/random.ts';
import { checkedReference, problemOf } from './checked-reference.ts';
import { checkFieldReference, isFieldRight } from './field-value.ts';
import { findJsonValue } from './find-json-value.ts';
import type { RuleGrader } from './grader.ts';
import { slippedText } from './slipped-text.ts';

/** Right calls, in the order in which they are made; empty where none may be made. */
export const calledToolsSchema = z.array(toolCallSchema);

/** Calls that are read; more than any task takes. */
const mostCalls = 100;

const callOf = (value: unknown): CalledTool | null => {
	const call = isObject(value) && isObject(value['function']) ? value['function'] : value;
	if (!isObject(call) || typeof call['name'] !== 'string') return null;
	const given = call['arguments'] ?? call['parameters'] ?? call['input'] ?? {};
	const args = typeof given === 'string' ? findJsonValue(given) : given;
	return isObject(args)
		? { name: call['name'], arguments: args as Record<string, JsonValue> }
		: { name: call['name'], arguments: {} };
};

/** The calls of an answer: those that the protocol carried, or JSON in their form; null where the text has none. */
export const callsIn = (text: string): CalledTool[] | null => {
	const value = findJsonValue(text);
	const list = Array.isArray(value)
		? value
		: isObject(value) && Array.isArray(value['tool_calls'])
			? value['tool_calls']
			: isObject(value) && ('name' in value || 'function' in value)
				? [value]
				: null;
	if (list === null) return null;
	const calls = list.slice(0, mostCalls).map(callOf);
	return calls.some((call) => call === null) ? null : (calls as CalledTool[]);
};

/** Arguments are shallow; what nests deeper is not what a tool takes. */
const deepest = 20;

const isSameValue = (expected: unknown, got: unknown, depth = 0): boolean => {
	if (typeof expected === 'number' && typeof got === 'number') {
		return Math.abs(expected - got) <= 1e-9 * Math.max(1, Math.abs(expected));
	}
	if (depth > deepest) return false;
	if (Array.isArray(expected) && Array.isArray(got)) {
		return (
			expected.length === got.length &&
			expected.every((value, index) => isSameValue(value, got[index], depth + 1))
		);
	}
	if (isObject(expected) && isObject(got)) {
		const names = Object.keys(expected);
		return (
			names.length === Object.keys(got).length &&
			names.every(
				(name) => Object.hasOwn(got, name) && isSameValue(expected[name], got[name], depth + 1)
			)
		);
	}
	return expected === got;
};

/** Whether a call is another one: the tool, and each argument by its field, or exactly. */
const isSameCall = (tool: ToolSpec | undefined, expected: CalledTool, got: CalledTool): boolean => {
	if (!tool || expected.name !== got.name) return false;
	const names = new Set([...Object.keys(expected.arguments), ...Object.keys(got.arguments)]);
	return [...names].every((name) => {
		const [wanted, value] = [expected.arguments[name], got.arguments[name]];
		const field = tool.fields.find((each) => each.name === name);
		if (field && (wanted === undefined || wanted === null || typeof wanted !== 'object')) {
			return typeof wanted !== 'boolean' && isFieldRight(field, wanted ?? null, value);
		}
		return isSameValue(wanted, value);
	});
};

/** Creates the grader for calls of tools. */
export const createToolCallsGrader = ({ tools, order }: ToolCallsSpec): RuleGrader => {
	const toolOf = (name: string): ToolSpec | undefined => tools.find((tool) => tool.name === name);
	const expectedOf = (reference: JsonValue): CalledTool[] =>
		checkedReference(calledToolsSchema, reference);

	const checkReference = (reference: JsonValue): string | null => {
		const problem = problemOf(calledToolsSchema, reference);
		if (problem !== null) return problem;
		const problems = expectedOf(reference).flatMap(({ name, arguments: args }, index) => {
			const tool = toolOf(name);
			if (!tool) return [`[${String(index)}]: there is no tool "${name}"`];
			return tool.fields.flatMap((field) => {
				const value = args[field.name];
				const wrong = value === undefined ? null : checkFieldReference(field, value);
				return wrong === null ? [] : [`[${String(index)}].arguments.${field.name}: ${wrong}`];
			});
		});
		return problems.length === 0 ? null : problems.join('; ');
	};

	const countSame = (expected: readonly CalledTool[], got: readonly CalledTool[]): number => {
		if (order === 'same') {
			const same = expected.findIndex((call, index) => {
				const found = got[index];
				return !found || !isSameCall(toolOf(call.name), call, found);
			});
			return same === -1 ? expected.length : same;
		}
		const left = [...got];
		return expected.filter((call) => {
			const index = left.findIndex((each) => isSameCall(toolOf(call.name), call, each));
			if (index === -1) return false;
			left.splice(index, 1);
			return true;
		}).length;
	};

	const grade = (text: string, reference: JsonValue): Grade => {
		const expected = expectedOf(reference);
		const found = callsIn(text);
		const got = found ?? [];
		const same = countSame(expected, got);
		const all = expected.length + got.length;
		// Text in place of calls is right only where none may be made.
		const score = all === 0 ? 1 : (2 * same) / all;
		const passed = same === expected.length && got.length === expected.length;
		return {
			passed,
			score,
			details: {
				called: found === null ? null : got.slice(0, 20).map(({ name }) => name),
				expected: expected.map(({ name }) => name),
				same
			}
		};
	};

	return {
		checkReference,
		grade,
		rightAnswer: (reference) => {
			const calls = expectedOf(reference);
			return calls.length === 0 ? 'No tool is needed for this.' : JSON.stringify(calls);
		},
		wrongAnswer: (reference, random) => {
			const calls = expectedOf(reference);
			if (calls.length === 0) {
				return JSON.stringify([{ name: pick(random, tools).name, arguments: {} }]);
			}
			return slippedText(
				pick(random, [
					JSON.stringify(calls),
					JSON.stringify(calls.slice(1)),
					'I have done that for you.'
				]),
				random,
				(text) => grade(text, reference).passed
			);
		}
	};
};
