/** An item of a data set before it is one of a scenario. */
import type { JsonValue } from '#core/json.ts';

export interface RawItem {
	/** 1-based line of the file; null where the file has no lines of its own. */
	line: number | null;
	/** Texts by name, as the file calls them. */
	input: Record<string, string>;
	reference: JsonValue;
	/** Labels by which results can be looked at apart; none where absent. */
	tags?: readonly string[];
}

export interface RawDataset {
	items: RawItem[];
	/** Of the whole file; null where it names none. `{{name}}` stands for an input. */
	prompt: { system: string; user: string } | null;
	/** Problems by line; empty where all lines were read. */
	bad: { line: number | null; path: string; message: string }[];
}

/** Which inputs and which reference are meant, where the file does not say it by itself. */
export interface ColumnChoice {
	/** Empty: every field but the reference. */
	inputs: readonly string[];
	/** Null: a usual name. */
	reference: string | null;
}
