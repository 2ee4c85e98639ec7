CREATE TABLE "budget_holds" (
	"attempt_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"since_at" bigint NOT NULL,
	"last_at" bigint NOT NULL,
	CONSTRAINT "budget_holds_attempt_id_kind_pk" PRIMARY KEY("attempt_id","kind")
);
--> statement-breakpoint
CREATE TABLE "budget_raises" (
	"id" uuid PRIMARY KEY NOT NULL,
	"attempt_id" uuid NOT NULL,
	"at" bigint NOT NULL,
	"staff_id" uuid NOT NULL,
	"reason" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "kept_beats" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "kept_blocks" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "parts" ADD COLUMN "imported_bytes" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "parts" ADD COLUMN "indexed_lines" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "budget_holds" ADD CONSTRAINT "budget_holds_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_raises" ADD CONSTRAINT "budget_raises_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "budget_raises_of_attempt" ON "budget_raises" USING btree ("attempt_id");--> statement-breakpoint
CREATE INDEX "commands_of_attempt" ON "commands" USING btree ("attempt_id");