/** Fields of a plain form. */

/** The text of a field without the blanks around it; empty where there is none. */
export const textOf = (form: FormData, name: string): string => {
	const value = form.get(name);
	return typeof value === 'string' ? value.trim() : '';
};
