CREATE TABLE "attempt_events" (
	"attempt_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"at" bigint NOT NULL,
	"actor_role" text NOT NULL,
	"actor_id" text,
	"event" jsonb NOT NULL,
	CONSTRAINT "attempt_events_attempt_id_number_pk" PRIMARY KEY("attempt_id","number")
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sitting_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"post" text,
	"lot" integer,
	"downloaded_at" bigint,
	"prepared_at" bigint,
	"consented_at" bigint,
	"face_tries" integer DEFAULT 0 NOT NULL,
	"identity_asked_at" bigint,
	"identity_refused_reason" text,
	"identity_confirmed_at" bigint,
	"lease_device_id" uuid,
	"leased_at" bigint,
	"briefed_at" bigint,
	"evidence_bound_at" bigint,
	"evidence_received_at" bigint,
	"lot_drawn_at" bigint,
	"is_lot_drawn_by_candidate" boolean DEFAULT false NOT NULL,
	"attachments_read_at" bigint,
	"entered_at" bigint,
	"devices_confirmed_at" bigint,
	"own_starts_at" bigint,
	"sheet_shown_at" bigint,
	"finished_at" bigint,
	"handed_in_at" bigint,
	"evidence_checked_at" bigint,
	"withdrawn_at" bigint,
	"removed_at" bigint,
	"voided_at" bigint,
	"allowances" jsonb DEFAULT '[]'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "binding_codes" (
	"code_hash" "bytea" PRIMARY KEY NOT NULL,
	"attempt_id" uuid NOT NULL,
	"issued_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"used_at" bigint
);
--> statement-breakpoint
CREATE TABLE "commands" (
	"id" uuid PRIMARY KEY NOT NULL,
	"attempt_id" uuid NOT NULL,
	"at" bigint NOT NULL,
	"request_hash" "bytea" NOT NULL,
	"answer" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "face_pictures" (
	"attempt_id" uuid NOT NULL,
	"view" text NOT NULL,
	"jpeg_sealed" "bytea" NOT NULL,
	"taken_at" bigint NOT NULL,
	CONSTRAINT "face_pictures_attempt_id_view_pk" PRIMARY KEY("attempt_id","view")
);
--> statement-breakpoint
CREATE TABLE "face_tries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"attempt_id" uuid NOT NULL,
	"tried_at" bigint NOT NULL,
	"answer" jsonb NOT NULL,
	"reasons" jsonb NOT NULL,
	"distance_thousandths" integer
);
--> statement-breakpoint
CREATE TABLE "help_messages" (
	"attempt_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"message_id" uuid NOT NULL,
	"from" text NOT NULL,
	"author_id" uuid NOT NULL,
	"text_sealed" "bytea" NOT NULL,
	"sent_at" bigint NOT NULL,
	CONSTRAINT "help_messages_attempt_id_number_pk" PRIMARY KEY("attempt_id","number"),
	CONSTRAINT "help_messages_message_id_unique" UNIQUE("message_id")
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
CREATE TABLE "attachments" (
	"sitting_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"name" jsonb NOT NULL,
	"file" text NOT NULL,
	"mime" text NOT NULL,
	"bytes" integer NOT NULL,
	"digest" text NOT NULL,
	"content_sealed" "bytea" NOT NULL,
	CONSTRAINT "attachments_sitting_id_number_pk" PRIMARY KEY("sitting_id","number")
);
--> statement-breakpoint
CREATE TABLE "document_drafts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"based_on" text,
	"made_at" bigint NOT NULL,
	"source_sealed" "bytea" NOT NULL,
	"document_sealed" "bytea" NOT NULL,
	"hashes_sealed" "bytea" NOT NULL,
	"codes" integer NOT NULL,
	"hashed_codes" integer DEFAULT 0 NOT NULL,
	"worked_at" bigint NOT NULL,
	"saved" jsonb
);
--> statement-breakpoint
CREATE TABLE "draft_files" (
	"staff_id" uuid NOT NULL,
	"file" text NOT NULL,
	"mime" text NOT NULL,
	"content_sealed" "bytea" NOT NULL,
	"made_at" bigint NOT NULL,
	CONSTRAINT "draft_files_staff_id_file_pk" PRIMARY KEY("staff_id","file")
);
--> statement-breakpoint
CREATE TABLE "draws" (
	"sitting_id" uuid PRIMARY KEY NOT NULL,
	"committed_at" bigint NOT NULL,
	"roll_hash" text NOT NULL,
	"roll" jsonb NOT NULL,
	"spares" integer NOT NULL,
	"spare_ids" jsonb NOT NULL,
	"contributions" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "interviews" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"name" jsonb NOT NULL,
	"organiser" jsonb NOT NULL,
	"time_zone" text NOT NULL,
	"support_phone" text NOT NULL,
	"settings" jsonb NOT NULL,
	"texts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"scoring" jsonb,
	"imported_at" bigint NOT NULL,
	CONSTRAINT "interviews_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "question_packs" (
	"sitting_id" uuid PRIMARY KEY NOT NULL,
	"pack_id" uuid NOT NULL,
	"nonce" "bytea" NOT NULL,
	"ciphertext" "bytea" NOT NULL,
	"wrappings" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sittings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"interview_id" uuid NOT NULL,
	"key" text NOT NULL,
	"position" integer NOT NULL,
	"name" jsonb NOT NULL,
	"starts_at" bigint,
	"self_paced_opens_at" bigint,
	"self_paced_closes_at" bigint,
	"is_mock" boolean NOT NULL,
	"entry_released_at" bigint,
	"upload_every_ms" integer,
	"kept_openings" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "live_views" (
	"id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"attempt_id" uuid,
	"sitting_id" uuid,
	"opened_at" bigint NOT NULL,
	"lasts_until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stills" (
	"attempt_id" uuid NOT NULL,
	"feed" text NOT NULL,
	"jpeg_sealed" "bytea" NOT NULL,
	"received_at" bigint NOT NULL,
	CONSTRAINT "stills_attempt_id_feed_pk" PRIMARY KEY("attempt_id","feed")
);
--> statement-breakpoint
CREATE TABLE "id_photos" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"jpeg_sealed" "bytea" NOT NULL,
	"template_sealed" "bytea",
	"engine_id" text,
	"file" text,
	"digest" text NOT NULL,
	"enrolled_at" bigint NOT NULL,
	"enrolled_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" uuid PRIMARY KEY NOT NULL,
	"interview_id" uuid NOT NULL,
	"number_index" "bytea" NOT NULL,
	"number_sealed" "bytea" NOT NULL,
	"name_sealed" "bytea" NOT NULL,
	"code_hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_tries" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"subject" "bytea" NOT NULL,
	"tried_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_ins" (
	"secret_hash" "bytea" PRIMARY KEY NOT NULL,
	"person_id" uuid,
	"staff_id" uuid,
	"device_id" uuid NOT NULL,
	"signed_in_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"number" bigserial PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"actor_role" text NOT NULL,
	"actor_id" text,
	"action" text NOT NULL,
	"subject" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_links" (
	"number" bigserial PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"first_entry" bigint NOT NULL,
	"last_entry" bigint NOT NULL,
	"previous_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"master_key_id" text NOT NULL,
	"installed_at" bigint NOT NULL,
	"blobs_at" text
);
--> statement-breakpoint
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
CREATE TABLE "beats" (
	"attempt_id" uuid NOT NULL,
	"part_id" uuid NOT NULL,
	"device_id" uuid NOT NULL,
	"line" text NOT NULL,
	"received_at" bigint NOT NULL,
	"sent_at" bigint NOT NULL,
	"bytes" bigint NOT NULL,
	"open_block" "bytea",
	"closed_blocks" jsonb NOT NULL,
	"held_bytes" bigint,
	"is_open_block_same" boolean,
	CONSTRAINT "beats_part_id_device_id_received_at_bytes_pk" PRIMARY KEY("part_id","device_id","received_at","bytes")
);
--> statement-breakpoint
CREATE TABLE "blob_objects" (
	"attempt_id" uuid NOT NULL,
	"part_id" uuid NOT NULL,
	"offset" bigint NOT NULL,
	"bytes" bigint NOT NULL,
	"object" text NOT NULL,
	"object_offset" integer DEFAULT 0 NOT NULL,
	"object_bytes" integer NOT NULL,
	"digest" "bytea" NOT NULL,
	CONSTRAINT "blob_objects_attempt_id_part_id_offset_pk" PRIMARY KEY("attempt_id","part_id","offset")
);
--> statement-breakpoint
CREATE TABLE "blobs" (
	"attempt_id" uuid NOT NULL,
	"part_id" uuid NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"is_sealed" boolean DEFAULT false NOT NULL,
	CONSTRAINT "blobs_attempt_id_part_id_pk" PRIMARY KEY("attempt_id","part_id")
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"attempt_id" uuid NOT NULL,
	"device_id" uuid NOT NULL,
	"lines" jsonb NOT NULL,
	"issued_at" bigint NOT NULL,
	"stopped_at" bigint,
	"last_beat_at" bigint
);
--> statement-breakpoint
CREATE TABLE "journal_entries" (
	"part_id" uuid NOT NULL,
	"offset" bigint NOT NULL,
	"attempt_id" uuid NOT NULL,
	"number" integer,
	"claimed_at" bigint,
	"arrived_at" bigint NOT NULL,
	"body" jsonb,
	CONSTRAINT "journal_entries_part_id_offset_pk" PRIMARY KEY("part_id","offset")
);
--> statement-breakpoint
CREATE TABLE "part_blocks" (
	"part_id" uuid NOT NULL,
	"index" integer NOT NULL,
	"digest" "bytea" NOT NULL,
	"arrived_at" bigint,
	CONSTRAINT "part_blocks_part_id_index_pk" PRIMARY KEY("part_id","index")
);
--> statement-breakpoint
CREATE TABLE "part_pauses" (
	"part_id" uuid NOT NULL,
	"at" bigint NOT NULL,
	"bytes" bigint NOT NULL,
	CONSTRAINT "part_pauses_part_id_at_pk" PRIMARY KEY("part_id","at")
);
--> statement-breakpoint
CREATE TABLE "parts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"attempt_id" uuid NOT NULL,
	"device_id" uuid NOT NULL,
	"grant_id" uuid NOT NULL,
	"line" text NOT NULL,
	"number" integer NOT NULL,
	"mime" text NOT NULL,
	"started_at" bigint NOT NULL,
	"started_at_error_ms" integer,
	"announced_at" bigint NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"declared_bytes" bigint,
	"generation" integer DEFAULT 1 NOT NULL,
	"last_bytes_at" bigint,
	"ended_at" bigint,
	"end_reason" text,
	"digest" "bytea",
	"sealed_at" bigint,
	"receipt" jsonb,
	"witness" jsonb,
	"indexed_bytes" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
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
CREATE TABLE "sign_in_links" (
	"secret_hash" "bytea" PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" uuid PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "attempt_events" ADD CONSTRAINT "attempt_events_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_sitting_id_sittings_id_fk" FOREIGN KEY ("sitting_id") REFERENCES "public"."sittings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "binding_codes" ADD CONSTRAINT "binding_codes_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commands" ADD CONSTRAINT "commands_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "face_pictures" ADD CONSTRAINT "face_pictures_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "face_tries" ADD CONSTRAINT "face_tries_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_messages" ADD CONSTRAINT "help_messages_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unlock_codes" ADD CONSTRAINT "unlock_codes_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_sitting_id_sittings_id_fk" FOREIGN KEY ("sitting_id") REFERENCES "public"."sittings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_drafts" ADD CONSTRAINT "document_drafts_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "draft_files" ADD CONSTRAINT "draft_files_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "draws" ADD CONSTRAINT "draws_sitting_id_sittings_id_fk" FOREIGN KEY ("sitting_id") REFERENCES "public"."sittings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_packs" ADD CONSTRAINT "question_packs_sitting_id_sittings_id_fk" FOREIGN KEY ("sitting_id") REFERENCES "public"."sittings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sittings" ADD CONSTRAINT "sittings_interview_id_interviews_id_fk" FOREIGN KEY ("interview_id") REFERENCES "public"."interviews"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "live_views" ADD CONSTRAINT "live_views_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "live_views" ADD CONSTRAINT "live_views_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "live_views" ADD CONSTRAINT "live_views_sitting_id_sittings_id_fk" FOREIGN KEY ("sitting_id") REFERENCES "public"."sittings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stills" ADD CONSTRAINT "stills_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "id_photos" ADD CONSTRAINT "id_photos_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_interview_id_interviews_id_fk" FOREIGN KEY ("interview_id") REFERENCES "public"."interviews"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_ins" ADD CONSTRAINT "sign_ins_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_ins" ADD CONSTRAINT "sign_ins_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "beats" ADD CONSTRAINT "beats_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blob_objects" ADD CONSTRAINT "blob_objects_attempt_id_part_id_blobs_attempt_id_part_id_fk" FOREIGN KEY ("attempt_id","part_id") REFERENCES "public"."blobs"("attempt_id","part_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "journal_entries" ADD CONSTRAINT "journal_entries_part_id_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."parts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "part_blocks" ADD CONSTRAINT "part_blocks_part_id_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."parts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "part_pauses" ADD CONSTRAINT "part_pauses_part_id_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."parts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "parts" ADD CONSTRAINT "parts_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_codes" ADD CONSTRAINT "review_codes_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_examiner_id_staff_id_fk" FOREIGN KEY ("examiner_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_links_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_person" ON "attempts" USING btree ("sitting_id","person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_lot" ON "attempts" USING btree ("sitting_id","lot");--> statement-breakpoint
CREATE INDEX "attempts_of_person" ON "attempts" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "binding_codes_of_attempt" ON "binding_codes" USING btree ("attempt_id");--> statement-breakpoint
CREATE INDEX "face_tries_of_attempt" ON "face_tries" USING btree ("attempt_id","tried_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sittings_key" ON "sittings" USING btree ("interview_id","key");--> statement-breakpoint
CREATE INDEX "live_views_lasting" ON "live_views" USING btree ("lasts_until");--> statement-breakpoint
CREATE UNIQUE INDEX "people_number" ON "people" USING btree ("interview_id","number_index");--> statement-breakpoint
CREATE INDEX "people_number_index" ON "people" USING btree ("number_index");--> statement-breakpoint
CREATE INDEX "sign_in_tries_subject" ON "sign_in_tries" USING btree ("subject","tried_at");--> statement-breakpoint
CREATE INDEX "push_messages_at" ON "push_messages" USING btree ("at");--> statement-breakpoint
CREATE INDEX "beats_of_attempt" ON "beats" USING btree ("attempt_id","received_at");--> statement-breakpoint
CREATE INDEX "grants_of_attempt" ON "grants" USING btree ("attempt_id","device_id");--> statement-breakpoint
CREATE INDEX "journal_entries_of_attempt" ON "journal_entries" USING btree ("attempt_id","claimed_at");--> statement-breakpoint
CREATE INDEX "journal_entries_notices" ON "journal_entries" USING btree ("attempt_id","arrived_at") WHERE body ->> 'kind' in ('notice', 'gap');--> statement-breakpoint
CREATE UNIQUE INDEX "parts_number" ON "parts" USING btree ("attempt_id","device_id","line","number");--> statement-breakpoint
CREATE INDEX "parts_of_attempt" ON "parts" USING btree ("attempt_id");