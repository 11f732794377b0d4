/** What the parameters of a target ask of every request, in the words of a call. */
import type { Scenario } from '#core/scenario.ts';
import type { Target } from '#core/target.ts';
import { answerSchemaOf, isStrictSchema } from '#bench/graders/answer-schema.ts';
import type { ChatCall, ResponseFormat } from '#bench/protocols/protocol.ts';

/** The part of a call that the target decides alone. */
export type TargetOptions = Pick<
	ChatCall,
	'temperature' | 'seed' | 'extraBody' | 'stop' | 'reasoning' | 'cache' | 'serviceTier'
>;

export const targetOptions = ({ parameters }: Pick<Target, 'parameters'>): TargetOptions => {
	const {
		temperature,
		seed,
		extraBody,
		stop,
		reasoningEffort: effort,
		thinkingBudgetTokens: budgetTokens,
		promptCache,
		serviceTier
	} = parameters;
	return {
		temperature: temperature ?? null,
		seed: seed ?? null,
		extraBody,
		...(stop && { stop }),
		...((effort !== undefined || budgetTokens !== undefined) && {
			reasoning: {
				...(effort !== undefined && { effort }),
				...(budgetTokens !== undefined && { budgetTokens })
			}
		}),
		...(promptCache !== undefined && {
			cache: promptCache === 'defeat' ? promptCache : { ttl: promptCache }
		}),
		...(serviceTier !== undefined && { serviceTier })
	};
};

/** The form of the answers to a scenario, where the target asks for one; null where it does not, and where the grader knows none. */
export const responseFormatOf = (
	{ parameters }: Pick<Target, 'parameters'>,
	{ id, grader }: Pick<Scenario, 'id' | 'grader'>
): ResponseFormat | null => {
	if (parameters.structuredOutput !== true) return null;
	const schema = answerSchemaOf(grader);
	const name = id.replaceAll('.', '-').slice(0, 64);
	return schema && { name, schema, strict: isStrictSchema(schema) };
};
