CREATE TABLE `data_keys` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key_id` text NOT NULL,
	`since_utc` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `sessions` ADD `provider_session` blob;