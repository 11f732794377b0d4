/** Judges that may favour those whom they judge. */
import { expect, it } from 'vitest';
import { familyWarnings } from '#bench/cases/judge/family-warnings.ts';
import { targetSchema, type Target } from '#core/target.ts';

const target = (id: string, model: string): Target =>
	targetSchema.parse({
		id,
		kind: 'self-hosted',
		protocol: 'openai-chat',
		baseUrl: 'http://127.0.0.1:1/v1',
		model
	});

it('warns of a judge that judges itself, whether its family is known or not, and of one of the same family', () => {
	const unknown = target('own', 'in-house-7');
	expect(familyWarnings([{ target: unknown }], [unknown, target('other', 'x-1')])).toEqual([
		'"own" judges itself: judges tend to favour their own answers'
	]);
	const qwen = target('judge', 'Qwen/Qwen3-32B');
	expect(familyWarnings([{ target: qwen }], [target('small', 'Qwen/Qwen3-8B'), unknown])).toEqual([
		expect.stringContaining('the judge "judge" and the target "small" are both of the family')
	]);
});
