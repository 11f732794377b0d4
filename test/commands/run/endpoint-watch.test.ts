/** When an endpoint ends a stage: it refuses all, refuses the key, or has become another model. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EndpointWatch } from '#bench/commands/run/endpoint-watch.ts';
import { StageCourse } from '#bench/commands/run/stage-course.ts';
import type { ReadingError } from '#bench/protocols/protocol.ts';
import type { Target } from '#core/target.ts';

const target = {
	id: 'box',
	kind: 'self-hosted',
	protocol: 'openai-chat',
	baseUrl: 'http://127.0.0.1:8000/v1',
	model: 'm'
} as Target;
const none = { shown: null, kept: null };
const error = (kind: ReadingError['kind']): ReadingError => ({
	kind,
	code: null,
	message: '',
	retryAfterS: null
});

const watch = (expectedModel: string | null = null) => {
	const course = new StageCourse();
	const remarks: string[] = [];
	const endpoint = new EndpointWatch({
		target,
		expectedModel,
		course,
		remark: (text) => remarks.push(text)
	});
	return { course, endpoint, remarks };
};

describe('the watch on an endpoint', () => {
	it('ends the stage exactly where the first twenty answers are all refusals', () => {
		fc.assert(
			fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (refused) => {
				const { course, endpoint, remarks } = watch();
				for (const each of refused) endpoint.take(each ? error('request') : null, null, none);
				const expected = refused.length >= 20 && refused.slice(0, 20).every((each) => each);
				expect(course.isEnded).toBe(expected);
				expect(remarks).toHaveLength(expected ? 1 : 0);
				expect(course.failure).toBe(null);
			}),
			{ examples: [[Array<boolean>(20).fill(true)], [Array<boolean>(25).fill(true)]] }
		);
	});

	it('fails the run at the first refused key, with the words that may be kept', () => {
		const { course, endpoint } = watch();
		endpoint.take(error('authentication'), null, { shown: 'as asked: hello', kept: null });
		expect(course.failure).toMatchObject({ code: 'E_AUTH' });
		expect(course.failure?.message).toContain('no reason given');
		endpoint.take(error('authentication'), null, { shown: 'later', kept: 'later' });
		expect(course.failure?.message).not.toContain('later');
	});

	it('fails the run where another model answers than before, and only if it is held to one', () => {
		const held = watch('qwen3');
		held.endpoint.take(null, 'qwen3', none);
		expect(held.course.failure).toBe(null);
		held.endpoint.take(null, 'qwen4', none);
		expect(held.course.failure).toMatchObject({ code: 'E_DRIFT' });
		expect(held.endpoint.reportedModel).toBe('qwen3');
		const free = watch();
		free.endpoint.take(null, 'qwen4', none);
		expect([free.course.isEnded, free.endpoint.reportedModel]).toEqual([false, 'qwen4']);
	});
});
