CREATE TABLE "part_pauses" (
	"part_id" uuid NOT NULL,
	"at" bigint NOT NULL,
	"bytes" bigint NOT NULL,
	CONSTRAINT "part_pauses_part_id_at_pk" PRIMARY KEY("part_id","at")
);
--> statement-breakpoint
ALTER TABLE "beats" ADD COLUMN "held_bytes" bigint;--> statement-breakpoint
ALTER TABLE "beats" ADD COLUMN "is_open_block_same" boolean;--> statement-breakpoint
ALTER TABLE "part_blocks" ADD COLUMN "arrived_at" bigint;--> statement-breakpoint
ALTER TABLE "parts" ADD COLUMN "witness" jsonb;--> statement-breakpoint
ALTER TABLE "part_pauses" ADD CONSTRAINT "part_pauses_part_id_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."parts"("id") ON DELETE cascade ON UPDATE no action;