/** `bench serve`: the dashboard and its API. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { givenRoles } from '#core/access/role.ts';
import type { CommandContext } from './context.ts';
import { addCommonOptions } from './options.ts';
import { isHostName } from './serve/reach.ts';
import type { ServeOptions } from './serve/serve-site.ts';

const parsePort = (text: string): number => {
	const port = Number(text);
	if (/^\d{1,5}$/u.test(text) && port <= 65_535) return port;
	throw new InvalidArgumentError('expected a port from 0 (any free one) to 65535.');
};

const collect = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text];

const collectHosts = (text: string, before: string[] | undefined): string[] => {
	if (isHostName(text)) return collect(text, before);
	throw new InvalidArgumentError(
		'expected what browsers show between https:// and the path, such as bench.example.com or bench.example.com:4180.'
	);
};

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.option('--port <n>', 'port to listen on; 0 for any that is free', parsePort, 4_180)
		.option('--host <address>', 'address to listen on', '127.0.0.1')
		.option(
			'--allow-host <host>',
			'another name that the site answers to; repeatable',
			collectHosts
		)
		.option('--spec <path>', 'cost spec, or a folder of them; repeatable', collect)
		.option('--prices <file>', 'price file that goes before the price book; repeatable', collect)
		.option('--include-emulated', 'let figures of endpoints without a model take part')
		.option('--behind-https', 'readers come by HTTPS, through a proxy that stands before this site')
		.addOption(
			new Option(
				'--log <form>',
				'what to log on stderr: failures alone, or requests too, as text or JSON'
			)
				.choices(['faults', 'pretty', 'json'])
				.default('faults')
		)
		.addOption(
			new Option('--token-role <role>', 'what whoever knows the token in BENCH_SERVE_TOKEN may do')
				.choices(givenRoles)
				.default('viewer')
		)
		.option('--public-health', 'answer /healthz without the token, and under any host name')
		.option('--rebuild', 'build the site even if it is up to date')
		.addHelpText(
			'after',
			`
Once there is an account (bench account add), readers sign in; admins decide on accounts on the page /accounts. Beyond this machine
(--host with anything but a loopback address, --behind-https, or another name in --allow-host) the site does not start without an account,
an identity provider, or a token in BENCH_SERVE_TOKEN, which must have 16 characters or more and lets in whoever knows it: to read, unless
--token-role says more.

An identity provider (OpenID Connect) signs in the owners of accounts by their verified e-mail address, and makes accounts for the domains
of BENCH_OIDC_DOMAINS. It is set up by environment variables alone: BENCH_OIDC_ISSUER, BENCH_OIDC_CLIENT_ID, and BENCH_OIDC_CLIENT_SECRET or
a program that writes it in BENCH_OIDC_CLIENT_SECRET_COMMAND; web/operate/sign-in.md has them all. Its redirect URI is
https://YOUR-HOST/login/oidc/callback.

/healthz says whether the database can be read (200 or 503), /metrics what the process has done, as Prometheus reads it; both ask
for the token as every page does. SIGTERM lets requests be answered for up to 10 seconds and ends with 0; a second one ends at once.

The default database may be yet to come; one that is named with --db must be there.

Examples:
  bench serve
  bench serve --db file:demo.db --include-emulated
  bench serve --spec costs/ --port 8080
  bench account add ines --role admin --site https://bench.example.com
  bench serve --behind-https --allow-host bench.example.com`
		)
		.action(async (options: ServeOptions) => {
			await (await import('./serve/serve-site.ts')).serveSite(options, context);
		});
};
