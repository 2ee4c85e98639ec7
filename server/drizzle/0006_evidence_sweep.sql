ALTER TABLE "attempts" ADD COLUMN "evidence_swept_at" bigint;--> statement-breakpoint
-- until now the first bytes were all that was asked for: who had done the step keeps it done
UPDATE "attempts" SET "evidence_swept_at" = "evidence_received_at";
