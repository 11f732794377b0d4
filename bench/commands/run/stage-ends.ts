/** What is said of stages that ended otherwise than planned. */
import { secretCommandOf, variablesOf } from '#core/endpoint-access.ts';
import { BenchError } from '#core/errors.ts';
import type { Saturation, Validity } from '#core/stage.ts';
import type { Target } from '#core/target.ts';
import { msToS } from '#core/units.ts';
import type { StageResult } from '#bench/load/run-stage.ts';
import type { Schedule } from '#bench/load/schedule.ts';

/** The endpoint wants another key, or one at all. */
export const authenticationError = (target: Target, message: string | null): BenchError => {
	const reason = message ?? 'no reason given';
	const variables =
		'baseUrl' in target ? variablesOf({ ...target, proxy: undefined, tls: undefined }) : [];
	const command = 'baseUrl' in target ? secretCommandOf(target) : null;
	if (command !== null) {
		return new BenchError('E_AUTH', `target "${target.id}" refused the key: ${reason}`, {
			hint: `Check what the command "${command[0] ?? ''}" writes, and that the key may use this model.`
		});
	}
	return variables.length === 0
		? new BenchError('E_AUTH', `target "${target.id}" wants a key and got none: ${reason}`, {
				hint: 'Name the environment variable that holds the key: "apiKeyEnv" in a config (or "apiKeyCommand", a program that writes it), --api-key-env of bench load and bench probe.'
			})
		: new BenchError('E_AUTH', `target "${target.id}" refused the key: ${reason}`, {
				hint: `Check the value of the environment variable${variables.length === 1 ? '' : 's'} ${variables.join(', ')}, and that the key may use this model.`
			});
};

/** What a stage that was stopped has offered until then, requests/s; null where it ran to its end. */
export const offeredUntilStopped = (
	schedule: Schedule,
	{ offered, begun }: StageResult
): number | null => {
	const nextDueMs = schedule.kind === 'open' ? schedule.dueMs[begun] : undefined;
	return nextDueMs === undefined || nextDueMs === 0 ? null : offered / msToS(nextDueMs);
};

const ofLesserLoad = 'which belong to the mix, ended before their time';

/**
 * The verdict of a stage of a mix that went on while shares of others had ended before their time: what loaded the endpoint then was not the mix, and
 * answers may have come sooner than in it.
 */
export const partOfMixValidity = (validity: Validity, endedEarly: readonly string[]): Validity =>
	endedEarly.length === 0
		? validity
		: lesserLoadValidity(
				validity,
				`the requests of ${endedEarly.join(' and ')}, ${ofLesserLoad}, so that less than the mix loaded the endpoint`
			);

/** What was said of a stage of a mix for that, out of its stored verdict; null for any other. */
export const lesserLoadReason = ({ reasons }: Validity): string | null =>
	reasons.find((reason) => reason.includes(ofLesserLoad)) ?? null;

/** The verdict with that reason before all others. */
export const lesserLoadValidity = ({ verdict, reasons }: Validity, reason: string): Validity => {
	const isGraver = verdict === 'error-bound' || verdict === 'client-bound';
	return { verdict: isGraver ? verdict : 'unsteady', reasons: [reason, ...reasons] };
};

/** A stage that ended as its queue grew is not valid, whatever else there is to say: its shares tell how long it ran. */
export const saturatedValidity = (validity: Validity, saturation: Saturation): Validity => {
	const { afterS, arrived, ended } = saturation;
	return {
		verdict: validity.verdict === 'error-bound' ? 'error-bound' : 'unsteady',
		reasons: [
			`ended after ${afterS.toFixed(1)} s as the queue grew: in the later half ${String(arrived)} requests came and ${String(ended)} ended, and they took longer and longer`,
			...validity.reasons
		]
	};
};
