/** A scenario in the form of another tool: files by name, and what is lost on the way. */
export interface ExportedScenario {
	files: readonly { name: string; text: string }[];
	/** What the other tool grades otherwise than bench does, a sentence each; empty where it is the same. */
	differences: readonly string[];
}
