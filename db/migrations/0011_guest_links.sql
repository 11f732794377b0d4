CREATE TABLE `guest_links` (
	`id` text PRIMARY KEY NOT NULL,
	`use_case_id` text NOT NULL,
	`secret_hash` text NOT NULL,
	`note` text NOT NULL,
	`made_by` text NOT NULL,
	`created_at_utc` text NOT NULL,
	`expires_at_utc` text NOT NULL,
	`revoked_at_utc` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `guest_links_secret` ON `guest_links` (`secret_hash`);--> statement-breakpoint
CREATE INDEX `guest_links_made` ON `guest_links` (`created_at_utc`);