/** Ends a stage whose endpoint refuses the key or every request, or has become another model. */
import { BenchError } from '#core/errors.ts';
import type { Target } from '#core/target.ts';
import type { Reading } from '#bench/protocols/protocol.ts';
import type { StageCourse } from './stage-course.ts';
import { authenticationError } from './stage-ends.ts';

export interface EndpointWatchOptions {
	target: Target;
	/** What the model has called itself so far; another name ends the stage. Null where nobody holds it to one. */
	expectedModel: string | null;
	course: StageCourse;
	remark: (text: string) => void;
}

/** Requests refused in a row, without one accepted, after which the rest of the stage would be refused as well. */
const hopelessRefusals = 20;

export class EndpointWatch {
	readonly #options: EndpointWatchOptions;
	#refusals = 0;
	#reportedModel: string | null = null;

	constructor(options: EndpointWatchOptions) {
		this.#options = options;
	}

	/** What the model first called itself; null while it has not. */
	get reportedModel(): string | null {
		return this.#reportedModel;
	}

	/** Of an answer, without secrets. An endpoint may quote what it was asked: its message can be shown, but not kept, where the texts are not. */
	take(
		error: Reading['error'],
		model: string | null,
		message: { shown: string | null; kept: string | null }
	): void {
		const { target, course, remark } = this.#options;
		if (model !== null) {
			this.#reportedModel ??= model;
			this.#holdToModel(model);
		}
		// A request that is refused as such (unknown model, wrong path) will be refused the next time as well.
		this.#refusals = error?.kind === 'request' ? this.#refusals + 1 : -Infinity;
		if (this.#refusals === hopelessRefusals) {
			remark(
				`"${target.id}" refuses every request, so the stage ends here: ${message.shown ?? ''}`
			);
			course.end('stop');
		}
		if (error?.kind === 'authentication' && !course.failure) {
			course.fail(authenticationError(target, message.kept), 'abort');
		}
	}

	/** Where another model answers than in the part that was measured before, more of its answers would only be mixed with those. */
	#holdToModel(model: string): void {
		const { target, expectedModel, course } = this.#options;
		if (expectedModel === null || model === expectedModel || course.failure) return;
		course.fail(
			new BenchError(
				'E_DRIFT',
				`target "${target.id}" now answers as the model "${model}", before it was "${expectedModel}"`,
				{
					hint: 'Measure the new model in a run of its own, or mix both on purpose: bench resume --allow-drift.'
				}
			),
			'stop'
		);
	}
}
