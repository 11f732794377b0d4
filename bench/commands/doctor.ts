/** `bench doctor`: checks this machine, the database and, given a config, its files, keys and endpoints. */
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '#core/config.ts';
import { BenchError, errorMessage, exitCodes } from '#core/errors.ts';
import { renderProblems } from '#core/grouped-problems.ts';
import type { Target } from '#core/target.ts';
import type { LoadShape } from '#core/load-shape.ts';
import { gpuReaderNames } from '#core/telemetry-settings.ts';
import { sToMs } from '#core/units.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { readGgufHeader } from '#bench/endpoints/llama/gguf-header.ts';
import { loadConfig } from '#bench/importers/config-file.ts';
import type { Address } from '#bench/load/address.ts';
import { redactMessage } from '#bench/load/redact.ts';
import { SequentialClient } from '#bench/load/sequential-client.ts';
import { safeMessage } from '#bench/protocols/safe-message.ts';
import { readSocketLimits } from '#bench/telemetry/socket-limits.ts';
import { readHostFacts } from '#bench/telemetry/host-facts.ts';
import { engineProblem, listGpus, timerJitterMs } from '#bench/telemetry/machine-check.ts';
import type { CommandContext } from './context.ts';
import { checkModel } from './check-model.ts';
import { addCommonOptions, openCommandDatabase, type CommonOptions } from './options.ts';
import { defaultDoctorLoad, loadChecks, parseDoctorLoad } from './doctor/load-checks.ts';
import { telemetryChecks, type TelemetryCheckOptions } from './doctor/telemetry-checks.ts';
import { loadScenarios } from './run/load-scenarios.ts';
import { reachTarget } from './run/reach-target.ts';
import { allSecretForms } from './run/secret-forms.ts';

interface Check {
	name: string;
	status: 'ok' | 'warning' | 'failed';
	detail: string;
	/** Exit code that a failure leads to; absent for the others. */
	exitCode?: number;
}

interface DoctorOptions extends CommonOptions, TelemetryCheckOptions {
	/** Absent: nothing is sent; true: to 32 users. */
	load?: LoadShape | true;
}

/** Above this the machine is too busy, or too slow, for latencies of a few milliseconds to mean much. */
const jitterWarningMs = 5;
/** A stage of 1,024 connections needs this many files with room to spare. */
const wantedOpenFiles = 4_096;

/** Models named in a message. */
const listedModels = 5;

const checkMachine = async (): Promise<Check[]> => {
	const host = await readHostFacts();
	const jitter = await timerJitterMs();
	const { openFiles, mostOpenFiles, ports } = await readSocketLimits();
	const gpus = await listGpus();
	const engine = engineProblem();
	return [
		{
			name: 'node',
			status: 'ok',
			detail: `${host.nodeVersion} on ${host.platform}-${host.arch}`
		},
		{
			name: 'processor',
			status: host.cpuCount < 2 ? 'warning' : 'ok',
			detail: `${String(host.cpuCount)} × ${host.cpuModel ?? 'unknown'}, ${String(host.memoryMib)} MiB${host.cpuCount < 2 ? '; the client and a served endpoint will share one core' : ''}`
		},
		{
			name: 'timers',
			status: jitter.p99 > jitterWarningMs ? 'warning' : 'ok',
			detail: `1-ms timers are late by p50 ${jitter.p50.toFixed(2)} ms, p99 ${jitter.p99.toFixed(2)} ms`
		},
		{
			name: 'open files',
			status: openFiles !== null && openFiles < wantedOpenFiles ? 'warning' : 'ok',
			detail:
				openFiles === null
					? 'limit unknown'
					: `at most ${String(openFiles)}${mostOpenFiles !== null && mostOpenFiles > openFiles ? `; ulimit -n raises it to ${String(mostOpenFiles)}` : ''}`
		},
		{
			name: 'ports',
			status: 'ok',
			detail: ports === null ? 'range unknown' : `${String(ports)} for connections to one address`
		},
		{
			name: 'embedded engine',
			status: engine === null ? 'ok' : 'warning',
			detail: engine ?? 'node-llama-cpp is installed'
		},
		{
			name: 'gpu',
			status: 'ok',
			detail: gpus.length === 0 ? 'none found by nvidia-smi' : gpus.join('; ')
		}
	];
};

const failure = (name: string, error: unknown): Check => ({
	name,
	status: 'failed',
	detail: errorMessage(error),
	exitCode: error instanceof BenchError ? error.exitCode : exitCodes.internal
});

const checkStorage = async (url: string, context: CommandContext): Promise<Check> => {
	try {
		const location = parseDatabaseUrl(url);
		if (location.kind === 'file' && !existsSync(location.path)) {
			accessSync(dirname(location.path), constants.W_OK);
			return {
				name: 'database',
				status: 'ok',
				detail: `${location.name} does not exist yet; the first run makes it`
			};
		}
		const database = await openCommandDatabase(url, context);
		try {
			const found = await checkDatabase(database);
			return {
				name: 'database',
				status: found.ok ? 'ok' : 'failed',
				detail: `${database.name}: ${found.isWhole ? 'whole' : found.integrity.join('; ')}${found.isWhole && !found.ok ? ', but with texts that are not encrypted (see "bench db check")' : ''}, SQLite ${found.sqliteVersion}, journal ${found.journalMode ?? 'of the server'}`,
				...(found.ok ? {} : { exitCode: exitCodes.internal })
			};
		} finally {
			await database.close();
		}
	} catch (error) {
		return failure('database', error);
	}
};

/** How long it takes to open a connection, the tunnel of a proxy and TLS included, ms; null where a second one cannot be opened. */
const connectMs = async (address: Address, { limits }: Config): Promise<number | null> => {
	const client = new SequentialClient(address, limits, () => performance.now());
	const opened = await client.openAndClose();
	return opened && opened.tcpMs + (opened.tlsMs ?? 0);
};

/** Names that an endpoint gives, fit for a terminal; it may have put a key among them. */
const namesOf = (known: readonly string[], secrets: readonly string[]): string => {
	const forms = allSecretForms(secrets);
	const shown = known.slice(0, listedModels).map((name) => safeMessage(redactMessage(name, forms)));
	return shown.join(', ') || 'nothing';
};

const checkTarget = async (
	target: Target,
	config: Config,
	configFile: string,
	{ env, allowCommands }: Pick<CommandContext, 'env'> & { allowCommands: boolean }
): Promise<Check> => {
	const name = `target ${target.id}`;
	try {
		if (target.kind === 'emulated') return { name, status: 'ok', detail: 'emulated by bench' };
		if (target.kind === 'embedded') {
			const file = resolve(dirname(configFile), target.modelFile);
			await readGgufHeader(file);
			return { name, status: 'ok', detail: `${target.modelFile} is a GGUF file` };
		}
		const { endpoint, address, secrets } = await reachTarget(target, {
			env,
			configFile,
			allowCommands,
			connectTimeoutMs: sToMs(config.limits.connectTimeoutS)
		});
		const tookMs = await connectMs(address, config);
		const { host, tunnel } = address;
		const reached = `${host}${tunnel ? `, through the proxy ${tunnel.shown},` : ''} accepts connections${tookMs === null ? '' : ` (${tookMs.toFixed(0)} ms)`}`;
		const found = await checkModel(target, endpoint, address);
		switch (found.kind) {
			case 'found':
				return { name, status: 'ok', detail: `${reached} and has the model` };
			case 'not-listed':
				return {
					name,
					status: 'warning',
					detail: `${reached}, but does not list "${target.model}"; it lists ${namesOf(found.known, secrets)}`
				};
			case 'refused':
				throw new BenchError(
					'E_AUTH',
					`${reached}, but answers HTTP ${String(found.status)}: the key is missing or refused`
				);
			case 'unknown':
				return {
					name,
					status: 'ok',
					detail: `${reached}; it lists no models, so key and model are not checked`
				};
		}
	} catch (error) {
		return failure(name, error);
	}
};

const checkConfig = async (
	configFile: string,
	reach: Parameters<typeof checkTarget>[3]
): Promise<Check[]> => {
	try {
		const config = await loadConfig(configFile);
		await loadScenarios(config, configFile);
		const targets: Check[] = [];
		for (const target of config.targets) {
			targets.push(await checkTarget(target, config, configFile, reach));
		}
		return [{ name: 'config', status: 'ok', detail: `${configFile} is valid` }, ...targets];
	} catch (error) {
		const problems = error instanceof BenchError ? renderProblems(error.problems) : [];
		const check = failure('config', error);
		return [{ ...check, detail: [check.detail, ...problems].join('\n    ') }];
	}
};

/** The config, for what else is looked at; null where there is none that can be read, which another check says. */
const readConfig = async (configFile: string | undefined): Promise<Config | null> => {
	if (configFile === undefined) return null;
	try {
		return await loadConfig(configFile);
	} catch (error) {
		if (error instanceof BenchError) return null;
		throw error;
	}
};

const checkLoad = async (load: DoctorOptions['load']): Promise<Check[]> =>
	load === undefined
		? []
		: loadChecks(load === true ? defaultDoctorLoad : load, 1, new AbortController().signal);

const mark = { ok: '✓', warning: '!', failed: '✗' } as const;

const doctor = async (
	configFile: string | undefined,
	options: DoctorOptions,
	context: CommandContext
): Promise<void> => {
	const reach = { env: context.env, allowCommands: options.allowCommands ?? false };
	const checks: Check[] = [
		...(await checkMachine()),
		...(await checkLoad(options.load)),
		await checkStorage(options.db, context),
		...(configFile === undefined ? [] : await checkConfig(configFile, reach)),
		...(await telemetryChecks(options, await readConfig(configFile), context.env))
	];
	const failed = checks.find(({ status }) => status === 'failed');
	if (options.json) context.print(JSON.stringify({ ok: !failed, checks }, null, '\t'));
	else {
		context.print(
			checks.map(({ name, status, detail }) => `${mark[status]} ${name}: ${detail}`).join('\n')
		);
	}
	if (failed?.exitCode !== undefined) context.setExitCode(failed.exitCode);
};

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument('[config]', 'a config whose files, keys and endpoints are checked too')
		.addOption(
			command
				.createOption(
					'--gpu [reader]',
					'what can be read of the GPUs, how often it changes, and what is missing: nvidia-smi, dcgm or rocm-smi'
				)
				.choices(gpuReaderNames)
		)
		.option('--gpu-url <url>', 'address of the DCGM exporter')
		.option(
			'--load [level]',
			'what this machine adds to latencies by itself, and the most it can send: 32 users or 20/s (default: 32)',
			parseDoctorLoad
		)
		.option(
			'--gpu-command <words...>',
			'what to start in place of nvidia-smi or rocm-smi, such as: ssh gpu1 nvidia-smi'
		)
		.option('--metrics-url <url>', 'metrics of an engine: which of them are there')
		.option(
			'--allow-commands',
			'run the programs by which targets of the config read their GPUs and get their keys'
		)
		.action((config: string | undefined, options: DoctorOptions) =>
			doctor(config, options, context)
		);
};
