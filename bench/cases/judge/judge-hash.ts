/** What a judge is, as a hash: another model, endpoint, parameter, wording or rubric is another judge. */
import { createHash } from 'node:crypto';
import type { JudgeSpec } from '#core/grader-spec.ts';
import { judgePromptVersion, type JudgePrompt } from '#core/judge-prompt.ts';
import { targetProtocol, type Target } from '#core/target.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** JSON with sorted keys, so that equal values have equal hashes. */
const canonicalJson = (value: unknown): string =>
	JSON.stringify(value, (_, part: unknown) =>
		typeof part === 'object' && part !== null && !Array.isArray(part)
			? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
			: part
	);

const modelOf = (target: Target): unknown => {
	switch (target.kind) {
		case 'measured-api':
		case 'self-hosted':
			return { model: target.model, baseUrl: target.baseUrl };
		case 'embedded':
			return { modelFile: target.modelFile };
		case 'emulated':
			return { model: target.model, quality: target.quality, judging: target.judging ?? null };
	}
};

/** What the endpoint of a judge is asked for. */
export const judgeModelOf = (target: Target): string =>
	target.kind === 'embedded' ? target.modelFile : target.model;

/** SHA-256, hex. The threshold is ours and no part of it; nor are price, title and load of the target. */
export const judgeHashOf = (target: Target, spec: JudgeSpec): string => {
	const { rubric, referenceGuided, maxOutputTokens } = spec;
	return sha256(
		canonicalJson({
			kind: target.kind,
			protocol: targetProtocol(target),
			model: modelOf(target),
			parameters: target.parameters,
			promptVersion: judgePromptVersion,
			rubric,
			referenceGuided,
			maxOutputTokens
		})
	);
};

/** The hash of judges who grade together: of one alone its own. */
export const panelHashOf = (judgeHashes: readonly string[], combine: string): string =>
	judgeHashes.length === 1
		? (judgeHashes[0] as string)
		: sha256(canonicalJson({ judges: [...judgeHashes].sort(), combine }));

/** SHA-256 of the whole question to a judge, hex. */
export const promptHashOf = ({ system, user }: JudgePrompt): string =>
	sha256(`${system}\u0000${user}`);
