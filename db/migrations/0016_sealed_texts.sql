-- From the first data key on no text is taken that is not encrypted, whoever stores it and however long that one has been open. What a text is: kept-columns.server.ts.
ALTER TABLE `data_keys` ADD `takes_plain` integer DEFAULT false NOT NULL;
--> statement-breakpoint
CREATE TRIGGER `answers_text_sealed_on_insert` BEFORE INSERT ON `answers`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND typeof(NEW.`text`) = 'text' AND NEW.`text` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `answers_text_sealed_on_update` BEFORE UPDATE OF `text` ON `answers`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND typeof(NEW.`text`) = 'text' AND NEW.`text` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `answers_details_json_sealed_on_insert` BEFORE INSERT ON `answers`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND substr(NEW.`details_json`, 1, 12) <> '{"$sealed":"' AND json_type(NEW.`details_json`) <> 'null' AND (
			json_type(NEW.`details_json`) <> 'object' OR EXISTS (SELECT 1 FROM json_each(NEW.`details_json`) AS `detail` WHERE CASE
				WHEN json_type(NEW.`details_json`, '$.expected') = 'text' AND json_type(NEW.`details_json`, '$.predicted') IN ('text', 'null') AND json_extract(NEW.`details_json`, '$.how') IN ('exact', 'mentioned', 'none', 'ambiguous')
				THEN `detail`.`key` NOT IN ('expected', 'predicted', 'how')
				WHEN json_type(NEW.`details_json`, '$.passAt') IN ('integer', 'real') AND json_type(NEW.`details_json`, '$.combine') = 'text' AND json_type(NEW.`details_json`, '$.votes') = 'object'
				THEN `detail`.`key` NOT IN ('passAt', 'combine', 'judgedBy', 'scores', 'votes')
				ELSE 1 END))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `answers_details_json_sealed_on_update` BEFORE UPDATE OF `details_json` ON `answers`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND substr(NEW.`details_json`, 1, 12) <> '{"$sealed":"' AND json_type(NEW.`details_json`) <> 'null' AND (
			json_type(NEW.`details_json`) <> 'object' OR EXISTS (SELECT 1 FROM json_each(NEW.`details_json`) AS `detail` WHERE CASE
				WHEN json_type(NEW.`details_json`, '$.expected') = 'text' AND json_type(NEW.`details_json`, '$.predicted') IN ('text', 'null') AND json_extract(NEW.`details_json`, '$.how') IN ('exact', 'mentioned', 'none', 'ambiguous')
				THEN `detail`.`key` NOT IN ('expected', 'predicted', 'how')
				WHEN json_type(NEW.`details_json`, '$.passAt') IN ('integer', 'real') AND json_type(NEW.`details_json`, '$.combine') = 'text' AND json_type(NEW.`details_json`, '$.votes') = 'object'
				THEN `detail`.`key` NOT IN ('passAt', 'combine', 'judgedBy', 'scores', 'votes')
				ELSE 1 END))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `evidence_body_sealed_on_insert` BEFORE INSERT ON `evidence`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND length(NEW.`body`) > 0 AND substr(NEW.`body`, 1, 1) <> x'01'
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `evidence_body_sealed_on_update` BEFORE UPDATE OF `body` ON `evidence`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND length(NEW.`body`) > 0 AND substr(NEW.`body`, 1, 1) <> x'01'
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `attempts_error_message_sealed_on_insert` BEFORE INSERT ON `attempts`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND typeof(NEW.`error_message`) = 'text' AND NEW.`error_message` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `attempts_error_message_sealed_on_update` BEFORE UPDATE OF `error_message` ON `attempts`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND typeof(NEW.`error_message`) = 'text' AND NEW.`error_message` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `answer_reviews_comment_sealed_on_insert` BEFORE INSERT ON `answer_reviews`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND typeof(NEW.`comment`) = 'text' AND NEW.`comment` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `answer_reviews_comment_sealed_on_update` BEFORE UPDATE OF `comment` ON `answer_reviews`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND typeof(NEW.`comment`) = 'text' AND NEW.`comment` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `judgements_raw_text_sealed_on_insert` BEFORE INSERT ON `judgements`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND typeof(NEW.`raw_text`) = 'text' AND NEW.`raw_text` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `judgements_raw_text_sealed_on_update` BEFORE UPDATE OF `raw_text` ON `judgements`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND typeof(NEW.`raw_text`) = 'text' AND NEW.`raw_text` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `judgements_reasons_sealed_on_insert` BEFORE INSERT ON `judgements`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND typeof(NEW.`reasons`) = 'text' AND NEW.`reasons` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `judgements_reasons_sealed_on_update` BEFORE UPDATE OF `reasons` ON `judgements`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND typeof(NEW.`reasons`) = 'text' AND NEW.`reasons` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `judgements_problem_sealed_on_insert` BEFORE INSERT ON `judgements`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`state` = 'failed' AND NEW.`problem` <> 'purged' AND typeof(NEW.`problem`) = 'text' AND NEW.`problem` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `judgements_problem_sealed_on_update` BEFORE UPDATE OF `problem` ON `judgements`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`state` = 'failed' AND NEW.`problem` <> 'purged' AND typeof(NEW.`problem`) = 'text' AND NEW.`problem` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `runs_state_reason_sealed_on_insert` BEFORE INSERT ON `runs`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND typeof(NEW.`state_reason`) = 'text' AND NEW.`state_reason` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `runs_state_reason_sealed_on_update` BEFORE UPDATE OF `state_reason` ON `runs`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND typeof(NEW.`state_reason`) = 'text' AND NEW.`state_reason` <> ''
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `stages_summary_json_sealed_on_insert` BEFORE INSERT ON `stages`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND EXISTS (SELECT 1 FROM json_each(NEW.`summary_json`, '$.failures') AS `failure` WHERE json_type(`failure`.`value`, '$.message') = 'text')
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
--> statement-breakpoint
CREATE TRIGGER `stages_summary_json_sealed_on_update` BEFORE UPDATE OF `summary_json` ON `stages`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND EXISTS (SELECT 1 FROM json_each(NEW.`summary_json`, '$.failures') AS `failure` WHERE json_type(`failure`.`value`, '$.message') = 'text')
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted, in a database with a data key'); END;
