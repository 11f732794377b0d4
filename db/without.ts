/** Objects without some of their members. */

/** The same without members of these names. */
export const without = <T extends object, Name extends keyof T & string>(
	value: T,
	...names: readonly Name[]
): Omit<T, Name> =>
	Object.fromEntries(
		Object.entries(value).filter(([name]) => !(names as readonly string[]).includes(name))
	) as Omit<T, Name>;
