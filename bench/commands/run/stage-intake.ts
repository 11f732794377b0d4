/** What becomes of each attempt of a stage: it is read, graded, counted and stored. */
import type { Answer } from '#core/answer.ts';
import { answerWithoutText, keptTexts, type KeepAnswers } from '#core/keep-answers.ts';
import { isAnswer } from '#core/outcome.ts';
import type { Price } from '#core/price.ts';
import type { MeasuredStage } from '#core/run.ts';
import { modelNameWithoutProse } from '#core/without-prose.ts';
import type { Writer } from '#db/writer.server.ts';
import { onBlockClock } from '#bench/load/blocks/stage-clock.ts';
import { readAttempt, type ReadAttempt } from '#bench/load/read-attempt.ts';
import type { Placement } from '#bench/load/rest-of-schedule.ts';
import type { StageCollector } from '#bench/load/stage-collector.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';
import { EndpointWatch } from './endpoint-watch.ts';
import type { StageWatch } from './held-against.ts';
import { ConversationTable, type TurnVerdict } from './hold-conversation.ts';
import { itemAt, streamsIn, type PreparedCell } from './prepare-cell.ts';
import type { RateWatch } from './rate-watch.ts';
import { allSecretForms } from './secret-forms.ts';
import type { StageSpend } from './spend-ledger.ts';
import type { StageCourse } from './stage-course.ts';
import { visibleText } from './visible-text.ts';

/** What a stage is told of how its attempts are to be taken. */
export interface IntakeOptions {
	prepared: PreparedCell;
	stage: MeasuredStage;
	seed: number;
	keepStreams: boolean;
	/** Of which answers the texts are stored. */
	keepAnswers: KeepAnswers;
	writer: Writer;
	/** Keeps it under the cap; null where its requests are not paid for one by one. */
	spend: StageSpend | null;
	/** What the model has called itself so far; another name ends the stage. Null where nobody holds it to one. */
	expectedModel?: string | null;
	/** Whether an answer of such another model counts for no item. */
	leavesOutOtherModels?: boolean;
	/** Told of each first answer to an item; it may end the stage. Null where nothing is compared. */
	watch: StageWatch | null;
	/** Told of each graded first answer to an item; null where nobody wants to know. */
	onGraded: ((itemId: string, passed: boolean) => void) | null;
}

/** What its attempts are counted in and may end. */
export interface IntakeParts {
	collector: StageCollector;
	course: StageCourse;
	/** Where a stage goes on with one that was broken off; null for a whole one. */
	placement: Placement | null;
	price: Price | null;
	priceVersion: string | null;
	/** Null where the rate is not held against anything. */
	rateWatch: RateWatch | null;
	remark: (text: string) => void;
}

/** A turn of a conversation beyond the first is told apart by its number, which sorts as it counts. */
const attemptIdOf = (stageId: string, { ordinal, turn }: RawAttempt): string =>
	`${stageId}/${String(ordinal)}${turn === 0 ? '' : `.${String(turn).padStart(2, '0')}`}`;

export class StageIntake {
	readonly #options: IntakeOptions;
	readonly #parts: IntakeParts;
	readonly #secrets: readonly string[];
	readonly #keepsText: ReturnType<typeof keptTexts>;
	readonly #conversations: ConversationTable | null;
	readonly #endpoint: EndpointWatch;
	/** Answers that something is being run for. */
	readonly #grading = new Set<Promise<void>>();
	#storing: Promise<void> = Promise.resolve();
	#storeError: unknown = null;
	#isEmulated = false;

	constructor(options: IntakeOptions, parts: IntakeParts) {
		this.#options = options;
		this.#parts = parts;
		const { prepared, keepAnswers, seed, expectedModel = null } = options;
		this.#secrets = allSecretForms(prepared.ready.secrets);
		this.#keepsText = keptTexts(keepAnswers, seed);
		const { course, remark } = parts;
		const { target, conversation } = prepared.planned;
		this.#endpoint = new EndpointWatch({ target, expectedModel, course, remark });
		this.#conversations = conversation === null ? null : this.#hold();
	}

	/** Whether an answer said that it was made up. */
	get isEmulated(): boolean {
		return this.#isEmulated;
	}

	/** What the model first called itself; null while it has not. */
	get reportedModel(): string | null {
		return this.#endpoint.reportedModel;
	}

	/** Takes an attempt on the clock of the stage, at its place in the schedule. */
	take(raw: RawAttempt): void {
		const place = itemAt(this.#options.prepared, raw.ordinal);
		const { item, trial } = place;
		const keepsText = this.#keepsText({ itemId: item.itemId, trial, ordinal: raw.ordinal });
		const read = this.#read(raw, place, keepsText);
		const { attempt, reading } = read;
		const shown = attempt.errorMessage;
		if (!keepsText) attempt.errorMessage = null;
		const passed = this.#options.spend?.settle(attempt) ?? null;
		if (passed) this.#parts.course.fail(passed, 'stop');
		if (this.#conversations) this.#whenDone(this.#conversations.take(raw, read, item));
		else {
			const text = visibleText(reading);
			const grade = item.grade && isAnswer(attempt.outcome) ? item.grade(text) : null;
			if (grade instanceof Promise) {
				this.#whenDone(
					grade.then((given) => {
						this.#keep(read, { text, grade: given });
					})
				);
			} else this.#keep(read, { text, grade });
		}
		this.#isEmulated ||= read.isEmulated;
		const model = reading.model === null ? null : modelNameWithoutProse(reading.model);
		this.#endpoint.take(reading.error, model, { shown, kept: attempt.errorMessage });
	}

	/** Resolves when all that was taken is graded and stored, and no conversation is open. Throws where it cannot be; the stage is aborted then. */
	async settled(): Promise<void> {
		await Promise.all(this.#grading);
		this.#conversations?.leaveOpen();
		await this.#storing;
		if (this.#storeError !== null) throw this.#storeError as Error;
	}

	/** Ends the stage as nothing that it brings can be kept any more. The first reason stands. */
	breakOff(error: unknown): void {
		this.#storeError ??= error;
		this.#parts.course.end('abort');
	}

	#read(
		raw: RawAttempt,
		{ item, trial }: ReturnType<typeof itemAt>,
		keepsText: boolean
	): ReadAttempt {
		const { prepared, stage, keepStreams } = this.#options;
		const { price, priceVersion } = this.#parts;
		const { protocol } = prepared;
		return readAttempt(raw, {
			id: attemptIdOf(stage.id, raw),
			stageId: stage.id,
			itemId: item.itemId,
			trial,
			protocol,
			stream: streamsIn(stage.load, item.call),
			image: item.call.image ?? null,
			embedding: item.call.embedding ?? null,
			price,
			priceVersion,
			secrets: this.#secrets,
			// Images and vectors are long and say no more than their hash, which is kept.
			keepStream: keepStreams && protocol.capabilities.answers === 'text' && keepsText
		});
	}

	#hold(): ConversationTable {
		const { protocol, ready } = this.#options.prepared;
		const { course, placement } = this.#parts;
		/** As the block that runs counts it. */
		const asSent = (raw: RawAttempt): Pick<RawAttempt, 'worker' | 'ordinal' | 'endMs'> => {
			const ordinal = placement ? placement.positionOf(raw.ordinal) : raw.ordinal;
			return onBlockClock({ ...raw, ordinal }, course.offset);
		};
		return new ConversationTable({
			protocol,
			endpoint: ready.endpoint,
			followUp: (raw, request, thinkMs) => {
				const pause = thinkMs === null ? undefined : { thinkMs };
				course.running?.followUp(asSent(raw), request, pause);
			},
			end: (raw) => {
				course.running?.endConversation(asSent(raw));
			},
			keep: (read, given) => {
				this.#keep(read, given);
			}
		});
	}

	#whenDone(work: Promise<void>): void {
		const done = work.catch((error: unknown) => {
			this.breakOff(error);
		});
		this.#grading.add(done);
		void done.finally(() => this.#grading.delete(done));
	}

	#keep(read: ReadAttempt, given: TurnVerdict): void {
		const { collector, course, rateWatch } = this.#parts;
		const answer = this.#isLeftOut(read) ? null : given;
		const { attempt } = read;
		collector.add(read, answer?.grade ?? null);
		course.figures.add(attempt);
		rateWatch?.take(read);
		if (answer !== null && attempt.itemId !== null && attempt.trial === 0) {
			this.#compare(attempt.ordinal, attempt.itemId, answer.grade?.passed ?? null);
		}
		this.#storing = this.#storing
			.then(() => this.#store(read, answer))
			.catch((error: unknown) => {
				this.breakOff(error);
			});
	}

	#isLeftOut({ reading: { model } }: ReadAttempt): boolean {
		const { leavesOutOtherModels = false, expectedModel = null } = this.#options;
		if (!leavesOutOtherModels || expectedModel === null || model === null) return false;
		// As it is stored, which it is held against later.
		return modelNameWithoutProse(model) !== expectedModel;
	}

	#compare(place: number, itemId: string, passed: boolean | null): void {
		const { onGraded, watch } = this.#options;
		if (passed !== null) onGraded?.(itemId, passed);
		if (!watch?.take(place, itemId, passed)) return;
		const conclusion = watch.conclusionInWords() ?? '';
		this.#parts.remark(`${conclusion}, so that its first stage ends here`);
		this.#parts.course.end('stop');
	}

	#store({ attempt, evidence }: ReadAttempt, answer: TurnVerdict): Promise<void> {
		const { prepared, writer } = this.#options;
		const { id, itemId, trial } = attempt;
		const kept: Answer | null =
			itemId === null || answer === null
				? null
				: {
						attemptId: id,
						cellId: prepared.cell.id,
						itemId,
						trial,
						...answer,
						...(prepared.planned.awaitsJudging &&
							isAnswer(attempt.outcome) && { ungradedReason: 'awaits-judging' as const })
					};
		return writer.enqueueAttempt({
			attempt,
			answer: kept && (this.#keepsText(attempt) ? kept : answerWithoutText(kept)),
			evidence
		});
	}
}
