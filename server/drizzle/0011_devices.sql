CREATE TABLE "candidate_devices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"user_agent" text,
	"first_signed_in_at" bigint NOT NULL,
	"last_signed_in_at" bigint NOT NULL,
	CONSTRAINT "candidate_devices_secret_hash_unique" UNIQUE("secret_hash")
);
