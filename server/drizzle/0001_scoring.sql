CREATE TABLE "review_codes" (
	"attempt_id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	CONSTRAINT "review_codes_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "reviews" (
	"attempt_id" uuid NOT NULL,
	"examiner_id" uuid NOT NULL,
	"recused_at" bigint,
	"disclosure_flagged_at" bigint,
	"sheet_id" uuid,
	"submitted_at" bigint,
	"marks" jsonb,
	CONSTRAINT "reviews_attempt_id_examiner_id_pk" PRIMARY KEY("attempt_id","examiner_id")
);
--> statement-breakpoint
ALTER TABLE "interviews" ADD COLUMN "scoring" jsonb;--> statement-breakpoint
ALTER TABLE "review_codes" ADD CONSTRAINT "review_codes_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_examiner_id_staff_id_fk" FOREIGN KEY ("examiner_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;