CREATE TABLE `login_failures` (
	`key_hash` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`last_failed_at_utc` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `accounts` ADD `disabled_at_utc` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `last_signed_in_at_utc` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `oidc_issuer` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `oidc_subject` text;--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_oidc` ON `accounts` (`oidc_issuer`,`oidc_subject`);