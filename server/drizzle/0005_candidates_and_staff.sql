-- People of an interview are its candidates. Rows, ids and keys stay.
ALTER TABLE "people" RENAME TO "candidates";--> statement-breakpoint
ALTER TABLE "candidates" RENAME CONSTRAINT "people_pkey" TO "candidates_pkey";--> statement-breakpoint
ALTER TABLE "candidates" RENAME CONSTRAINT "people_interview_id_interviews_id_fk" TO "candidates_interview_id_interviews_id_fk";--> statement-breakpoint
ALTER INDEX "people_number" RENAME TO "candidates_number";--> statement-breakpoint
ALTER INDEX "people_number_index" RENAME TO "candidates_number_index";--> statement-breakpoint
ALTER TABLE "attempts" RENAME CONSTRAINT "attempts_person_id_people_id_fk" TO "attempts_person_id_candidates_id_fk";--> statement-breakpoint
ALTER TABLE "id_photos" RENAME CONSTRAINT "id_photos_person_id_people_id_fk" TO "id_photos_person_id_candidates_id_fk";--> statement-breakpoint
-- Sign-ins of staff get a table of their own: each table has one owner.
CREATE TABLE "staff_sign_ins" (
	"secret_hash" "bytea" PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"device_id" uuid NOT NULL,
	"signed_in_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);--> statement-breakpoint
ALTER TABLE "staff_sign_ins" ADD CONSTRAINT "staff_sign_ins_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
INSERT INTO "staff_sign_ins" ("secret_hash", "staff_id", "device_id", "signed_in_at", "expires_at")
SELECT "secret_hash", "staff_id", "device_id", "signed_in_at", "expires_at" FROM "sign_ins" WHERE "staff_id" IS NOT NULL;--> statement-breakpoint
DELETE FROM "sign_ins" WHERE "person_id" IS NULL;--> statement-breakpoint
ALTER TABLE "sign_ins" RENAME TO "candidate_sign_ins";--> statement-breakpoint
ALTER TABLE "candidate_sign_ins" DROP COLUMN "staff_id";--> statement-breakpoint
ALTER TABLE "candidate_sign_ins" ALTER COLUMN "person_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "candidate_sign_ins" RENAME CONSTRAINT "sign_ins_pkey" TO "candidate_sign_ins_pkey";--> statement-breakpoint
ALTER TABLE "candidate_sign_ins" RENAME CONSTRAINT "sign_ins_person_id_people_id_fk" TO "candidate_sign_ins_person_id_candidates_id_fk";
