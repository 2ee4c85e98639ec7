ALTER TABLE "installation" ADD COLUMN "blobs_marked_at" bigint;--> statement-breakpoint
ALTER TABLE "parts" ADD COLUMN "lost_seal" jsonb;--> statement-breakpoint
-- What earlier versions wrote down as lost: the seal stands in the audit log, and by it bytes that are back are taken again.
UPDATE "parts" SET "lost_seal" = jsonb_build_object(
  'bytes', ("lost"."subject" ->> 'promisedBytes')::bigint, 'digest', "lost"."subject" ->> 'digest',
  'sealedAt', ("lost"."subject" ->> 'sealedAt')::bigint, 'receipt', NULL, 'witness', NULL)
FROM (
  SELECT DISTINCT ON ("subject" ->> 'partId') "subject" FROM "audit_entries"
  WHERE "action" = 'bytesLost' AND "subject" ->> 'digest' IS NOT NULL
  ORDER BY "subject" ->> 'partId', "number" DESC
) AS "lost"
WHERE "parts"."id" = ("lost"."subject" ->> 'partId')::uuid AND "parts"."sealed_at" IS NULL;
