/** What a running stage looks like on the screen. */
import { formatDuration, formatMs, formatNumber } from './format.ts';

export interface ProgressSnapshot {
	/** `support-triage on local, closed ×4` */
	title: string;
	/** Position of the stage in the run, from 1, and how many there are; null where a search decides that. */
	stage: number;
	stages: number | null;
	phase: 'measuring' | 'draining';
	done: number;
	/** Null where only time ends the stage. */
	total: number | null;
	inFlight: number;
	errors: number;
	ttftP50Ms: number | null;
	ttftP95Ms: number | null;
	outputTokensPerS: number | null;
	elapsedS: number;
	/** Expected seconds to the end of the stage; null before anything is known. */
	etaS: number | null;
}

const barWidth = 20;

const bar = (share: number): string => {
	// Rounded down: a full bar means that all is done.
	const full = Math.floor(Math.min(1, Math.max(0, share)) * barWidth + 1e-9);
	return '█'.repeat(full) + '░'.repeat(barWidth - full);
};

/** Share of the stage that is done, 0 to 1; null where nothing tells. */
const shareDone = ({ done, total, elapsedS, etaS }: ProgressSnapshot): number | null => {
	if (total !== null && total > 0) return done / total;
	return etaS === null ? null : elapsedS / Math.max(1e-9, elapsedS + etaS);
};

/** The figures of a stage in one line, without its name. */
export const renderFigures = (snapshot: ProgressSnapshot): string => {
	const { done, total, inFlight, errors, etaS } = snapshot;
	return [
		snapshot.phase,
		`${String(done)}/${total === null ? '?' : String(total)} done`,
		`${String(inFlight)} in flight`,
		`${String(errors)} error${errors === 1 ? '' : 's'}`,
		etaS === null ? 'ETA –' : `ETA ${formatDuration(etaS)}`,
		`TTFT p50 ${formatMs(snapshot.ttftP50Ms)} p95 ${formatMs(snapshot.ttftP95Ms)} ms`,
		`${formatNumber(snapshot.outputTokensPerS)} tok/s`
	].join(' · ');
};

/** `[3/12] support-triage on local, closed ×4`, then the figures: two lines for a terminal. */
export const renderLive = (snapshot: ProgressSnapshot): [string, string] => {
	const share = shareDone(snapshot);
	const place = `[${String(snapshot.stage)}${snapshot.stages === null ? '' : `/${String(snapshot.stages)}`}]`;
	return [
		`${place} ${share === null ? '' : `${bar(share)} `}${snapshot.title}`,
		`  ${renderFigures(snapshot)}`
	];
};
