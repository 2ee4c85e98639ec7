CREATE TABLE "free_tries" (
	"subject" "bytea" PRIMARY KEY NOT NULL,
	"left" integer NOT NULL,
	"until_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "identity_to_check_at" bigint;