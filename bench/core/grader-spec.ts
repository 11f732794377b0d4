/** How the answers of a scenario are graded, as written in `scenario.yaml`; the graders themselves are in `bench/graders`. */
import { z } from 'zod';
import { citedAnswerSpecSchema } from './grader-spec/cited-answer.ts';
import { finalStateSpecSchema } from './grader-spec/final-state.ts';
import { jsonFieldsSpecSchema } from './grader-spec/json-fields.ts';
import { jsonRowsSpecSchema } from './grader-spec/json-rows.ts';
import { jsonSchemaSpecSchema } from './grader-spec/json-schema.ts';
import { judgeSpecSchema } from './grader-spec/judge.ts';
import { labelSpecSchema } from './grader-spec/label.ts';
import { noGraderSpecSchema } from './grader-spec/none.ts';
import {
	commandSpecSchema,
	sqlResultSpecSchema,
	unitTestsSpecSchema
} from './grader-spec/program.ts';
import { toolCallsSpecSchema } from './grader-spec/tool-calls.ts';
import {
	editDistanceSpecSchema,
	exactSpecSchema,
	normalisedSpecSchema,
	numberSpecSchema,
	patternSpecSchema,
	rougeLSpecSchema
} from './grader-spec/written-answer.ts';

export { labelKey, type LabelSpec } from './grader-spec/label.ts';
export type { JudgeSpec } from './grader-spec/judge.ts';
export type { FieldSpec, JsonFieldsSpec } from './grader-spec/json-fields.ts';

export const graderSpecSchema = z.discriminatedUnion('kind', [
	labelSpecSchema,
	exactSpecSchema,
	normalisedSpecSchema,
	numberSpecSchema,
	patternSpecSchema,
	rougeLSpecSchema,
	editDistanceSpecSchema,
	jsonFieldsSpecSchema,
	jsonSchemaSpecSchema,
	jsonRowsSpecSchema,
	citedAnswerSpecSchema,
	toolCallsSpecSchema,
	finalStateSpecSchema,
	sqlResultSpecSchema,
	unitTestsSpecSchema,
	commandSpecSchema,
	judgeSpecSchema,
	noGraderSpecSchema
]);

export type GraderSpec = z.infer<typeof graderSpecSchema>;
export type GraderKind = GraderSpec['kind'];
