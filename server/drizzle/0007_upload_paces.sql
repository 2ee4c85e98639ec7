CREATE TABLE "upload_paces" (
	"sitting_id" uuid PRIMARY KEY NOT NULL,
	"upload_every_ms" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "upload_paces" ADD CONSTRAINT "upload_paces_sitting_id_sittings_id_fk" FOREIGN KEY ("sitting_id") REFERENCES "public"."sittings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
INSERT INTO "upload_paces" SELECT "id", "upload_every_ms" FROM "sittings" WHERE "upload_every_ms" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "sittings" DROP COLUMN "upload_every_ms";