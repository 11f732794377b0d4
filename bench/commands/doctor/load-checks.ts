/** The check of `bench doctor --load`: what this machine adds by itself to a load, and the most that it can send. */
import { InvalidArgumentError } from 'commander';
import type { LoadShape } from '#core/load-shape.ts';
import { renderNoiseFloor, unsendable } from '#core/noise-floor.ts';
import { Calibrator } from '../calibration/calibrator.ts';

export interface LoadCheck {
	name: string;
	status: 'ok' | 'warning';
	detail: string;
}

/** Requests in flight where the flag names no load. */
export const defaultDoctorLoad: LoadShape = { kind: 'closed', concurrency: 32, requests: 1 };
/** A request of a few paragraphs, bytes. */
const requestBytes = 4_096;

/** `32` users, or `20/s` requests a second. */
export const parseDoctorLoad = (text: string): LoadShape => {
	const found = /^(\d{1,6}(?:\.\d+)?)(\/s)?$/.exec(text.trim());
	const value = Number(found?.[1]);
	if (value > 0 && found?.[2]) return { kind: 'poisson', ratePerS: value, durationS: 1 };
	if (value > 0 && Number.isInteger(value)) {
		return { kind: 'closed', concurrency: value, requests: value };
	}
	throw new InvalidArgumentError('expected users such as 32, or requests a second such as 20/s.');
};

/** Sends the load to a server of our own for two seconds, and as many requests as it can for one. */
export const loadChecks = async (
	load: LoadShape,
	workers: number,
	signal: AbortSignal
): Promise<LoadCheck[]> => {
	const calibrator = new Calibrator(() => undefined);
	const options = { load, isStreamed: true, workers, requestBytes, signal };
	const floor = await calibrator.floorOf(options);
	if (!floor) return [];
	const cannot = unsendable('ratePerS' in load ? load.ratePerS : null, floor.sendLimitPerS);
	const objections = [...(cannot === null ? [] : [cannot]), ...floor.clientReasons];
	return [
		{
			name: 'sending',
			status: cannot === null ? 'ok' : 'warning',
			detail: `at most ${floor.sendLimitPerS.toFixed(0)} requests/s, ${String(floor.workers)} worker, to a server of our own on this machine`
		},
		{
			name: 'noise floor',
			status: objections.length === 0 ? 'ok' : 'warning',
			detail: [
				`${renderNoiseFloor(floor)} at ${floor.eventsPerS.toFixed(0)} events/s`,
				...objections
			].join('; ')
		}
	];
};
