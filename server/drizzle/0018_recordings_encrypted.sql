CREATE TABLE "blob_salts" (
	"attempt_id" uuid NOT NULL,
	"part_id" uuid NOT NULL,
	"offset" bigint NOT NULL,
	"salt" "bytea" NOT NULL,
	"begins" "bytea" NOT NULL,
	"is_replaced" boolean DEFAULT false NOT NULL,
	CONSTRAINT "blob_salts_attempt_id_part_id_offset_salt_pk" PRIMARY KEY("attempt_id","part_id","offset","salt")
);
--> statement-breakpoint
CREATE TABLE "interview_keys" (
	"interview_id" uuid PRIMARY KEY NOT NULL,
	"key_sealed" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "blob_objects" ADD COLUMN "salt" "bytea";--> statement-breakpoint
ALTER TABLE "interview_keys" ADD CONSTRAINT "interview_keys_interview_id_interviews_id_fk" FOREIGN KEY ("interview_id") REFERENCES "public"."interviews"("id") ON DELETE cascade ON UPDATE no action;