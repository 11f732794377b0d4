/** Chunks and whole answers of Gemini, which are the same JSON: a chunk holds what is new, and usage so far. */
import { isObject } from '#core/json.ts';
import { geminiFinishReasons, noteFinish } from './finish-reasons.ts';
import { thoughtBlock } from './gemini-contents.ts';
import { googleError } from './gemini-error.ts';
import { geminiFraming } from './gemini-framing.ts';
import { geminiUsage } from './gemini-usage.ts';
import { isTooDeep, objectAt, objectsAt, textAt } from './json-access.ts';
import type { ReadingDraft } from './reading-draft.ts';
import type { Dialect } from './response-reader.ts';

/** What may stand beside the content of a part. */
const besideContent: ReadonlySet<string> = new Set(['thought', 'thoughtSignature', 'partMetadata']);

export const createGeminiDialect = (draft: ReadingDraft): Dialect => {
	const readCall = (call: Record<string, unknown>): void => {
		const name = textAt(call, 'name') ?? '';
		const given = call['args'];
		const args = isObject(given) && !isTooDeep(given) ? JSON.stringify(given) : '{}';
		if ('partialArgs' in call) draft.warn('arguments in pieces were not read');
		draft.toolCalls.push({ id: textAt(call, 'id'), name, arguments: args });
		draft.stamp('tool', name.length + args.length);
	};

	const readPart = (part: Record<string, unknown>): void => {
		const call = objectAt(part, 'functionCall');
		if (typeof part['text'] === 'string') {
			const isThought = part['thought'] === true;
			// What is shown of thoughts is a summary (https://ai.google.dev/gemini-api/docs/thinking#summaries, November 2026).
			if (isThought && part['text'] !== '') draft.hasSummarisedReasoning = true;
			draft.say(isThought ? 'reasoning' : 'text', part['text']);
		} else if (call) readCall(call);
		else {
			const kinds = Object.keys(part).filter((key) => !besideContent.has(key));
			if (kinds.length > 0) {
				draft.warn(`a part with ${kinds.join(', ').slice(0, 100)} was left out`);
			}
		}
		const signature = textAt(part, 'thoughtSignature');
		if (signature !== null) {
			draft.reasoningBlocks.push(thoughtBlock(signature, call ? draft.toolCalls.length - 1 : null));
		}
	};

	const readFinish = (candidate: Record<string, unknown>): void => {
		const raw = textAt(candidate, 'finishReason');
		// The value of a field that was not set.
		if (raw === null || raw === 'FINISH_REASON_UNSPECIFIED') return;
		noteFinish(draft, geminiFinishReasons, raw, 'finish reason');
		draft.terminated = true;
	};

	/** A prompt that was blocked has no candidates; whether this is one. */
	const readBlock = (json: Record<string, unknown>): boolean => {
		const feedback = objectAt(json, 'promptFeedback');
		const reason = feedback && textAt(feedback, 'blockReason');
		if (!reason) return false;
		draft.stop('refused', reason);
		draft.terminated = true;
		return true;
	};

	const readCandidate = (candidate: Record<string, unknown>): void => {
		const wasTerminated = draft.terminated;
		const before = draft.deltas.length;
		for (const part of objectsAt(objectAt(candidate, 'content') ?? {}, 'parts')) readPart(part);
		if (wasTerminated && draft.deltas.length > before) {
			draft.warn('output came after the finish reason');
		}
		readFinish(candidate);
	};

	/** Whether there was an answer in it. */
	const readFrame = (json: Record<string, unknown>): boolean => {
		draft.nameModel(textAt(json, 'modelVersion'));
		const usage = objectAt(json, 'usageMetadata');
		if (usage) draft.addUsage(usage);
		const candidates = objectsAt(json, 'candidates');
		const answer = candidates.find(({ index }) => (index ?? 0) === 0);
		if (candidates.length > 1) {
			draft.warn('the endpoint sent more than one candidate; only the first is the answer');
		}
		if (answer) readCandidate(answer);
		return readBlock(json) || answer !== undefined;
	};

	return {
		framing: geminiFraming,
		event: ({ json, isError }) => {
			const isAnswer = readFrame(json);
			const isKnown = isError || 'usageMetadata' in json || 'promptFeedback' in json;
			if (!isAnswer && !isKnown) draft.warn('an event without candidates was ignored');
		},
		body: (json) => {
			if (!readFrame(json)) return 'the answer holds no candidates';
			// Without one the model has not stopped (reference of Vertex AI, `Candidate.Types.FinishReason`, read in November 2026).
			return draft.finish === null ? 'the answer holds no finish reason' : null;
		},
		error: googleError,
		usage: (raw, warn) => {
			const { terminated, said, toolCalls } = draft;
			const isSilent = terminated && toolCalls.length === 0 && said.text + said.reasoning === '';
			return geminiUsage(raw, warn, isSilent);
		}
	};
};
