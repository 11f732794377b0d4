/** Text made fit for a terminal. */

/** Control characters other than line ends and tabs: they move the cursor, change colours and titles, or hide what was printed. */
const controls = /(?:\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f])/gu;
/** Marks that turn the direction of what follows, so that a name reads as another one. */
const turns = /[\u202a-\u202e\u2066-\u2069]/gu;

const spelled = (one: string): string => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * The text with control characters spelled out as JSON would (`\\u001b`), so that nothing that an endpoint or a file calls itself takes over the terminal. JSON stays the same
 * JSON: it has such characters within texts alone, where this is how they are written.
 */
export const shownText = (text: string): string =>
	text.replace(controls, spelled).replace(turns, spelled);
