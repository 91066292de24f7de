-- When a session's person last proved themselves
ALTER TABLE "user_sessions" ADD COLUMN "proof_misses" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "proved_at" TIMESTAMPTZ(6);
UPDATE "user_sessions" SET "proved_at" = "created_at";
ALTER TABLE "user_sessions" ALTER COLUMN "proved_at" SET NOT NULL,
    ALTER COLUMN "proved_at" SET DEFAULT CURRENT_TIMESTAMP;

-- A second factor for everybody
ALTER TABLE "realm_settings" ADD COLUMN "second_factor_required" BOOLEAN NOT NULL DEFAULT false;

-- Passkeys
CREATE TABLE "passkeys" (
    "id" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL DEFAULT 0,
    "transports" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(6),

    CONSTRAINT "passkeys_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "passkeys_user_id_idx" ON "passkeys"("user_id");

ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "passkey_challenges" (
    "hash" BYTEA NOT NULL,
    "purpose" TEXT NOT NULL,
    "user_id" UUID,
    "address" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "passkey_challenges_pkey" PRIMARY KEY ("hash")
);

CREATE INDEX "passkey_challenges_address_expires_at_idx" ON "passkey_challenges"("address", "expires_at");

CREATE INDEX "passkey_challenges_expires_at_idx" ON "passkey_challenges"("expires_at");

-- Forms that did their work
CREATE TABLE "submissions" (
    "user_id" UUID NOT NULL,
    "key" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "submissions_pkey" PRIMARY KEY ("user_id", "key")
);

CREATE INDEX "submissions_at_idx" ON "submissions"("at");
