/** The grader for a spec: the only place that knows every kind. */
import type { GraderSpec } from '#core/grader-spec.ts';
import type { JsonValue } from '#core/json.ts';
import { createCitedAnswerGrader } from './cited-answer.ts';
import { createCommandGrader } from './command.ts';
import { createFinalStateGrader } from './final-state.ts';
import type { Grader, RuleGrader } from './grader.ts';
import { noGradingTools, type GradingTools } from './grading-tools.ts';
import { createJsonFieldsGrader } from './json-fields.ts';
import { createJsonRowsGrader } from './json-rows.ts';
import { createJsonSchemaGrader } from './json-schema.ts';
import { createJudgeGrader } from './judge/judge-grader.ts';
import { createLabelGrader } from './label.ts';
import { noGrader } from './none.ts';
import { createNumberGrader } from './number.ts';
import { createOverlapGrader } from './overlap.ts';
import { createPatternGrader } from './pattern.ts';
import { createSqlResultGrader } from './sql-result.ts';
import { createTextMatchGrader } from './text-match.ts';
import { createToolCallsGrader } from './tool-calls.ts';
import { createUnitTestsGrader } from './unit-tests.ts';

/** Graders that need nothing but the text. */
export type RuleSpec = Exclude<
	GraderSpec,
	{ kind: 'pattern' | 'sql-result' | 'unit-tests' | 'command' | 'judge' | 'none' }
>;

/** Creates a grader that needs nothing but the text. Throws E_CONFIG for a spec that cannot be used. */
export const createRuleGrader = (spec: RuleSpec): RuleGrader => {
	switch (spec.kind) {
		case 'label':
			return createLabelGrader(spec);
		case 'exact':
		case 'normalised':
			return createTextMatchGrader(spec);
		case 'number':
			return createNumberGrader(spec);
		case 'rouge-l':
		case 'edit-distance':
			return createOverlapGrader(spec);
		case 'json-fields':
			return createJsonFieldsGrader(spec);
		case 'json-schema':
			return createJsonSchemaGrader(spec);
		case 'json-rows':
			return createJsonRowsGrader(spec);
		case 'cited-answer':
			return createCitedAnswerGrader(spec);
		case 'tool-calls':
			return createToolCallsGrader(spec);
		case 'final-state':
			return createFinalStateGrader(spec);
	}
};

/**
 * Creates the grader that a scenario asks for; some cannot grade without `tools`, and that of a judged scenario cannot grade at all
 * (see `judge/`). Throws E_CONFIG for a spec that cannot be used.
 */
export const createGrader = (spec: GraderSpec, tools: GradingTools = noGradingTools): Grader => {
	switch (spec.kind) {
		case 'pattern':
			return createPatternGrader(spec, tools);
		case 'sql-result':
			return createSqlResultGrader(spec, tools);
		case 'unit-tests':
			return createUnitTestsGrader(spec, tools);
		case 'command':
			return createCommandGrader(spec, tools);
		case 'judge':
			return createJudgeGrader();
		case 'none':
			return noGrader;
		case 'label':
		case 'exact':
		case 'normalised':
		case 'number':
		case 'rouge-l':
		case 'edit-distance':
		case 'json-fields':
		case 'json-schema':
		case 'json-rows':
		case 'cited-answer':
		case 'tool-calls':
		case 'final-state':
			return createRuleGrader(spec);
	}
};

/** Graders by their spec: all references of a scenario are checked by one, which may have a schema to compile. */
const checking = new WeakMap<GraderSpec, Grader>();

/** What is wrong with a reference for the grader of a spec; null if nothing is. */
export const checkReference = (spec: GraderSpec, reference: JsonValue): string | null => {
	const grader = checking.get(spec) ?? createGrader(spec);
	checking.set(spec, grader);
	return grader.checkReference(reference);
};
