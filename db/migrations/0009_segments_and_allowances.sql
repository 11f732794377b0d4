CREATE TABLE `run_segments` (
	`run_id` text NOT NULL,
	`ordinal` integer NOT NULL,
	`started_at_utc` text NOT NULL,
	`stages_before` integer NOT NULL,
	`basis_json` text NOT NULL,
	`drift_json` text NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `run_segments_of` ON `run_segments` (`run_id`,`ordinal`);--> statement-breakpoint
CREATE TABLE `write_batches` (
	`id` text PRIMARY KEY NOT NULL,
	`written_at_utc` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `stages` ADD `allowed_requests` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `stages` ADD `worst_request_pico_usd` integer;--> statement-breakpoint
ALTER TABLE `stages` ADD `continues_stage_id` text;