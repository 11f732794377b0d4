/** Texts that are made to get out of where they are shown: run as a script, ask another host, turn the line round, fill the page. */

/** Stands in each of them, so that a test sees where one is shown. */
export const hostileMark = 'hx7';

/** Control characters, half a character, and marks that turn or hide what follows. */
const marks =
	'\u0000\u0007\u0008\u001b[2J\u001b]0;taken\u0007\u009b31m\u007f\u200b\u200d\u2060\ufeff\u202e\u2066\u2067\ud800';

/**
 * Put behind what a text says. Whatever runs sets `ran` of the window; whatever is loaded comes from a host that there is not. Half a character
 * and NUL reach a page through JSON alone, as no column of text holds them.
 */
export const hostileText = [
	` ${hostileMark}`,
	'<script>window.ran=1</script>',
	'<img src="x" onerror="window.ran=2">',
	'<svg onload="window.ran=3"><style>@import "http://evil.invalid/a.css";</style></svg>',
	'" onmouseover="window.ran=4" autofocus onfocus="window.ran=5" x="',
	"' style='position:fixed;inset:0;background:url(http://evil.invalid/b.png)' y='",
	'</script></style></title></textarea><!--',
	'<a href="javascript:window.ran=6">a</a><base href="http://evil.invalid/"><meta http-equiv="refresh" content="0;url=http://evil.invalid/">',
	'<iframe srcdoc="<script>parent.ran=7</script>"></iframe><form action="http://evil.invalid/"><button>b</button></form>',
	'{@html "<b>"}{{constructor.constructor("window.ran=8")()}}${window.ran=9}',
	marks,
	`${'w'.repeat(300)} end`
].join('');

/** Where little room is. */
export const shortHostileText = ` ${hostileMark}<img src=x onerror=window.ran=11>\u001b[2J\u202e\u200b`;

/** In place of an address. */
export const hostileAddress = `javascript:window.ran=10//${hostileMark}`;

/** One line of a mebibyte. */
export const longLine = `${hostileMark} ${'long'.repeat(262_144)}`;
