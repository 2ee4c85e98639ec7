ALTER TABLE "audit_links" ADD COLUMN "digests" "bytea";--> statement-breakpoint
ALTER TABLE "audit_links" ADD COLUMN "key_id" text;--> statement-breakpoint
ALTER TABLE "audit_links" ADD COLUMN "signature" text;