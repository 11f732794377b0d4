/** Calls `bench probe` in this process against servers that end with the test. */
import { onTestFinished } from 'vitest';
import { BenchError } from '#core/errors.ts';
import type { ProbeCheck, ProbeReport } from '#core/probe.ts';
import type { EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import type { EmulatorSettings } from '#bench/endpoints/emulator/emulator-settings.ts';
import { createWorkplace, type Workplace } from './bench-process.ts';
import { serveChat, type AskedRequest, type ChatReply } from './chat-server.ts';
import type { RawServer } from './raw-server.ts';
import { callCommand, type Recorded } from './recorded-context.ts';
import { serveColours } from './small-scenario.ts';

export const serve = async (changes: Partial<EmulatorSettings> = {}): Promise<EmulatorServer> => {
	const server = await serveColours(changes);
	onTestFinished(() => server.close());
	return server;
};

export const chatServer = async (
	answer: (request: AskedRequest) => ChatReply | undefined
): Promise<RawServer> => {
	const server = await serveChat(answer);
	onTestFinished(() => server.close());
	return server;
};

export const openWorkplace = (): Workplace => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	return workplace;
};

export const flags = (port: number, ...more: string[]): string[] => [
	...[`http://127.0.0.1:${String(port)}/v1`, '--model', 'm', '--no-max-context-probe'],
	...more
];

export const probe = (
	port: number,
	more: string[] = [],
	env?: Record<string, string>
): Promise<Recorded> => callCommand('probe', flags(port, ...more), env);

export const reportOf = ({ stdout, error }: Recorded): ProbeReport => {
	if (error) throw error;
	return JSON.parse(stdout) as ProbeReport;
};

export const probed = async (
	port: number,
	more: string[] = [],
	env?: Record<string, string>
): Promise<ProbeReport> => reportOf(await probe(port, [...more, '--json'], env));

export const checkOf = ({ checks }: ProbeReport, id: string): ProbeCheck => {
	const found = checks.find((check) => check.id === id);
	if (!found) throw new Error(`there is no check ${id}`);
	return found;
};

export const statusesOf = ({ checks }: ProbeReport): Record<string, string> =>
	Object.fromEntries(checks.map(({ id, status }) => [id, status]));

export const errorOf = ({ error, stdout }: Recorded): BenchError => {
	if (error instanceof BenchError) return error;
	throw new Error(`was not refused: ${stdout}`);
};

export const price = ['--input-usd-per-mtok', '3', '--output-usd-per-mtok', '15'];
