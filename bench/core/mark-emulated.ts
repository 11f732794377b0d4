/** A name with EMULATED behind it wherever no model answered: no figure of such an endpoint stands without the word. */
export const markEmulated = (name: string, emulated: boolean): string =>
	emulated ? `${name} EMULATED` : name;
