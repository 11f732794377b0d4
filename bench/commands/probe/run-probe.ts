/** Asks the questions of a probe one after another, and judges what came back. */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { BenchError } from '#core/errors.ts';
import { isCompleted } from '#core/outcome.ts';
import type { BilledPrice } from '#core/price.ts';
import type { ProbeReport } from '#core/probe.ts';
import { targetProtocol, type Target } from '#core/target.ts';
import { sToMs } from '#core/units.ts';
import { requestFinishOf, RequestFinisher } from '#bench/load/finishing/request-finisher.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import {
	SequentialClient,
	type OpenedConnection,
	type SequentialLimits
} from '#bench/load/sequential-client.ts';
import { protocols } from '#bench/protocols/index.ts';
import { capabilitiesOf } from '#bench/protocols/target-capabilities.ts';
import { allSecretForms } from '../run/secret-forms.ts';
import type { ReadyTarget } from '../run/serve-targets.ts';
import { authenticationError } from '../run/stage-ends.ts';
import { abilityChecks } from './checks/ability-checks.ts';
import type { Findings } from './checks/check.ts';
import { connectionChecks } from './checks/connection-checks.ts';
import { errorChecks } from './checks/error-checks.ts';
import { floorsOf } from './checks/floors.ts';
import { streamChecks } from './checks/stream-checks.ts';
import { tokenChecks } from './checks/token-checks.ts';
import { usageChecks } from './checks/usage-checks.ts';
import { readExchange, type Exchange } from './exchange.ts';
import { affordable, checkSpent, costOf, worstUsdOf, type ReadyQuestion } from './probe-cost.ts';
import { questionsOf, type Question, type QuestionId } from './questions.ts';
import { RateLimitWaits } from './rate-limit-waits.ts';

export interface RunProbeOptions {
	ready: ReadyTarget;
	limits: SequentialLimits;
	/** The most that it may cost, USD, decimal text; nothing is paid for where null. */
	capUsd: string | null;
	/** Why no prompt is sent that is longer than any context, the end of a sentence; null where one is. */
	whyNoContext: string | null;
	/** Told what is about to be sent. */
	onPlan: (plan: { requests: number; worstUsd: string; asked: ReadonlySet<QuestionId> }) => void;
	/** Told before it waits because of a rate limit, s. */
	onWait: (waitS: number) => void;
	signal: AbortSignal;
}

/** Connections that are opened to see how long it takes, nothing sent over them. */
const openings = 3;

/** What a target is billed by; null where nobody is paid for requests. */
export const billedPriceOf = (target: Target): BilledPrice | null =>
	target.kind === 'measured-api' ? target.price : null;

/** What the requests have cost until the user stopped the probe; `inFlight` had no answer yet. */
const interrupted = (
	exchanges: readonly Exchange[],
	capUsd: string | null,
	inFlight: ReadyQuestion | null
): BenchError => {
	const sent = exchanges.length + (inFlight ? 1 : 0);
	const after = `the probe was stopped before its end, after ${String(sent)} ${sent === 1 ? 'request' : 'requests'}`;
	if (capUsd === null) return new BenchError('E_INTERRUPTED', `${after}; nobody is paid for them`);
	const { settledUsd, unpricedAnswers, unpricedWorstUsd } = costOf(exchanges, capUsd, '0');
	const unknown = [
		...(unpricedAnswers === 0
			? []
			: [`${String(unpricedAnswers)} answers without usage at most ${unpricedWorstUsd} USD`]),
		...(inFlight ? [`the one without an answer at most ${inFlight.worstUsd} USD`] : [])
	];
	return new BenchError(
		'E_INTERRUPTED',
		`${after}: they cost ${settledUsd} USD by the usage that came back${unknown.map((each) => `, ${each}`).join('')}`
	);
};

/** Throws where the first answers show that there is nothing to be probed. */
const checkReached = (target: Target, exchange: Exchange, exchanges: readonly Exchange[]): void => {
	const { attempt, reading, question } = exchange;
	if (exchanges.some((each) => isCompleted(each.attempt.outcome))) return;
	if (exchanges.length <= openings && reading.error?.kind === 'authentication') {
		throw authenticationError(target, attempt.errorMessage);
	}
	const isSilent = exchanges.every((each) => each.attempt.httpStatus === null);
	// A limit of time is waited for once, as three of them are long.
	const isEnough =
		exchanges.length >= openings || question.id === 'whole' || attempt.outcome === 'timeout';
	if (isSilent && isEnough) {
		throw new BenchError(
			'E_UNREACHABLE',
			`target "${target.id}" accepts connections and answers nothing: ${attempt.errorMessage ?? attempt.outcome}`,
			{ hint: 'Check that the base URL is that of the API, and that http:// or https:// is right.' }
		);
	}
};

/** Whether an endpoint said in any answer that no model is behind it. */
const isEmulated = (exchanges: readonly Exchange[]): boolean =>
	exchanges.some((exchange) => exchange.isEmulated);

/**
 * Probes a target. A request that is turned away for a rate limit is sent once more, after the wait that the endpoint asks for. Throws E_BUDGET
 * before anything is sent where the cap is too small, and later where the endpoint bills more than its worst case, E_AUTH where the key is refused, E_UNREACHABLE where nothing
 * is answered and E_INTERRUPTED where it was stopped; whatever else is found is part of the report.
 */
export const runProbe = async (options: RunProbeOptions): Promise<ProbeReport> => {
	const { ready, capUsd, signal } = options;
	const { target, endpoint, address } = ready;
	const protocol = protocols[targetProtocol(target)];
	const can = capabilitiesOf(target);
	const price = billedPriceOf(target);
	const secrets = allSecretForms(ready.secrets);
	const salt = randomBytes(8).toString('hex');
	const { parts, notAsked } = questionsOf({
		target,
		endpoint,
		can,
		isSigned: (protocol.signingOf?.(endpoint) ?? null) !== null,
		salt,
		whyNoContext: options.whyNoContext
	});
	const readyOf = (question: Question): ReadyQuestion => {
		const request = protocol.buildRequest(question.endpoint, question.call);
		return {
			...question,
			request: renderRequest(request),
			worstUsd: worstUsdOf(question, request.body, price)
		};
	};
	const { asked, worstUsd, notAsked: tooDear } = affordable(parts, capUsd, readyOf);
	for (const [id, why] of tooDear) notAsked.set(id, why);
	options.onPlan({
		requests: asked.length,
		worstUsd,
		asked: new Set(asked.map(({ id }) => id))
	});

	const client = new SequentialClient(address, options.limits, () => performance.now());
	const abort = (): void => {
		client.close();
	};
	signal.addEventListener('abort', abort);
	const opened: OpenedConnection[] = [];
	const exchanges: Exchange[] = [];
	const waits = new RateLimitWaits();
	let whyStopped: string | null = null;
	const ask = async (question: ReadyQuestion): Promise<Exchange> => {
		const finish = requestFinishOf(protocol, question.endpoint, [question.call]);
		const bytes = finish
			? new RequestFinisher(finish, randomBytes(4).toString('hex')).finish(
					question.request,
					Date.now()
				)
			: question.request;
		const sent = await client.send(bytes, { onNew: question.onNew });
		if (signal.aborted) throw interrupted(exchanges, capUsd, question);
		const exchange = readExchange(question, sent, { protocol, price, secrets });
		exchanges.push(exchange);
		checkReached(target, exchange, exchanges);
		return exchange;
	};
	try {
		for (let i = 0; i < openings; i++) {
			const connection = await client.openAndClose();
			if (signal.aborted) throw interrupted(exchanges, capUsd, null);
			if (connection) opened.push(connection);
		}
		for (const question of asked) {
			checkSpent(exchanges, capUsd, question);
			let exchange = await ask(question);
			const waitS = waits.before(exchange);
			if (waitS !== null) {
				options.onWait(waitS);
				await pause(sToMs(waitS), undefined, { signal }).catch(() => {
					throw interrupted(exchanges, capUsd, null);
				});
				exchange = await ask(question);
			}
			whyStopped = waits.settle(exchange);
			if (whyStopped !== null) break;
		}
		checkSpent(exchanges, capUsd, null);
	} finally {
		signal.removeEventListener('abort', abort);
		client.close();
	}

	const findings: Findings = {
		target,
		protocol,
		can,
		exchanges: new Map(exchanges.map((exchange) => [exchange.question.id, exchange])),
		notAsked,
		whyStopped,
		isTls: address.tlsServerName !== null,
		opened,
		nowUtcMs: Date.now()
	};
	return {
		target: {
			id: target.id,
			kind: target.kind,
			protocol: protocol.name,
			baseUrl: endpoint.baseUrl,
			model: endpoint.model
		},
		emulated: target.kind === 'emulated' || isEmulated(exchanges),
		requests: exchanges.length,
		cost: costOf(exchanges, capUsd, worstUsd),
		floor: floorsOf(findings),
		checks: [
			...usageChecks,
			...tokenChecks,
			...streamChecks,
			...errorChecks,
			...connectionChecks,
			...abilityChecks
		].map((check) => check(findings))
	};
};
