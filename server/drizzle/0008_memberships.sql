CREATE TABLE "memberships" (
	"id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"role" text NOT NULL,
	"interview_id" uuid,
	"until" bigint,
	CONSTRAINT "memberships_of_staff" UNIQUE NULLS NOT DISTINCT("staff_id","role","interview_id")
);
--> statement-breakpoint
CREATE TABLE "scoring_duties" (
	"id" uuid PRIMARY KEY NOT NULL,
	"examiner_id" uuid NOT NULL,
	"attempt_id" uuid,
	CONSTRAINT "scoring_duties_of_examiner" UNIQUE NULLS NOT DISTINCT("examiner_id","attempt_id")
);
--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_interview_id_interviews_id_fk" FOREIGN KEY ("interview_id") REFERENCES "public"."interviews"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scoring_duties" ADD CONSTRAINT "scoring_duties_examiner_id_staff_id_fk" FOREIGN KEY ("examiner_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scoring_duties" ADD CONSTRAINT "scoring_duties_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "memberships_of_interview" ON "memberships" USING btree ("interview_id");--> statement-breakpoint
CREATE INDEX "scoring_duties_of_attempt" ON "scoring_duties" USING btree ("attempt_id");--> statement-breakpoint
-- What a role reached so far, it reaches as a membership: every interview, and as an examiner every answer.
INSERT INTO "memberships" ("id", "staff_id", "role") SELECT gen_random_uuid(), "id", "role" FROM "staff";--> statement-breakpoint
INSERT INTO "scoring_duties" ("id", "examiner_id") SELECT gen_random_uuid(), "id" FROM "staff" WHERE "role" = 'examiner';--> statement-breakpoint
ALTER TABLE "staff" DROP COLUMN "role";
