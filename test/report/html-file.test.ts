/** A page as one HTML file: what is put into it stays text, and its policy lets only its own script and style run. */
import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlFile, jsonInHtml } from '#bench/report/html-file.ts';

const parts = {
	title: 'Mail',
	body: '<p>text</p>',
	style: 'p{color:red}',
	script: 'document.title',
	data: {}
};
const hashOf = (text: string | undefined): string =>
	`'sha256-${createHash('sha256')
		.update(text ?? '')
		.digest('base64')}'`;

/** What stands between the tags, as a browser takes it: the first end tag ends the element. */
const contentOf = (html: string, start: string, end: string): string | undefined =>
	html.split(start)[1]?.split(end)[0];

describe('a page as one file', () => {
	it('keeps as text whatever its data and its title hold', () => {
		const evil = '</script><script>alert(1)</script><!--<script>';
		const html = htmlFile({ ...parts, title: evil, data: { title: evil } });
		expect(html).not.toContain('<script>alert(1)');
		expect(html).not.toContain('<!--');
		expect(html.match(/<script\b/gu)).toHaveLength(2);
		const data = contentOf(html, 'id="report-data">', '</script>');
		expect(JSON.parse(data ?? '')).toStrictEqual({ title: evil });
	});

	it('gives back any JSON from the element that holds it', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (data) => {
				const text = jsonInHtml(data);
				expect(text).not.toContain('<');
				expect(JSON.parse(text)).toStrictEqual(JSON.parse(JSON.stringify(data)));
			})
		);
	});

	it('lets only the script and the style run that lie in it, and nothing be asked for', () => {
		const script = 'const end = "</script>"; const mark = /<!--/u;';
		const style = 'p::after{content:"</style>"}';
		const html = htmlFile({ ...parts, script, style });
		const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/u.exec(html)?.[1] ?? '';
		const directives = Object.fromEntries(
			policy
				.split('; ')
				.map((each): [string, string] => [
					each.split(' ')[0] ?? '',
					each.slice(each.indexOf(' ') + 1)
				])
		);
		const ownScript = contentOf(html, '<script>', '</script>');
		expect(directives).toStrictEqual({
			'default-src': "'none'",
			'script-src': hashOf(ownScript),
			'style-src': hashOf(contentOf(html, '<style>', '</style>')),
			'img-src': 'data: blob:',
			'base-uri': "'none'",
			'form-action': "'none'"
		});
		const ran: unknown = runInNewContext(
			`${ownScript ?? ''}; JSON.stringify([end, mark.test('a <!-- b')])`
		);
		expect(ran).toBe(JSON.stringify(['</script>', true]));
	});
});
