/** Reads the hand-written tickets: entries that begin with `@ label tag tag`, then the subject, then the body. */

export interface WrittenTicket {
	label: string;
	tags: string[];
	language: string;
	subject: string;
	body: string;
}

/** Parses one file of tickets; throws a RangeError that names the entry that is not whole. */
export const readTickets = (text: string, language: string): WrittenTicket[] =>
	text
		.split(/^@ /mu)
		.slice(1)
		.map((entry) => {
			const [head = '', subject = '', ...body] = entry.trim().split('\n');
			const [label = '', ...tags] = head.trim().split(/\s+/u);
			if (label === '' || subject === '' || body.length === 0) {
				throw new RangeError(`a ticket in "${language}" is not whole: ${entry.slice(0, 80)}`);
			}
			return { label, tags, language, subject, body: body.join('\n').trim() };
		});
