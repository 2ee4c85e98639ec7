CREATE TABLE "push_messages" (
	"topic" text NOT NULL,
	"sequence" bigint NOT NULL,
	"at" bigint NOT NULL,
	"message" jsonb NOT NULL,
	CONSTRAINT "push_messages_topic_sequence_pk" PRIMARY KEY("topic","sequence")
);
--> statement-breakpoint
CREATE TABLE "push_topics" (
	"topic" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "unlock_codes" (
	"attempt_id" uuid PRIMARY KEY NOT NULL,
	"pack_id" uuid NOT NULL,
	"code_sealed" "bytea" NOT NULL,
	"salt" "bytea" NOT NULL,
	"iterations" integer NOT NULL,
	"nonce" "bytea" NOT NULL,
	"wrapped" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "unlock_codes" ADD CONSTRAINT "unlock_codes_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "push_messages_at" ON "push_messages" USING btree ("at");