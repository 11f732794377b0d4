CREATE TABLE `answer_reviews` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`attempt_id` text NOT NULL,
	`reviewer` text NOT NULL,
	`thumb` text,
	`comment` text,
	`reviewed_at_utc` text NOT NULL,
	FOREIGN KEY (`attempt_id`) REFERENCES `attempts`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "answer_reviews_thumb" CHECK("answer_reviews"."thumb" in ('up', 'down'))
);
--> statement-breakpoint
CREATE INDEX `answer_reviews_of` ON `answer_reviews` (`attempt_id`,`reviewer`);--> statement-breakpoint
CREATE TABLE `assumption_sets` (
	`id` text PRIMARY KEY NOT NULL,
	`use_case_id` text NOT NULL,
	`name` text NOT NULL,
	`values_json` text NOT NULL,
	`author` text,
	`saved_at_utc` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `assumption_sets_name` ON `assumption_sets` (`use_case_id`,`name`);--> statement-breakpoint
CREATE INDEX `assumption_sets_saved` ON `assumption_sets` (`saved_at_utc`);--> statement-breakpoint
CREATE TABLE `decision_sign_offs` (
	`decision_id` text NOT NULL,
	`person` text NOT NULL,
	`role` text NOT NULL,
	`signed_at_utc` text NOT NULL,
	FOREIGN KEY (`decision_id`) REFERENCES `decisions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `decision_sign_offs_person` ON `decision_sign_offs` (`decision_id`,`person`);--> statement-breakpoint
CREATE TABLE `decisions` (
	`id` text PRIMARY KEY NOT NULL,
	`use_case_id` text NOT NULL,
	`choice` text NOT NULL,
	`option_id` text,
	`decided_by` text NOT NULL,
	`note` text NOT NULL,
	`decided_at_utc` text NOT NULL,
	`evidence_json` text NOT NULL,
	`supersedes_id` text,
	FOREIGN KEY (`supersedes_id`) REFERENCES `decisions`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "decisions_choice" CHECK("decisions"."choice" in ('make', 'buy', 'hybrid', 'defer'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `decisions_superseded_once` ON `decisions` (`supersedes_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `decisions_first` ON `decisions` (`use_case_id`) WHERE "decisions"."supersedes_id" is null;--> statement-breakpoint
CREATE INDEX `decisions_of_use_case` ON `decisions` (`use_case_id`,`decided_at_utc`);--> statement-breakpoint
ALTER TABLE `quotes` ADD `entered_by` text;--> statement-breakpoint
CREATE INDEX `quotes_imported` ON `quotes` (`imported_at_utc`);--> statement-breakpoint
ALTER TABLE `stages` ADD `emulated` integer;--> statement-breakpoint
ALTER TABLE `stages` ADD `attempt_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `stages` ADD `spent_pico_usd` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `stages` SET
	`attempt_count` = (SELECT count(*) FROM `attempts` WHERE `stage_id` = `stages`.`id`),
	`spent_pico_usd` = (SELECT coalesce(sum(cast(round(`cost_usd` * 1e12) AS integer)), 0) FROM `attempts` WHERE `stage_id` = `stages`.`id`),
	`emulated` = json_extract(`summary_json`, '$.emulated');
