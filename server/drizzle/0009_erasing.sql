CREATE TABLE "erased_attempts" (
	"attempt_id" uuid PRIMARY KEY NOT NULL,
	"erasure_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "erasures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"interview_id" uuid NOT NULL,
	"attempt_id" uuid,
	"accepted" jsonb NOT NULL,
	"asked_at" bigint NOT NULL,
	"asked_by_role" text NOT NULL,
	"asked_by_id" uuid,
	CONSTRAINT "erasures_attempt_id_unique" UNIQUE("attempt_id")
);
--> statement-breakpoint
ALTER TABLE "erased_attempts" ADD CONSTRAINT "erased_attempts_erasure_id_erasures_id_fk" FOREIGN KEY ("erasure_id") REFERENCES "public"."erasures"("id") ON DELETE no action ON UPDATE no action;