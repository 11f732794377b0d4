/** A page as one HTML file that asks nobody for anything: script, style and data lie in it, and it may run and load nothing else. */
import { createHash } from 'node:crypto';

export interface HtmlParts {
	title: string;
	/** Trusted markup, readable without the script. */
	body: string;
	/** Without the tags around it. */
	style: string;
	/** Without the tags around it; reads its data from the element `report-data`. */
	script: string;
	data: unknown;
}

/** JSON in which nothing can end the element that holds it. */
export const jsonInHtml = (data: unknown): string =>
	JSON.stringify(data).replaceAll('<', '\\u003c');

/** The text in HTML, in an element or in an attribute. */
const escaped = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** A script in which nothing ends its element. What is written so in a script stands in strings and patterns, where `\\` changes nothing. */
const scriptInHtml = (script: string): string => script.replaceAll(/<(?=\/script|!--)/giu, '\\x3C');

const styleInHtml = (style: string): string => style.replaceAll(/<(?=\/style)/giu, '\\3C ');

const hashOf = (text: string): string =>
	`'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Only what lies in the file: its script, its style, pictures that it makes itself. No connection, no form, no frame. */
const policyOf = (script: string, style: string): string =>
	[
		"default-src 'none'",
		`script-src ${hashOf(script)}`,
		`style-src ${hashOf(style)}`,
		'img-src data: blob:',
		"base-uri 'none'",
		"form-action 'none'"
	].join('; ');

export const htmlFile = ({ title, body, data, ...parts }: HtmlParts): string => {
	const script = scriptInHtml(parts.script);
	const style = styleInHtml(parts.style);
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policyOf(script, style))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<div id="report">${body}</div>
<script type="application/json" id="report-data">${jsonInHtml(data)}</script>
<script>${script}</script>
</body>
</html>
`;
};
