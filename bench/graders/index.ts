/** The grader for a spec: the only place that knows every kind. */
import type { GraderSpec } from '#core/grader-spec.ts';
import type { Grader } from './grader.ts';
import { createJsonFieldsGrader } from './json-fields.ts';
import { createLabelGrader } from './label.ts';

/** Creates the grader that a scenario asks for. */
export const createGrader = (spec: GraderSpec): Grader => {
	switch (spec.kind) {
		case 'label':
			return createLabelGrader(spec);
		case 'json-fields':
			return createJsonFieldsGrader(spec);
	}
};
