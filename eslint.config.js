import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/**
 * The floors of the house: a file may import its own part and what lies below it, never what lies above.
 * Patterns are regular expressions: the glob form `#db/*` never matches, since `#` starts a comment in that syntax.
 */

/**
 * @param {string} part
 * @param {readonly string[]} allowed
 * @param {{ pure?: boolean }} options
 */
const forbid = (part, allowed, { pure = false } = {}) => {
	const parts = ['commands', 'load', 'graders', 'endpoints', 'telemetry', 'importers', 'report'];
	parts.push('cases', 'sandbox', 'operation', 'protocols', 'economics');
	const denied = parts.filter((name) => name !== part && !allowed.includes(name));
	const patterns = [
		{
			regex: `^(#bench/|(\\.\\./)+(bench/)?)(${denied.join('|')})/`,
			message: `${part} must not import this part (see CONTRIBUTING.md).`
		},
		{ regex: '(^|/)cli\\.ts$', message: 'Nothing imports the command line.' },
		{ regex: '^#web/|/web/', message: 'bench never imports web.' },
		{
			regex: `^(\\.\\./)+(${['core', 'db', 'web', ...parts].join('|')})/`,
			message: 'Across parts import #core/…, #bench/… or #db/….'
		}
	];
	if (!allowed.includes('db')) {
		patterns.push({ regex: '^#db/|/db/', message: `${part} must not import the database.` });
	}
	if (pure) {
		patterns.push({ regex: '^node:', message: `${part} is pure: no I/O, no clock.` });
	}
	return patterns;
};

/**
 * @param {string} part
 * @param {readonly string[]} allowed
 * @param {{ pure?: boolean }} [options]
 * @returns {import('eslint').Linter.Config}
 */
const boundary = (part, allowed, options) => ({
	files: [`bench/${part}/**/*.ts`],
	rules: {
		'no-restricted-imports': ['error', { patterns: forbid(part, allowed, options) }]
	}
});

const pureGlobals = [
	'process',
	'fetch',
	'setTimeout',
	'setInterval',
	'setImmediate',
	'performance',
	'Buffer',
	'console'
].map((name) => ({ name, message: 'core, economics, graders and protocols are pure.' }));

export default defineConfig(
	{
		// Worlds of scenarios are written as users write them, and run in a sandbox.
		ignores: [
			'node_modules',
			'db/migrations',
			'coverage',
			'build',
			'build-report',
			'dist',
			'.svelte-kit',
			'scenarios/*/world.js'
		]
	},
	...tseslint.configs.strictTypeChecked,
	...svelte.configs.recommended,
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			globals: globals.browser,
			parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] }
		},
		rules: {
			// Texts of others never become markup.
			'svelte/no-at-html-tags': 'error',
			'svelte/require-each-key': 'error',
			// The site lies at the root of its host.
			'svelte/no-navigation-without-resolve': 'off',
			// To the linter every component is an any; svelte-check knows their types.
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			'@typescript-eslint/no-redundant-type-constituents': 'off',
			// A void arrow that calls is how a handler reads best.
			'@typescript-eslint/no-confusing-void-expression': 'off'
		}
	},
	{
		languageOptions: {
			parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] }
		},
		rules: {
			'no-restricted-properties': [
				'error',
				{ object: 'process', property: 'exit', message: 'Only bench/cli.ts ends the process.' }
			],
			'no-restricted-syntax': [
				'error',
				{ selector: 'ExportDefaultDeclaration', message: 'Named exports only.' }
			],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
			eqeqeq: 'error',
			'no-empty': ['error', { allowEmptyCatch: false }]
		}
	},
	{
		files: [
			'bench/core/**/*.ts',
			'bench/economics/**/*.ts',
			'bench/graders/**/*.ts',
			'bench/protocols/**/*.ts'
		],
		rules: {
			'no-restricted-globals': ['error', ...pureGlobals],
			'no-restricted-properties': [
				'error',
				{ object: 'Date', property: 'now', message: 'Time is an argument.' },
				{ object: 'Math', property: 'random', message: 'Randomness is an argument.' }
			]
		}
	},
	boundary('core', [], { pure: true }),
	boundary('economics', [], { pure: true }),
	boundary('protocols', ['economics'], { pure: true }),
	boundary('graders', ['protocols', 'economics'], { pure: true }),
	boundary('sandbox', ['graders']),
	boundary('load', ['protocols', 'economics']),
	boundary('endpoints', ['protocols', 'economics']),
	boundary('operation', []),
	boundary('telemetry', ['protocols', 'economics']),
	boundary('importers', ['protocols', 'economics']),
	boundary('report', ['protocols', 'economics']),
	boundary('cases', ['importers', 'graders', 'protocols', 'economics', 'db']),
	boundary('commands', [
		'cases',
		'load',
		'graders',
		'sandbox',
		'endpoints',
		'telemetry',
		'operation',
		'importers',
		'report',
		'protocols',
		'economics',
		'db'
	]),
	{
		files: ['db/**/*.ts'],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					patterns: [
						{ regex: '^#bench/|/bench/', message: 'db imports core only.' },
						{ regex: '^#web/|/web/', message: 'db never imports web.' }
					]
				}
			]
		}
	},
	{
		// Pages compute with the pure parts and ask the API for the rest.
		files: ['web/**/*.ts', 'web/**/*.svelte'],
		ignores: ['web/lib/server/**', 'web/**/*.server.ts', 'web/**/+server.ts'],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					patterns: [
						{ regex: '^#bench/(?!economics/)', message: 'Pages import core and economics only.' },
						{ regex: '^#db/', message: 'Pages ask the API.' },
						{ regex: '^node:', message: 'Pages run in a browser.' },
						{ regex: '^(\\.\\./)+(bench|db)/', message: 'Across parts import #core/… or #bench/….' }
					]
				}
			]
		}
	},
	{
		files: ['web/lib/server/**/*.ts', 'web/**/*.server.ts', 'web/**/+server.ts'],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					patterns: [
						{
							regex: '^#bench/(commands|load|endpoints|cli)',
							message: 'The site shows and computes; it measures nothing and has no command line.'
						}
					]
				}
			]
		}
	},
	{
		files: ['bench/cli.ts', 'bench/require-node.js'],
		rules: { 'no-restricted-properties': 'off' }
	},
	{
		files: ['*.config.ts', 'eslint.config.js', 'web/**/*.svelte'],
		rules: { 'no-restricted-syntax': 'off' }
	},
	{
		files: ['**/*.js'],
		...tseslint.configs.disableTypeChecked
	},
	{
		files: ['test/**/*.ts'],
		rules: {
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/restrict-template-expressions': 'off'
		}
	}
);
