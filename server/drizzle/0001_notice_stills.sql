CREATE TABLE "notice_stills" (
	"attempt_id" uuid NOT NULL,
	"feed" text NOT NULL,
	"received_at" bigint NOT NULL,
	"jpeg_sealed" "bytea" NOT NULL,
	CONSTRAINT "notice_stills_attempt_id_feed_received_at_pk" PRIMARY KEY("attempt_id","feed","received_at")
);
--> statement-breakpoint
ALTER TABLE "stills" ADD COLUMN "keep_until" bigint;--> statement-breakpoint
ALTER TABLE "notice_stills" ADD CONSTRAINT "notice_stills_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;