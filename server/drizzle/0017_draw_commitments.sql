CREATE TABLE "draw_commitments" (
	"sitting_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"at" bigint NOT NULL,
	"why" text NOT NULL,
	"roll_hash" text NOT NULL,
	"contributions" jsonb NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "draw_commitments_sitting_id_number_pk" PRIMARY KEY("sitting_id","number")
);
--> statement-breakpoint
ALTER TABLE "draw_commitments" ADD CONSTRAINT "draw_commitments_sitting_id_sittings_id_fk" FOREIGN KEY ("sitting_id") REFERENCES "public"."sittings"("id") ON DELETE cascade ON UPDATE no action;